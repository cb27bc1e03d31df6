import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { LabEvent } from '#shared/contract/domain.ts';
import type { Plan } from '#tests/fixtures/scripted-trainer.ts';
import { ScriptedLab, smallExperiment, until } from './scripted-lab.ts';

let scripted: ScriptedLab;
const script = (plan: Plan = {}): ScriptedLab => (scripted = new ScriptedLab(plan));
afterEach(() => scripted.close());

test('run() computes every stage once and fills the table by seed', async () => {
  const lab = await script().startWithData();
  const config = {
    ...smallExperiment,
    repeats: 3,
    methods: [
      { method: 'PLM-NR', variant: 'FT', layers: 2 },
      { method: 'PLM-NR', variant: 'DP', layers: 4, label: 'teacher' },
      { method: 'Tiny-NewsRec', layers: 1, teacherLayers: 4, teachers: 2 },
    ],
  };
  const check = lab.check(config);
  lab.run(config);
  const row = await lab.settled('small');
  expect(row).toMatchObject({ state: 'done', stagesReused: 0, stagesDone: check.plan!.stages });
  expect(scripted.started()).toHaveLength(check.plan!.stages);
  const table = lab.resultTable('small');
  expect(table).toMatchObject({ complete: true, bestAuc: 0.9, split: 'test' });
  for (const { metrics, seeds, parameters } of table.rows) {
    expect(seeds).toEqual([1, 2, 3]);
    expect(parameters).toBe(4321);
    expect(metrics.auc!.values).toEqual([0.61, 0.62, 0.63]);
    expect(metrics.auc!.sd).toBeCloseTo(0.01, 12);
  }
  expect(readdirSync(path.join(scripted.workspace, 'work'))).toEqual([]);
  expect(lab.check(config).plan).toMatchObject({ reused: check.plan!.stages });
});

test('run() reuses what another experiment computed', async () => {
  const lab = await script().startWithData();
  lab.run(smallExperiment);
  await lab.settled('small');
  const before = scripted.started().length;
  lab.run({ ...smallExperiment, name: 'second', settings: { evaluation: { maxImpressions: 7 } } });
  const row = await lab.settled('second');
  expect(row).toMatchObject({ state: 'done', stagesTotal: 5, stagesReused: 4 });
  expect(
    scripted
      .started()
      .slice(before)
      .map(({ kind }) => kind),
  ).toEqual(['evaluate']);
});

test('a run in the trash comes back for another experiment that shows it, not for its own', async () => {
  const lab = await script().startWithData();
  lab.run(smallExperiment);
  await lab.settled('small');
  const { key } = lab.getExperiment('small').stages.find(({ kind }) => kind === 'evaluate')!;
  lab.runs.trash([key]);
  lab.resume('small');
  await lab.settled('small');
  expect(lab.runs.get(key).run.trashedAt).not.toBeNull();
  lab.run({ ...smallExperiment, name: 'second' });
  await lab.settled('second');
  expect(lab.runs.get(key).run.trashedAt).toBeNull();
});

test('resultTable() leaves runs in the trash out and says so', async () => {
  const lab = await script().startWithData();
  lab.run({ ...smallExperiment, repeats: 2 });
  await lab.settled('small');
  const evaluated = lab.resultTable('small').rows[0]!.runs;
  const events: LabEvent[] = [];
  const ended = new AbortController();
  void (async () => {
    for await (const event of lab.events(ended.signal)) events.push(event);
  })();
  lab.runs.trash([evaluated[1]!]);
  const table = lab.resultTable('small');
  expect(table.rows[0]).toMatchObject({ seeds: [1], metrics: { auc: { n: 1, mean: 0.61 } } });
  expect(table.complete).toBe(false);
  expect(table.says).toContainEqual({ code: 'trashed', values: { count: 1, of: 2 } });
  expect(table.notes).toContain('1 of 2 runs is in the trash and left out.');
  expect(table.says.map(({ code }) => code)).not.toContain('unfinished');
  expect(lab.listExperiments()[0]!.best?.auc).toBe(0.61);
  const keys = [...evaluated];
  const { problems } = await lab.compareGroups({
    groups: [
      { label: 'a', runs: keys },
      { label: 'b', runs: [evaluated[0]!] },
    ],
  });
  expect(problems.map(({ code }) => code)).toContain('trashed');
  // The list of experiments hears of another best row.
  await until(() => events.some((event) => event.type === 'experiment' && event.row.best?.auc === 0.61));
  ended.abort();
  lab.runs.restore([evaluated[1]!]);
  expect(lab.resultTable('small')).toMatchObject({ complete: true, rows: [{ seeds: [1, 2] }] });
});

