/** Runs for tests of comparisons: all alike but for what a test says. */
import type { CompareRun, CompareSource } from '#lab/compare/compare-run.ts';
import { AppError } from '#shared/errors.ts';

export function madeUpRun(
  key: string,
  seed: number,
  auc: number,
  changes: Partial<CompareRun> = {},
): CompareRun {
  return {
    key,
    title: key,
    seed,
    isFinished: true,
    isTrashed: false,
    metrics: { auc, mrr: auc - 0.3, impressions: 200 },
    dataset: 'news',
    dataKey: 'dddddddd',
    split: 'test',
    impressions: 200,
    skipped: 0,
    meanOver: 'both-classes',
    preset: 'paper',
    backend: 'wasm',
    numericsVersion: 1,
    importedFrom: null,
    recipe: key.split('/')[0] ?? key,
    fields: { 'fine-tune.layers': 2 },
    teachers: null,
    folder: null,
    ...changes,
  };
}

/** Runs `<name>/1` ... with one seed each. */
export const repeats = (
  name: string,
  values: readonly number[],
  changes: Partial<CompareRun> = {},
  firstSeed = 1,
): CompareRun[] =>
  values.map((auc, i) => madeUpRun(`${name}/${firstSeed + i}/made-up`, firstSeed + i, auc, changes));

export function sourceOf(...groups: readonly CompareRun[][]): CompareSource {
  const byKey = new Map(groups.flat().map((run) => [run.key, run]));
  return {
    runs: (keys) =>
      keys.map((key) => {
        const run = byKey.get(key);
        if (!run) throw new AppError('not-found', `There is no run ${key}.`);
        return run;
      }),
  };
}

export const groupOf = (label: string, runs: readonly CompareRun[]): { label: string; runs: string[] } => ({
  label,
  runs: runs.map(({ key }) => key),
});
