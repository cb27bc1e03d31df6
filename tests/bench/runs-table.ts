/**
 * How fast the runs table answers with 10,000 runs: filter, order and groups, as the window computes them.
 *
 *   node tests/bench/runs-table.ts [runs]
 */
import type { Recipe, Run } from '#shared/contract/runs.ts';
import { Rng } from '#shared/random.ts';
import { fieldsOf } from '#shared/runs/fields.ts';
import { parseFilter } from '#shared/runs/filter.ts';
import { ALL_EXCEPT_SEED, groupRuns } from '#shared/runs/group.ts';
import { sortRuns } from '#shared/runs/sort.ts';
import { makeRun } from '../shared/runs/run-fixture.ts';
import { machineLine, quantile } from './machine-line.ts';

const COUNT = Number(process.argv[2] ?? 10_000);
const TIMES = 40;
const { runs, recipes } = makeRuns(COUNT);
const fields = fieldsOf(runs, recipes);

const FILTERS = [
  'auc > 0.69 and method = "Method 3"',
  'not (state = failed or tags = tag-2) and started > 2026-01-01',
  'method ~ /^method 1\\d$/ and fineTuning.learningRate >= 3e-4',
  'note ~ repeat and seed in (1, 2, 3)',
  'method 12',
];
const SORTS = [
  [{ field: 'auc', descending: true }],
  [
    { field: 'method', descending: false },
    { field: 'auc', descending: true },
  ],
  [
    { field: 'note', descending: false },
    { field: 'started', descending: true },
  ],
  [{ field: 'fine-tune.fineTuning.learningRate', descending: false }],
];

measure('fields', 1, () => fieldsOf(runs, recipes));
for (const filter of FILTERS)
  measure(`filter ${filter}`, TIMES, () => {
    const parsed = parseFilter(filter, fields, recipes);
    if (!parsed.ok) throw new Error(`${filter}: ${parsed.problem.code}`);
    return runs.filter(parsed.test);
  });
for (const sorts of SORTS)
  measure(`sort by ${sorts.map(({ field }) => field).join(', ')}`, TIMES, () =>
    sortRuns(runs, recipes, sorts),
  );
measure('group by recipe, mean AUC, sorted', TIMES, () =>
  groupRuns(runs, recipes, ALL_EXCEPT_SEED, [{ field: 'auc', descending: true }]),
);
console.log(machineLine());

function measure(what: string, times: number, work: () => readonly unknown[]): void {
  const took: number[] = [];
  let rows = 0;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    rows = work().length;
    took.push(performance.now() - start);
  }
  const [median, p95] = [quantile(took, 0.5), quantile(took, 0.95)];
  console.log(
    `${what}: median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (${rows} of ${runs.length})`,
  );
}

/** Five repeats of each recipe, all kinds of texts. */
function makeRuns(count: number): { runs: Run[]; recipes: Record<string, Recipe> } {
  const rng = new Rng(1, 'runs');
  const made: Record<string, Recipe> = {};
  const list = Array.from({ length: count }, (_, i) => {
    const recipe = `recipe-${Math.floor(i / 5)}`;
    made[recipe] ??= settings(rng);
    return makeRun({
      recipe,
      seed: (i % 5) + 1,
      methods: [`Method ${Math.floor(i / 5) % 40}`],
      experiments: [`experiment-${Math.floor(i / 200)}`],
      title: `Evaluate ${i % 7}`,
      note: `Repeat ${i} of a long study, note ${rng.float().toFixed(8)}`,
      tags: i % 3 === 0 ? [`tag-${i % 9}`] : [],
      state: i % 50 === 0 ? 'failed' : 'done',
      startedAt: Date.UTC(2026, 9, 1) + i * 60_000,
      endedAt: Date.UTC(2026, 9, 1) + i * 60_000 + 30_000,
      metrics: {
        auc: 0.6 + rng.float() / 10,
        mrr: 0.3 + rng.float() / 10,
        ndcg5: 0.3 + rng.float() / 10,
        ndcg10: 0.4 + rng.float() / 10,
        impressions: 1000,
        parameters: 1e6,
      },
    });
  });
  return { runs: list, recipes: made };
}

function settings(rng: Rng): Recipe {
  const recipe: Recipe = {
    'fine-tune.fineTuning.learningRate': [1e-4, 3e-4, 1e-3][Math.floor(rng.float() * 3)]!,
  };
  for (let field = 0; field < 60; field++) recipe[`fine-tune.model.field${field}`] = field;
  return recipe;
}