test('stop() ends at a checkpoint and run() goes on from it, computing nothing twice', async () => {
  const lab = await script({ 'fine-tune': { steps: 40, msPerStep: 20 } }).startWithData();
  lab.run(smallExperiment);
  await until(() => lab.getExperiment('small').stages.some(({ progress }) => (progress?.done ?? 0) > 3));
  await lab.stop('small');
  const stopped = lab.getExperiment('small');
  expect(stopped.state).toBe('stopped');
  expect(stopped.stages.map(({ state }) => state)).toEqual(['done', 'done', 'stopped', 'stopped', 'stopped']);
  lab.run(smallExperiment);
  expect((await lab.settled('small')).state).toBe('done');
  const runs = scripted.started().filter(({ kind }) => kind === 'fine-tune');
  expect(runs).toHaveLength(2);
  expect(runs[1]!.from).toBeGreaterThan(3);
  expect(scripted.started()).toHaveLength(6);
  const tuned = lab.getExperiment('small').stages[2]!;
  expect(lab.points(tuned.key)[0]!.steps).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
});

test('resume() while a stop is under way goes on after it', async () => {
  const lab = await script({ pretrain: { steps: 30, msPerStep: 20 } }).startWithData();
  lab.run(smallExperiment);
  await until(() => (lab.getExperiment('small').stages[0]!.progress?.done ?? 0) > 2);
  const stopped = lab.stop('small');
  lab.resume('small');
  await stopped;
  expect(lab.getExperiment('small').state).not.toBe('stopped');
  expect((await lab.settled('small')).state).toBe('done');
  expect(scripted.started()[1]).toMatchObject({ kind: 'pretrain' });
  expect(scripted.started()[1]!.from).toBeGreaterThan(2);
});

test('resume() while an experiment is being removed leaves no stages in the queue', async () => {
  const lab = await script({ pretrain: { steps: 1000, msPerStep: 20 } }).startWithData();
  lab.run(smallExperiment);
  await until(() => (lab.getExperiment('small').stages[0]!.progress?.done ?? 0) > 2);
  const removed = Promise.all([lab.removeExperiment('small'), lab.removeExperiment('small')]);
  lab.resume('small');
  await removed;
  expect(lab.listExperiments()).toEqual([]);
  expect(lab.status()).toMatchObject({ running: 0, queued: 0 });
});

test('stop() ends a stage that ignores it', async () => {
  const lab = await script({ pretrain: { steps: 1000, msPerStep: 10, does: 'ignore-stop' } }).startWithData({
    timings: { stopMs: 200 },
  });
  lab.run(smallExperiment);
  await until(() => lab.getExperiment('small').stages[0]!.state === 'running');
  const before = Date.now();
  await lab.stop('small');
  expect(Date.now() - before).toBeLessThan(2000);
  expect(lab.getExperiment('small').state).toBe('stopped');
});

test('kill() ends at once, and resume() goes on from the last checkpoint', async () => {
  const lab = await script({ pretrain: { steps: 30, msPerStep: 20 } }).startWithData();
  lab.run(smallExperiment);
  await until(() => (lab.getExperiment('small').stages[0]!.progress?.done ?? 0) > 2);
  await lab.kill('small');
  expect(lab.getExperiment('small').state).toBe('stopped');
  lab.resume('small');
  expect((await lab.settled('small')).state).toBe('done');
  expect(scripted.started()[1]!.from).toBeGreaterThan(2);
});

