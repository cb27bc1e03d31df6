/** Runs of other programs in the real workspace: our names and units, all or none, once. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EventHub } from '#lab/events/event-hub.ts';
import { ImportDesk } from '#lab/imports/import-desk.ts';
import { openStore, type Store } from '#lab/store/store.ts';
import { runCli } from '#lab/cli/program.ts';
import type { LabEvent } from '#shared/contract/domain.ts';
import { recordingIo } from '#tests/lab/cli/recording-io.ts';

const EVENTS = path.resolve(import.meta.dirname, '../../fixtures/imports/tensorboard');

let folder: string;
let store: Store;
let desk: ImportDesk;
const events: LabEvent[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-import-'));
  store = openStore(path.join(folder, 'workspace'));
  const hub = new EventHub();
  events.length = 0;
  hub.publish = (event) => void events.push(event);
  desk = new ImportDesk(store, hub);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const csv = (text: string): string => {
  const file = path.join(folder, 'base.csv');
  writeFileSync(file, text);
  return file;
};

test('run() writes runs with method, seed, shares and curves, and says so', async () => {
  const { imported } = await desk.run({ source: EVENTS, dataset: 'mind-small', split: 'test' });
  expect(imported).toHaveLength(2);
  expect(events).toEqual([{ type: 'runs', keys: imported }]);
  const run = store.stages.get(imported[1]!)!;
  expect(run).toMatchObject({ kind: 'imported', state: 'done', seed: 2, inputs: {} });
  expect(run.config).toMatchObject({
    method: 'nrms',
    dataset: 'mind-small',
    split: 'test',
    format: 'tensorboard',
  });
  expect(run.summary).toMatchObject({ mrr: 0.25 });
  const curves = store.curves.curves(store.stages.id(imported[1]!)!);
  expect(curves.map(({ metric, steps }) => [metric, steps.length])).toEqual([['loss', 10]]);
});

test('percent become shares to the digit; shares stay', async () => {
  const percent = await desk.preview({ source: csv('run,AUC,nDCG@5\na,68.6,0.4\n'), scale: 'auto' });
  // Each metric is told by its own values.
  expect(percent.runs[0]!.metrics).toEqual({ auc: 0.686, ndcg5: 0.4 });
  const said = await desk.preview({ source: csv('run,AUC\na,0.9\n'), scale: 'percent' });
  expect(said.runs[0]!.metrics.auc).toBeCloseTo(0.009, 12);
});

test('the same runs again change nothing', async () => {
  const source = csv('run,seed,AUC\nNRMS,1,68.1\nNRMS,2,68.4\n');
  expect(await desk.run({ source })).toMatchObject({ known: 0 });
  expect(await desk.run({ source })).toMatchObject({ imported: [], known: 2 });
  expect((await desk.preview({ source })).runs.every(({ known }) => known)).toBe(true);
});

test('a run in the trash is said to be there, and is not brought in twice', async () => {
  const source = csv('run,seed,AUC\nNRMS,1,68.1\nNRMS,2,68.4\n');
  const { imported } = await desk.run({ source });
  store.runs.change(imported[1]!, { trashedAt: 1 });
  expect((await desk.preview({ source })).runs.map(({ trashed }) => trashed)).toEqual([false, true]);
  expect(await desk.run({ source })).toMatchObject({ imported: [], known: 2, trashed: 1 });
});

test('an MLflow run is known from either of its stores, until it went on or is called otherwise', async () => {
  const write = (file: string, text: string): void => {
    const to = path.join(folder, 'mlruns', file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, text);
  };
  write('1/meta.yaml', 'name: base\nlifecycle_stage: active\n');
  write('1/r1/meta.yaml', 'run_id: r1\nrun_name: NRMS-1\nstatus: 3\nlifecycle_stage: active\n');
  write('1/r1/metrics/AUC', '1 68.6 0\n');
  write('1/r1/metrics/loss', '1 1.5 0\n2 0.5 1\n');
  const file = path.join(folder, 'mlflow.db');
  const db = new Database(file);
  db.exec(`
    CREATE TABLE experiments (experiment_id INTEGER, name TEXT, lifecycle_stage TEXT);
    CREATE TABLE runs (run_uuid TEXT, name TEXT, status TEXT, start_time INTEGER, end_time INTEGER, lifecycle_stage TEXT,
      experiment_id INTEGER);
    CREATE TABLE metrics (key TEXT, value REAL, timestamp INTEGER, run_uuid TEXT, step INTEGER, is_nan INTEGER);
    CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);
    CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);
    INSERT INTO experiments VALUES (7, 'base', 'active');
    INSERT INTO runs VALUES ('r1', 'NRMS-1', 'FINISHED', 10, 20, 'active', 7);
    INSERT INTO metrics VALUES ('loss', 1.5, 1, 'r1', 0, 0), ('loss', 0.5, 2, 'r1', 1, 0), ('AUC', 68.6, 1, 'r1', 0, 0);`);
  const { imported } = await desk.run({ source: file });
  expect(imported).toHaveLength(1);
  const mlruns = path.join(folder, 'mlruns');
  expect((await desk.preview({ source: mlruns })).runs.map(({ known }) => known)).toEqual([true]);
  expect(await desk.run({ source: mlruns })).toMatchObject({ imported: [], known: 1, trashed: 0 });
  expect(await desk.run({ source: mlruns, dataset: 'mind-small' })).toMatchObject({ known: 0 });
  write('1/r1/metrics/AUC', '1 68.6 0\n3 69.1 1\n');
  expect(await desk.run({ source: mlruns })).toMatchObject({ known: 0 });
  db.close();
});

test('a value that fits no scale imports nothing', async () => {
  const source = csv('run,AUC\na,0.7\nb,-3\n');
  await expect(desk.run({ source })).rejects.toThrow(/auc has the value -3.*Nothing was imported/);
  expect(events).toEqual([]);
});

test('a failure in the middle of writing leaves nothing behind', async () => {
  const add = store.stages.addImported;
  let calls = 0;
  store.stages.addImported = (run) => {
    if (++calls === 2) throw new Error('disk full');
    return add(run);
  };
  const source = csv('run,step,loss\na,1,3\na,2,2\nb,1,3\nb,2,2\n');
  await expect(desk.run({ source })).rejects.toThrow('disk full');
  store.stages.addImported = add;
  // Points of the first run waited for their write; their run is not there.
  expect(() => store.curves.flush()).not.toThrow();
  expect((await desk.preview({ source })).runs.map(({ known }) => known)).toEqual([false, false]);
});

test('the description of an MLflow run becomes its note', async () => {
  const run = path.join(folder, 'mlruns', '1', 'abc');
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(run, file)), { recursive: true });
    writeFileSync(path.join(run, file), text);
  };
  write('../meta.yaml', 'name: base\nlifecycle_stage: active\n');
  write('meta.yaml', 'run_id: abc\nstatus: 3\nlifecycle_stage: active\n');
  write('metrics/auc', '1 0.7 0\n');
  write('tags/mlflow.note.content', '**as in the paper**');
  const { imported } = await desk.run({ source: path.join(folder, 'mlruns') });
  expect(store.runs.list(imported).map(({ note }) => note)).toEqual(['**as in the paper**']);
});

test('of two curves that are called alike here the first one stays', async () => {
  const source = csv('step,AUC,test/auc\n1,0.5,0.1\n2,0.6,0.2\n');
  const { imported } = await desk.run({ source });
  expect(store.curves.curves(store.stages.id(imported[0]!)!)).toEqual([
    { metric: 'auc', steps: [1, 2], values: [0.5, 0.6] },
  ]);
});

test('tnrlab import runs previews, imports, and refuses a broken store', async () => {
  store.close();
  const call = async (...args: string[]) => {
    const io = recordingIo();
    const code = await runCli(['--workspace', path.join(folder, 'workspace'), 'import', 'runs', ...args], io);
    return { code, out: io.stdout.text, err: io.stderr.text };
  };
  const source = csv('run,seed,AUC\nNRMS-1,1,68.1\nNRMS-2,2,68.4\n');
  const preview = await call(source, '--preview');
  expect(preview.out).toMatch(/CSV, 2 runs:[^]*NRMS-1 +NRMS +1 +68\.10/);
  expect((await call(source)).out).toContain('Took in 2 runs.');
  expect((await call(source)).out).toContain('2 runs were here already');
  const broken = path.join(folder, 'mlflow.db');
  writeFileSync(broken, readFileSync(path.join(folder, 'workspace', 'lab.sqlite')).subarray(0, 5000));
  const refused = await call(broken);
  expect(refused.code).not.toBe(0);
  expect(refused.err).toContain('Nothing was imported');
  store = openStore(path.join(folder, 'workspace'));
});
