/** What a saved table keeps of its runs, and how it tells that they are not what they were. */
import { describe, expect, it } from 'vitest';
import { renewSnapshot, takeSnapshot } from '#lab/tables/resolve.ts';
import { renderPaperTable } from '#lab/tables/render.ts';
import { staleReasons } from '#lab/tables/stale.ts';
import {
  columnOf,
  definitionOf,
  PAPER,
  rowOf,
  snapshotOf,
  usualDefinition,
  usualRuns,
} from './made-up-table.ts';

const definition = usualDefinition();
const reasons = (runs: ReturnType<typeof usualRuns>, snapshot = snapshotOf(definition, usualRuns())) =>
  staleReasons(definition, snapshot, runs).map(({ reason, rows, runs: keys }) => ({ reason, rows, keys }));

describe('staleReasons()', () => {
  it('has nothing to say of runs that are as they were', () => {
    expect(reasons(usualRuns())).toEqual([]);
  });

  it('tells of newer, changed, trashed and purged runs, each with its row', () => {
    const runs = usualRuns();
    runs.add('TinyBERT-4', 6, { auc: 0.7 });
    runs.add('NewsBERT-4', 2, { auc: 0.123, mrr: 0.3, parameters: 1 });
    runs.trashed.add('Tiny-NewsRec-4-1-evaluated');
    runs.runs.delete('PLM-NR-12 (DP)-4-evaluated');
    expect(reasons(runs)).toEqual(
      expect.arrayContaining([
        { reason: 'newer', rows: ['TinyBERT-4'], keys: ['TinyBERT-4-6-evaluated'] },
        { reason: 'changed', rows: ['NewsBERT-4'], keys: ['NewsBERT-4-2-evaluated'] },
        { reason: 'trashed', rows: ['Tiny-NewsRec-4'], keys: ['Tiny-NewsRec-4-1-evaluated'] },
        { reason: 'purged', rows: ['PLM-NR-12 (DP)'], keys: ['PLM-NR-12 (DP)-4-evaluated'] },
      ]),
    );
  });

  it('does not mind numbers that the table does not show', () => {
    const runs = usualRuns();
    const before = runs.runs.get('NewsBERT-4-2-evaluated')!;
    before.run.metrics = { ...before.run.metrics, trainingSeconds: 12 };
    expect(reasons(runs)).toEqual([]);
  });

  it('tells of runs that are not part of their method any more, and of a metric that was defined anew', () => {
    const runs = usualRuns();
    for (const one of runs.runs.values()) if (one.method === 'TinyBERT-4') one.method = 'TinyBERT-4 (mine)';
    const snapshot = snapshotOf(definition, usualRuns());
    snapshot.metrics.auc = 0;
    expect(reasons(runs, snapshot).map(({ reason, keys }) => [reason, keys.length])).toEqual([
      ['left', 5],
      ['metric', 0],
    ]);
  });
});