test('a child ended by kill -9 costs its stage back to the checkpoint and nothing else', async () => {
  const lab = await script({ pretrain: { steps: 30, msPerStep: 20 } }).startWithData();
  lab.run(smallExperiment);
  await until(() => (lab.getExperiment('small').stages[0]!.progress?.done ?? 0) > 2);
  process.kill(scripted.started()[0]!.pid, 'SIGKILL');
  expect((await lab.settled('small')).state).toBe('done');
  const runs = scripted.started().filter(({ kind }) => kind === 'pretrain');
  expect(runs).toHaveLength(2);
  expect(runs[1]!.from).toBeGreaterThan(2);
  expect(scripted.notes.join('\n')).toMatch(/SIGKILL.*Trying again/);
});

test('a second crash fails the stage with the tail of stderr; other branches go on; resume() retries', async () => {
  const lab = await script({ 'fine-tune:1': { does: 'crash', at: 2 } }).startWithData();
  lab.run({ ...smallExperiment, repeats: 2 });
  const row = await lab.settled('small');
  expect(row.state).toBe('failed');
  expect(row.error).toMatch(/^Fine-tune: The trainer ended with exit code 9/);
  const { stages } = lab.getExperiment('small');
  const failed = stages.find(({ state }) => state === 'failed')!;
  const said = { key: 'error.trainer.exit', values: { exitCode: '9' } };
  // What the window needs to say it in its own language is kept with the stage.
  expect(failed.error).toMatchObject({ code: 'crashed', details: { stderr: 'the scripted reason' }, said });
  expect(row.failed).toMatchObject({ title: 'Fine-tune', said });
  expect(lab.log(failed.key).map(({ message }) => message)).toContain('the scripted reason');
  expect(lab.resultTable('small').rows[0]!.seeds).toEqual([2]);
  const count = scripted.started().length;
  scripted.plan({});
  await new Promise((resolve) => setTimeout(resolve, 200)); // children with the old plan leave
  lab.resume('small');
  expect((await lab.settled('small')).state).toBe('done');
  expect(
    scripted
      .started()
      .slice(count)
      .map(({ kind }) => kind),
  ).toEqual(['fine-tune', 'embed', 'evaluate']);
});

test('a failure that the stage reports is not retried', async () => {
  const lab = await script({ 'fine-tune': { does: 'fail', at: 2 } }).startWithData();
  lab.run(smallExperiment);
  expect(await lab.settled('small')).toMatchObject({
    state: 'failed',
    error: 'Fine-tune: The loss is NaN at step 2.',
  });
  expect(scripted.started().filter(({ kind }) => kind === 'fine-tune')).toHaveLength(1);
});

test.each([
  ['hang', /said nothing/],
  ['nonsense', /does not know/],
] as const)('a child that does %s is ended', async (does, message) => {
  const lab = await script({ 'fine-tune': { does } }).startWithData({ timings: { hangMs: 700 } });
  lab.run(smallExperiment);
  expect((await lab.settled('small')).error).toMatch(message);
});

test('a lab that dies leaves a state from which the next one goes on', async () => {
  const lab = await script({ 'fine-tune': { steps: 40, msPerStep: 20 } }).startWithData();
  lab.run(smallExperiment);
  await until(() => (lab.getExperiment('small').stages[2]!.progress?.done ?? 0) > 3);
  await lab.close();
  const next = await scripted.start();
  expect(next.getExperiment('small').state).toBe('stopped');
  expect(next.getExperiment('small').stages[2]!.state).toBe('stopped');
  next.resume('small');
  expect((await next.settled('small')).state).toBe('done');
  expect(scripted.started()).toHaveLength(6);
});

test('a damaged artifact is computed again where something unfinished reads it', async () => {
  const lab = await script().startWithData();
  lab.run(smallExperiment);
  await lab.settled('small');
  const [, , tuned, embedded, evaluated] = lab.getExperiment('small').stages;
  writeFileSync(path.join(lab.artifactPath(embedded!.key), 'result.txt'), 'longer than it was before');
  rmSync(lab.artifactPath(evaluated!.key), { recursive: true });
  const count = scripted.started().length;
  lab.resume('small');
  expect((await lab.settled('small')).state).toBe('done');
  expect(
    scripted
      .started()
      .slice(count)
      .map(({ kind }) => kind),
  ).toEqual(['embed', 'evaluate']);
  expect(scripted.notes.join('\n')).toMatch(/damaged: the file result.txt has 25 bytes .*computed again/);
  expect(existsSync(lab.artifactPath(tuned!.key))).toBe(true);
});

