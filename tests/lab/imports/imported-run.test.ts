/** Our names for a foreign run. */
import { expect, test } from 'vitest';
import type { ForeignRun } from '#lab/imports/foreign-run.ts';
import { toImportedRuns, unreadSeeds } from '#lab/imports/imported-run.ts';

const run = (name: string): ForeignRun => ({
  ...{ externalId: name, name, experiment: null, state: 'done', startedAt: null, endedAt: null },
  ...{ params: {}, tags: {}, note: '', metrics: { auc: 0.7 }, curves: [] },
});

test.each([
  ['LSTUR-seed2', 'LSTUR', 2],
  ['LSTUR_seed2', 'LSTUR', 2],
  ['NRMS_Seed_3', 'NRMS', 3],
  ['nrms_run1', 'nrms', 1],
  ['nrms/run_3', 'nrms', 3],
  ['nrms seed=4', 'nrms', 4],
  // Words that merely end like one.
  ['linseed2', 'linseed2', 0],
  ['overrun-7', 'overrun-7', 0],
  ['seed5', 'seed5', 5],
])('toImportedRuns() reads method and seed from the name %s', (name, method, seed) => {
  const [imported] = toImportedRuns({ format: 'csv', runs: [run(name)], warnings: [] }, '/x', {
    scale: 'auto',
  });
  expect([imported!.config.method, imported!.seed]).toEqual([method, seed]);
});

test('unreadSeeds() names the seeds that are no whole numbers, each once', () => {
  const seeds = ['x', '1', '2.5', 'x', ''].map((seed) => ({ ...run('NRMS'), params: { seed } }));
  expect(unreadSeeds([...seeds, run('NRMS')])).toEqual(['x', '2.5']);
});
