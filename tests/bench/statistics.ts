/**
 * Statistics of a table of 16 methods x 3 metrics x 5 repeats, alone and in a whole table rendered with its notes and
 * exported, and the paired bootstrap over 70,000 impressions with
 * 10,000 draws; the latter with the longest time in which the lab could not have answered.
 * Run: node --disable-warning=ExperimentalWarning tests/bench/statistics.ts
 */
import { compareGroups } from '#lab/compare/compare-groups.ts';
import type { CompareRun, CompareSource } from '#lab/compare/compare-run.ts';
import { resample } from '#lab/compare/resample.ts';
import { exportPaperTable } from '#lab/export/paper/export-paper-table.ts';
import { Rng } from '#shared/random.ts';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { machineLine, quantile } from '#tests/bench/machine-line.ts';
import { columnOf, definitionOf, MadeUpRuns, render, rowOf } from '#tests/lab/tables/made-up-table.ts';

const METHODS = 16;
const REPEATS = 5;
const METRICS = ['auc', 'mrr', 'ndcg10'];
const IMPRESSIONS = 70_000;
const DRAWS = 10_000;

function madeUpRun(key: string, rng: Rng): CompareRun {
  const [method, repeat] = key.split('/').map(Number);
  const value = 0.6 + 0.004 * (method ?? 0) + 0.004 * rng.normal();
  return {
    key,
    title: key,
    seed: (repeat ?? 0) + 1,
    isFinished: true,
    isTrashed: false,
    metrics: {
      auc: value,
      mrr: value - 0.3 + 0.002 * rng.normal(),
      ndcg10: value - 0.2 + 0.002 * rng.normal(),
    },
    dataset: 'news',
    dataKey: 'd',
    split: 'test',
    impressions: IMPRESSIONS,
    skipped: 0,
    meanOver: 'both-classes',
    preset: 'paper',
    backend: 'wasm',
    numericsVersion: 1,
    importedFrom: null,
    recipe: String(method),
    fields: { 'fine-tune.layers': method ?? 0 },
    teachers: null,
    folder: null,
  };
}

async function table(against: string | undefined): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < 20; round++) {
    const rng = new Rng(round);
    const runs = new Map<string, CompareRun>();
    const source: CompareSource = { runs: (keys) => keys.map((key) => runs.get(key)!) };
    const groups = Array.from({ length: METHODS }, (_, method) => ({
      label: `method ${method}`,
      runs: Array.from({ length: REPEATS }, (__, repeat) => {
        const key = `${method}/${repeat}/made-up`;
        runs.set(key, madeUpRun(key, rng));
        return key;
      }),
    }));
    const started = performance.now();
    await compareGroups(source, { groups, metrics: METRICS, margin: 0.005, ...(against ? { against } : {}) });
    times.push(performance.now() - started);
  }
  return times;
}

/** With tests against the first row, marks, notes and the paper's values below; and the same as LaTeX. */
function builtTable(): { rendered: number[]; exported: number[] } {
  const [rendered, exported]: number[][] = [[], []];
  for (let round = 0; round < 20; round++) {
    const rng = new Rng(round);
    const runs = new MadeUpRuns();
    const methods = Array.from({ length: METHODS }, (_, method) => `method ${method}`);
    methods.forEach((method, at) => {
      for (let repeat = 1; repeat <= REPEATS; repeat++)
        runs.add(method, repeat, madeUpRun(`${at}/${repeat}`, rng).metrics as Record<string, number>);
    });
    const definition = definitionOf(
      methods.map((method) => rowOf(method, { published: 'Tiny-NewsRec-4' })),
      METRICS.map((metric) => columnOf(metric)),
      { reference: methods[0]!, published: 'MIND' },
    );
    const started = performance.now();
    const table = render(definition, runs);
    rendered!.push(performance.now() - started);
    exportPaperTable(table, 'tex');
    exported!.push(performance.now() - started);
  }
  return { rendered: rendered!, exported: exported! };
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const spoken = (times: readonly number[]): string =>
  `first ${ms(times[0] ?? NaN)}, median ${ms(quantile(times, 0.5))}, p95 ${ms(quantile(times, 0.95))}`;

console.log(machineLine());
console.log(`${METHODS} methods x ${METRICS.length} metrics x ${REPEATS} repeats (aim: 50 ms)`);
console.log(`  all against one: ${spoken(await table('method 0'))}`);
console.log(`  every pair:      ${spoken(await table(undefined))}`);
const built = builtTable();
console.log(`  as a built table, tests against one row: ${spoken(built.rendered)}`);
console.log(`  the same, and its LaTeX:                 ${spoken(built.exported)}`);

const rng = new Rng(1);
const differences = Float64Array.from({ length: IMPRESSIONS }, () => 0.2 * rng.normal() + 0.001);
for (const threads of [1, undefined]) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  await resample(differences, DRAWS, 1, { threads });
  const took = performance.now() - started;
  delay.disable();
  console.log(
    `bootstrap, ${IMPRESSIONS} impressions x ${DRAWS} draws, ${threads ?? 'all'} thread(s): ` +
      `${(took / 1000).toFixed(2)} s (aim: 2 s), longest stall of the lab ${ms(delay.max / 1e6)}`,
  );
}
