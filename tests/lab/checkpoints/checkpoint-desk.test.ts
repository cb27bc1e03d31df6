/** The desk over a workspace with real files. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLab, type OpenLab } from '#lab/lab.ts';
import { openStore } from '#lab/store/store.ts';
import type { StageConfig } from '#shared/trainer-protocol/stages.ts';
import { stayWords } from '#shared/stay-words.ts';

/** Keys as the lab writes them. */
const keyOf = (letter: string): string => letter.repeat(64);
const [PLM, WEIGHTS, NEWS, EVALUATION, STOPPED] = ['a', 'b', 'c', 'd', 'e'].map(keyOf) as [
  string,
  string,
  string,
  string,
  string,
];

describe('CheckpointDesk', () => {
  let workspace: string;
  let lab: OpenLab;

  beforeEach(async () => {
    workspace = mkdtempSync(path.join(tmpdir(), 'tnrlab-checkpoints-'));
    const store = openStore(workspace);
    const add = (
      key: string,
      kind: string,
      inputs: Record<string, string>,
      file: string | null,
      summary: Record<string, number> = {},
    ) => {
      store.stages.add({ key, config: { kind } as unknown as StageConfig, inputs, seed: 1 });
      store.stages.change(key, {
        state: file === null ? 'stopped' : 'done',
        startedAt: 1000,
        endedAt: 2000,
        summary,
      });
      if (file !== null) writeArtifact(key, kind, inputs, file);
    };
    add(PLM, 'pretrain', {}, 'model.safetensors');
    add(WEIGHTS, 'fine-tune', { plm: PLM }, 'model.safetensors');
    add(NEWS, 'embed', { model: WEIGHTS, plm: PLM }, 'titles.f32');
    add(EVALUATION, 'evaluate', { 'model-1': WEIGHTS, 'news-1': NEWS }, 'scores.f32', { auc: 0.7 });
    add(STOPPED, 'stage-two', { plm: PLM }, null);
    mkdirSync(path.join(workspace, 'work', STOPPED), { recursive: true });
    writeFileSync(path.join(workspace, 'work', STOPPED, 'checkpoint.safetensors'), 'x'.repeat(500));
    store.runs.change(EVALUATION, { starred: true });
    store.close();
    lab = await createLab({ workspace });
  });
  afterEach(async () => {
    await lab.close();
    rmSync(workspace, { recursive: true });
  });

  function writeArtifact(key: string, kind: string, inputs: Record<string, string>, file: string): void {
    const folder = path.join(workspace, 'artifacts', key);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, file), 'w'.repeat(1000));
    const manifest = {
      ...{ manifest: 1, key, kind, config: { kind }, inputs, seed: 1, numericsVersion: 1, summary: {} },
      files: { [file]: { bytes: 1000, sha256: '' } },
      ...{ device: null, lab: { version: '1', commit: null }, startedAt: 1000, endedAt: 2000 },
    };
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  }
  const byKey = () => new Map(lab.checkpoints.list().checkpoints.map((found) => [found.key, found]));
  const folderOf = (key: string) => path.join(workspace, 'artifacts', key);

  test('list() gives weights with what they reached, and what a stopped run would go on from', () => {
    const found = byKey();
    expect([...found.keys()]).toEqual([PLM, WEIGHTS, STOPPED]);
    expect(found.get(WEIGHTS)).toMatchObject({ form: 'weights', bytes: 1000, usedBy: 2, auc: 0.7 });
    expect(found.get(PLM)).toMatchObject({ usedBy: 3, neededBy: 1 });
    expect(found.get(STOPPED)).toMatchObject({ form: 'resume', bytes: 500 });
  });

  test('list() says what takes the disk, and what of it can go', () => {
    const { disk } = lab.checkpoints.list();
    const kinds = Object.fromEntries(disk.kinds.map((each) => [each.kind, [each.bytes, each.spareBytes]]));
    // A stopped run still reads the PLM.
    expect(kinds).toEqual({
      pretrain: [1000, 0],
      'fine-tune': [1000, 1000],
      embed: [1000, 1000],
      evaluate: [1000, 1000],
    });
    expect(disk).toMatchObject({ unused: { runs: 1, bytes: 0 }, resume: { runs: 1, bytes: 500 } });
  });

  test('remove() frees the files, says how much, and leaves the run as a record', () => {
    const { purged, bytesFreed, kept } = lab.checkpoints.remove([WEIGHTS, PLM]);
    expect(purged).toEqual([WEIGHTS]);
    expect(bytesFreed).toBeGreaterThan(1000);
    expect(kept[0]).toMatchObject({ key: PLM, reason: expect.stringContaining('not finished') });
    expect(existsSync(folderOf(WEIGHTS))).toBe(false);
    expect(lab.runs.get(WEIGHTS).run).toMatchObject({ state: 'done', bytes: null });
    expect(byKey().has(WEIGHTS)).toBe(false);
  });

  test('keep() holds weights, and the PLM they differ from, against every clean-up and the purge', () => {
    lab.checkpoints.keep(WEIGHTS, 'best-so-far');
    expect(byKey().get(WEIGHTS)?.keptAs).toBe('best-so-far');
    const [stays] = lab.checkpoints.remove([WEIGHTS]).kept;
    expect(stays?.reason).toBe('It is kept as "best-so-far".');
    expect(stayWords('es', stays!.why)).toBe('Está guardada como "best-so-far".');
    expect(lab.checkpoints.cleanUp({ what: 'kind', kind: 'fine-tune' }).purged).toEqual([]);
    lab.runs.trash([WEIGHTS]);
    expect(lab.runs.purge([WEIGHTS]).kept[0]?.reason).toContain('best-so-far');
    expect(() => lab.checkpoints.keep(PLM, 'best-so-far')).toThrow(/another name/);
    expect(() => lab.checkpoints.keep(EVALUATION, 'scores')).toThrow(/no weights/);
    lab.checkpoints.release(WEIGHTS);
    expect(lab.checkpoints.remove([WEIGHTS]).purged).toEqual([WEIGHTS]);
  });

  test('the PLM of kept weights is neither purged nor removed', async () => {
    lab.checkpoints.keep(WEIGHTS, 'best-so-far');
    // What is not finished holds the PLM, too; it must not be the only thing that does.
    lab.runs.trash([PLM, STOPPED]);
    expect(lab.runs.purge([PLM, STOPPED])).toMatchObject({
      purged: [STOPPED],
      kept: [{ key: PLM, why: { code: 'base' } }],
    });
    lab.runs.restore([PLM]);
    expect(lab.checkpoints.export(WEIGHTS, path.join(workspace, 'out')).files).toHaveLength(4);
    lab.checkpoints.release(WEIGHTS);
    lab.runs.trash([PLM]);
    expect(lab.runs.purge([PLM]).purged).toEqual([PLM]);
  });

  test('export() copies weights and the PLM they stand on, and writes over nothing', () => {
    const target = path.join(workspace, 'out');
    lab.checkpoints.keep(WEIGHTS, 'tiny');
    const { folder, files } = lab.checkpoints.export(WEIGHTS, target);
    expect(folder).toBe(path.join(target, 'tiny'));
    expect(files.map((file) => file.path)).toEqual([
      'manifest.json',
      'model.safetensors',
      'plm/manifest.json',
      'plm/model.safetensors',
    ]);
    expect(readFileSync(path.join(folder, 'model.safetensors'), 'utf8')).toHaveLength(1000);
    expect(() => lab.checkpoints.export(WEIGHTS, target)).toThrow(/not empty/);
    expect(() => lab.checkpoints.export(EVALUATION, target)).toThrow(/no weights/);
  });

  test('cleanUp() frees a kind, the checkpoints of stopped runs, or runs that nothing needs', () => {
    expect(lab.checkpoints.cleanUp({ what: 'kind', kind: 'embed' })).toMatchObject({ purged: [NEWS] });
    expect(lab.checkpoints.cleanUp({ what: 'resume' })).toMatchObject({ purged: [STOPPED], bytesFreed: 500 });
    const unused = () => lab.checkpoints.list().disk.unused.runs;
    const spared = unused();
    lab.runs.change([EVALUATION], { starred: false, addTags: ['good'] });
    expect(unused()).toBe(spared);
    lab.runs.change([EVALUATION], { removeTags: ['good'] });
    lab.tables.save('Main', lab.tables.propose({ runs: [EVALUATION] }));
    expect(unused()).toBe(spared);
    lab.tables.remove('Main');
    expect(unused()).toBeGreaterThan(spared);
    const { purged } = lab.checkpoints.cleanUp({ what: 'unused' });
    expect(purged.sort()).toEqual([PLM, WEIGHTS, NEWS, EVALUATION, STOPPED].sort());
    expect(existsSync(folderOf(PLM))).toBe(false);
    expect(lab.runs.list().runs).toEqual([]);
  });

  test('export() takes no folder that depends on where the lab was started', () => {
    expect(() => lab.checkpoints.export(WEIGHTS, 'exports')).toThrow(/"exports" is not a whole path/);
    expect(existsSync('exports')).toBe(false);
  });
});
