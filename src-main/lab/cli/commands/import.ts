/** `tnrlab import`: a dataset in MIND's layout; runs of other programs are import-runs.ts. */
import path from 'node:path';
import type { Command } from 'commander';
import { derivationText } from '#shared/config/subset.ts';
import type { Dataset } from '#shared/contract/domain.ts';
import { name } from '../arguments.ts';
import type { ActionMaker } from '../context.ts';
import { withSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import { countText, plural } from '../units.ts';
import { watchStages } from '../watch-stages.ts';
import { addImportRuns } from './import-runs.ts';

/** The statistics row of the paper's table of datasets. */
export function statisticsText(dataset: Dataset): string {
  const { statistics, skipped, bodies, splits, bestAuc, derived } = dataset.summary;
  const row = textTable(
    ['Dataset', '# news', '# users', '# impressions', '# clicks', 'title words', 'body words'],
    [
      [
        dataset.name,
        ...[statistics.news, statistics.users, statistics.impressions, statistics.clicks].map(countText),
        statistics.meanTitleWords.toFixed(2),
        statistics.meanBodyWords.toFixed(2),
      ],
    ],
    1,
  );
  const lines = [row, ''];
  if (derived) lines.push(`${derivationText(derived)}.`);
  const splitTexts = splits.map(
    (s) => `${s.split} ${countText(s.impressions)}${s.labelled ? '' : ' (without labels)'}`,
  );
  lines.push(
    `${splits.length === 0 ? 'No impressions: a corpus for post-training' : `Splits: ${splitTexts.join(', ')}`}. Bodies: ${bodies === 'body' ? 'ninth column' : 'the abstract stands in'}.`,
  );
  for (const split of ['dev', 'test'] as const) {
    const best = bestAuc?.[split];
    if (best !== undefined) lines.push(`Best reachable AUC on ${split}: ${(best * 100).toFixed(2)}.`);
  }
  if (derived) return lines.join('\n');
  const reasons = Object.entries(skipped).filter(([, count]) => count > 0);
  lines.push(
    reasons.length === 0
      ? 'Nothing was left out.'
      : `Left out: ${reasons.map(([reason, count]) => `${plural(count, 'time')} ${reason}`).join('; ')}.`,
  );
  return lines.join('\n');
}

/** The JSON that scripts may rely on. */
export const statisticsJson = (dataset: Dataset): unknown => ({
  dataset: dataset.name,
  statistics: dataset.summary.statistics,
  skipped: dataset.summary.skipped,
  ...(dataset.summary.derived && { derived: dataset.summary.derived }),
});

export function registerImport(program: Command, action: ActionMaker): void {
  const group = program
    .command('import')
    .description('Read a dataset, or runs of other programs, into the workspace.');
  group
    .command('mind')
    .description(
      "Read a dataset in MIND's layout (news.tsv, behaviors.tsv; train, dev and test folders or one).",
    )
    .argument('<source>', 'folder or zip file')
    .requiredOption('--name <name>', 'name of the dataset in the workspace', name)
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab import mind ~/data/MINDsmall --name mind-small
  $ tnrlab import mind MINDlarge_train.zip --name mind-large --json
  $ tnrlab import mind ~/data/corpus --name news

A ninth column of news.tsv is read as the body; without it the abstract stands in. A folder with news.tsv and
no behaviors.tsv is a corpus: it has no impressions, and serves post-training.`,
    )
    .action(
      action(async (cli, source: string, options: { name: string }) =>
        withSession(cli, async (session) => {
          const dataset = await watchStages(cli, session, `Import ${options.name}`, () =>
            session.client.datasets.import({ name: options.name, source: path.resolve(source) }),
          );
          cli.result(statisticsJson(dataset), () => statisticsText(dataset));
        }),
      ),
    );
  addImportRuns(group, action);
}
