/** `tnrlab compare`: which method is better, over its repeats and over impressions, in numbers and in a sentence. */
import { Option } from 'commander';
import type { Command } from 'commander';
import { compareWords } from '#shared/compare-words.ts';
import type { Bootstrap, CompareGroup, Comparison } from '#shared/contract/compare.ts';
import type { ResultTable } from '#shared/contract/tables.ts';
import { AppError } from '#shared/errors.ts';
import { LANGUAGES, type Language, translate } from '#shared/messages/messages.ts';
import { metricFacts } from '#shared/metrics.ts';
import { bootstrapSentence } from '#shared/statistics/sentence.ts';
import { name, positive, share, whole } from '../arguments.ts';
import { comparisonText } from '../comparison-text.ts';
import type { ActionMaker, CliContext } from '../context.ts';
import type { LabClient } from '../../http/control-socket.ts';
import { withSession } from '../session.ts';

interface CompareOptions {
  a?: string;
  b?: string[];
  metric?: string[];
  margin?: number;
  confidence: number;
  bootstrap?: boolean;
  draws: number;
  seed: number;
  lang: Language;
}

export function registerCompare(program: Command, action: ActionMaker): void {
  program
    .command('compare')
    .description('Say which methods differ: tests over the repeats, and over impressions with --bootstrap.')
    .argument('[experiment]', 'name of an experiment; its rows are the groups', name)
    .option('--a <group>', 'the group all others are held against (default: every pair is compared)')
    .option('--b <groups...>', 'only these groups (default: all rows of the experiment)')
    .option('--metric <metrics...>', 'auc, mrr, ndcg5, ndcg10 or any other number of the runs (default: auc)')
    .option('--margin <difference>', 'differences below it count as none, in the unit printed', positive)
    .option('--confidence <share>', 'of the intervals', share, 0.95)
    .option('--bootstrap', 'also resample the evaluated impressions')
    .option('--draws <number>', 'resamples', whole(100, 1_000_000), 10_000)
    .option('--seed <number>', 'of the resamples', whole(0), 1)
    .addOption(new Option('--lang <language>', 'of the sentences').choices(LANGUAGES).default('en'))
    .addHelpText(
      'after',
      `
A group is the label of a row, or a label of your own with the keys of its runs, or beginnings of them.

Examples:
  $ tnrlab compare main-table --a Tiny-NewsRec-4 --b NewsBERT-4 TinyBERT-4
  $ tnrlab compare main-table --a Tiny-NewsRec-4 --margin 0.3 --bootstrap
  $ tnrlab compare --a old=3f9a01c2,77b2d0e4 --b new=90ab12cd,0a1b2c3d`,
    )
    .action(
      action(async (cli, experiment: string | undefined, options: CompareOptions) =>
        withSession(cli, async ({ client }) => compare(cli, client, experiment, options)),
      ),
    );
}

async function compare(
  cli: CliContext,
  client: LabClient,
  experiment: string | undefined,
  options: CompareOptions,
): Promise<void> {
  const table = experiment === undefined ? null : await client.tables.get({ name: experiment });
  const groups = chooseGroups(table, options);
  const metrics = options.metric ?? ['auc'];
  const against = options.a === undefined ? undefined : groups[0]!.label;
  const comparison = await client.compare.groups({
    groups,
    metrics,
    confidence: options.confidence,
    ...(against === undefined ? {} : { against }),
    ...(options.margin === undefined ? {} : { margin: options.margin / sharedScale(metrics) }),
  });
  refuseUnknown(comparison);
  const bootstraps = options.bootstrap ? await resampleAll(client, comparison, groups, options) : [];
  cli.result(options.bootstrap ? { ...comparison, bootstraps } : comparison, () =>
    [
      comparisonText(comparison, options.lang, against),
      ...bootstraps.map(({ a, b, ...result }) => bootstrapSentence(a, b, result, options.lang)),
    ].join('\n'),
  );
  for (const problem of comparison.problems)
    cli.note(
      translate(options.lang, `compare.says.${problem.severity}`, {
        sentence: compareWords(options.lang, problem),
      }),
    );
}

/** The reference first. @throws AppError `bad-input` where a label is not there, or there is nothing to compare */
function chooseGroups(table: ResultTable | null, { a, b }: CompareOptions): CompareGroup[] {
  const rows = (table?.rows ?? []).filter(({ runs }) => runs.length > 0);
  const read = (text: string): CompareGroup => {
    const row = rows.find(({ method }) => method === text);
    if (row) return { label: row.method, runs: row.runs };
    const [, label, keys] = /^(.+?)=(.+)$/.exec(text) ?? [];
    if (label !== undefined && keys !== undefined)
      return { label, runs: keys.split(',').filter((key) => key !== '') };
    const known = rows.map(({ method }) => method).join(', ');
    throw new AppError(
      'bad-input',
      `There is no group "${text}"; ${known === '' ? 'name an experiment, or give label=key,key' : `there are ${known}`}.`,
    );
  };
  const first = a === undefined ? [] : [read(a)];
  const others =
    b?.map(read) ??
    rows.map(({ method, runs }) => ({ label: method, runs })).filter((row) => row.label !== first[0]?.label);
  const groups = [...first, ...others];
  if (groups.length < 2)
    throw new AppError('bad-input', 'A comparison needs two groups with finished runs; give --a and --b.');
  return groups;
}

/** @throws AppError `bad-input` where no run has a number of that name, which is a slip of the pen */
function refuseUnknown({ metrics, groups }: Comparison): void {
  const unknown = metrics.filter((metric) => groups.every((group) => !group.metrics[metric]));
  if (unknown.length === 0 || groups.every(({ runs }) => runs.length === 0)) return;
  throw new AppError(
    'bad-input',
    `No group has a number "${unknown.join('", "')}" in all of its runs; results have auc, mrr, ndcg5 and ndcg10.`,
  );
}

/** Printed value / stored value, the same for all metrics asked for. */
function sharedScale(metrics: readonly string[]): number {
  const [scale = 1, ...others] = [...new Set(metrics.map((metric) => metricFacts(metric).scale))];
  if (others.length === 0) return scale;
  throw new AppError('bad-input', 'One margin cannot serve metrics of several units; ask for one metric.');
}

async function resampleAll(
  client: LabClient,
  { pairs }: Comparison,
  groups: readonly CompareGroup[],
  { draws, seed, confidence }: CompareOptions,
): Promise<(Bootstrap & { a: string; b: string })[]> {
  const results = [];
  for (const { a, b, metric } of pairs) {
    const [first, second] = [a, b].map((label) => groups.find((group) => group.label === label)!);
    const request = { a: first!, b: second!, metric, draws, seed, confidence };
    results.push({ a, b, ...(await client.compare.bootstrap(request)) });
  }
  return results;
}