describe('takeSnapshot()', () => {
  it('prints the same numbers after runs went to the trash or for good', () => {
    const runs = usualRuns();
    const snapshot = snapshotOf(definition, runs);
    const input = { name: 'Main', definition, paper: PAPER };
    const before = renderPaperTable({ ...input, snapshot });
    runs.runs.clear();
    const kept = takeSnapshot(
      definition,
      runs,
      JSON.parse(JSON.stringify(snapshot)) as typeof snapshot,
      2_000,
    );
    expect(kept.takenAt).toBe(snapshot.takenAt);
    expect(renderPaperTable({ ...input, snapshot: kept }).lines).toEqual(before.lines);
  });

  it('looks up rows that are new', () => {
    const runs = usualRuns();
    const [first, ...others] = definition.rows;
    const small = definitionOf([first!], definition.columns);
    const grown = takeSnapshot(definition, runs, snapshotOf(small, runs), 2_000);
    expect(Object.keys(grown.sources)).toHaveLength(1 + others.length);
  });

  it('gives a row that comes back the runs it had, and takes them anew only when it is renewed', () => {
    const runs = usualRuns();
    const [first] = definition.rows;
    const small = definitionOf([first!], [columnOf('auc')]);
    const before = snapshotOf(definition, runs);
    const shrunk = takeSnapshot(small, runs, before, 2_000);
    runs.add('NewsBERT-4', 2, { auc: 0.123, mrr: 0.3, parameters: 1 });
    runs.add('NewsBERT-4', 6, { auc: 0.5, mrr: 0.3, parameters: 1 });
    // What is out of the table makes it neither stale nor longer.
    expect(staleReasons(small, { ...shrunk, metrics: { ...shrunk.metrics, mrr: 0 } }, runs)).toEqual([]);
    const back = takeSnapshot(definition, runs, shrunk, 3_000);
    const print = (snapshot: typeof back) =>
      renderPaperTable({ name: 'Main', definition, paper: PAPER, snapshot }).lines;
    expect(print(back)).toEqual(print(before));
    expect(Object.keys(renewSnapshot(small, runs, back, 4_000).sources)).toHaveLength(1);
  });

  it('keeps a bounded number of sources that are out of the table, the latest ones', () => {
    const runs = usualRuns();
    const columns = definition.columns;
    let snapshot = snapshotOf(definitionOf([], columns), runs);
    for (let i = 0; i < 150; i++)
      snapshot = takeSnapshot(definitionOf([rowOf(`method ${i}`)], columns), runs, snapshot, i);
    const kept = Object.keys(snapshot.sources);
    expect(kept).toHaveLength(101);
    expect(kept.at(-1)).toContain('method 49');
  });

  it('does not drop a run that is gone when others of its row are chosen', () => {
    const runs = usualRuns();
    const keys = [1, 2, 3].map((seed) => `NewsBERT-4-${seed}-evaluated`);
    const ofRuns = (chosen: string[]) =>
      definitionOf([rowOf('a', { sources: [{ runs: chosen }] })], definition.columns);
    const before = snapshotOf(ofRuns(keys), runs);
    runs.trashed.add(keys[0]!);
    const after = takeSnapshot(ofRuns(keys.slice(0, 2)), runs, before, 2_000);
    expect(Object.values(after.sources)[0]).toEqual([
      { run: keys[0], seed: 1 },
      { run: keys[1], seed: 2 },
    ]);
    expect(after.runs[keys[0]!]?.metrics.auc).toBe(before.runs[keys[0]!]?.metrics.auc);
  });

  it('asks for all sources at once', () => {
    const runs = usualRuns();
    takeSnapshot(definition, runs, null, 1);
    expect(runs.finds).toBe(1);
  });
});

describe('renewSnapshot()', () => {
  it('takes the runs as they are, but keeps those of a row whose label changed', () => {
    const runs = usualRuns();
    const before = snapshotOf(definition, runs);
    for (const one of runs.runs.values()) {
      if (one.method === 'TinyBERT-4') one.method = 'renamed';
      if (one.method === 'NewsBERT-4') one.run = { ...one.run, metrics: { ...one.run.metrics, auc: 0.5 } };
    }
    runs.trashed.add('TinyBERT-4-1-evaluated');
    const after = renewSnapshot(definition, runs, before, 2_000);
    expect(after.takenAt).toBe(2_000);
    expect(after.runs['NewsBERT-4-1-evaluated']?.metrics.auc).toBe(0.5);
    expect(Object.values(after.sources)[1]?.map(({ seed }) => seed)).toEqual([2, 3, 4, 5]);
  });
});

describe('the schema of a definition', () => {
  it('refuses two rows or columns of one id', () => {
    expect(() => definitionOf([rowOf('a'), rowOf('a')], [])).toThrow(/same id/);
    expect(() => definitionOf([rowOf('a')], [columnOf('auc'), columnOf('auc')])).toThrow(/same id/);
  });
});