test('imports are known by content: the same again is nothing to do, another is a conflict', async () => {
  const lab = await script().startWithData();
  const copy = scripted.source('elsewhere', 'news');
  expect((await lab.importDataset('news', copy)).source).toMatch(/news$/);
  expect((await lab.importDataset('again', copy)).key).toBe(lab.listDatasets()[1]!.key);
  await expect(lab.importDataset('news', scripted.source('other'))).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(lab.importDataset('x', path.join(scripted.folder, 'nowhere'))).rejects.toMatchObject({
    code: 'not-found',
  });
  expect((await lab.importPlm('bert', scripted.source('plm'))).parameters).toBe(1234);
  lab.run({ ...smallExperiment, plm: 'bert' });
  await lab.settled('small');
  await expect(lab.removeDataset('news')).rejects.toMatchObject({ code: 'conflict' });
  await expect(lab.removePlm('bert')).rejects.toMatchObject({ code: 'conflict' });
  await lab.removeExperiment('small');
  await lab.removePlm('bert');
  await lab.removeDataset('news');
  expect(lab.listDatasets().map(({ name }) => name)).toEqual(['again']);
});

test('removePlm() leaves the PLM of kept weights', async () => {
  const lab = await script().startWithData();
  await lab.importPlm('bert', scripted.source('plm'));
  lab.run({ ...smallExperiment, plm: 'bert' });
  await lab.settled('small');
  const { key } = lab.getExperiment('small').stages.find(({ kind }) => kind === 'fine-tune')!;
  lab.checkpoints.keep(key, 'best');
  await lab.removeExperiment('small');
  await expect(lab.removePlm('bert')).rejects.toThrow(/"best" hold only what differs from the PLM "bert"/);
  await lab.importPlm('also-bert', scripted.source('plm'));
  await lab.removePlm('bert');
  lab.checkpoints.release(key);
  await lab.removePlm('also-bert');
  expect(lab.listPlms()).toEqual([]);
});

test('a failed import leaves no name and can be tried again', async () => {
  const lab = await script({ 'import-dataset': { does: 'fail' } }).start();
  const source = scripted.source('news');
  await expect(lab.importDataset('news', source)).rejects.toMatchObject({ code: 'non-finite' });
  expect(lab.listDatasets()).toEqual([]);
  scripted.plan({});
  expect((await lab.importDataset('news', source)).name).toBe('news');
});

test('two experiments share a running stage; stopping one does not stop the other', async () => {
  const lab = await script({ pretrain: { steps: 20, msPerStep: 20 } }).startWithData();
  lab.run(smallExperiment);
  lab.run({ ...smallExperiment, name: 'other', methods: [{ method: 'PLM-NR', variant: 'FT', layers: 1 }] });
  await until(() => lab.getExperiment('small').stages[0]!.state === 'running');
  await lab.stop('small');
  expect((await lab.settled('other')).state).toBe('done');
  expect(scripted.started().filter(({ kind }) => kind === 'pretrain')).toHaveLength(1);
  expect(lab.getExperiment('small').state).toBe('stopped');
});

test('events() tell states in order and end with the lab', async () => {
  const lab = await script().startWithData();
  const events: LabEvent[] = [];
  const reading = (async () => {
    for await (const event of lab.events()) events.push(event);
  })();
  lab.run(smallExperiment);
  await lab.settled('small');
  await lab.close();
  await reading;
  const key = events.find((e) => e.type === 'stage')!.stage.key;
  const states = events.flatMap((e) => (e.type === 'stage' && e.stage.key === key ? [e.stage.state] : []));
  expect([...new Set(states)]).toEqual(['queued', 'running', 'done']);
  expect(events.some((e) => e.type === 'experiment' && e.row.state === 'done')).toBe(true);
});
