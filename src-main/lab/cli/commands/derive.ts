/** `tnrlab dataset derive`: makes a dataset of some users or days of another one, or with a validation split. */
import type { Command } from 'commander';
import { type SubsetInput, subsetSchema } from '#shared/config/subset.ts';
import { AppError } from '#shared/errors.ts';
import { name, share, whole } from '../arguments.ts';
import type { ActionMaker } from '../context.ts';
import { withSession } from '../session.ts';
import { watchStages } from '../watch-stages.ts';
import { statisticsJson, statisticsText } from './import.ts';

interface DeriveOptions {
  name: string;
  users?: NonNullable<SubsetInput['users']>;
  firstDay?: string;
  lastDay?: string;
  validation?: number | true;
  replaceDev?: boolean;
  seed: number;
}

/** `5000` is a count; `10%` and `0.1` are shares. */
function users(text: string): NonNullable<SubsetInput['users']> {
  return /^[\d_,]+$/.test(text) ? { count: whole(1)(text) } : { share: share(text) };
}

/** @throws AppError `bad-input` when nothing is asked for, or the days are none or the wrong way round */
function toSubset(options: DeriveOptions) {
  const { firstDay, lastDay, validation, replaceDev, seed } = options;
  if (replaceDev && validation === undefined)
    throw new AppError(
      'bad-input',
      '--replace-dev goes with --validation: it says what takes the place of dev.',
    );
  const days = firstDay !== undefined || lastDay !== undefined;
  const parsed = subsetSchema.safeParse({
    users: options.users,
    ...(days && { days: { first: firstDay, last: lastDay } }),
    ...(validation !== undefined && {
      validation: { ...(validation !== true && { share: validation }), replaceDev: replaceDev ?? false },
    }),
    seed,
  });
  if (!parsed.success) throw new AppError('bad-input', parsed.error.issues[0]!.message);
  return parsed.data;
}

/** @param group `tnrlab dataset` */
export function registerDerive(group: Command, action: ActionMaker): void {
  group
    .command('derive')
    .description('Make a dataset of some users or training days of another one, or with a validation split.')
    .argument('<parent>', 'name of the dataset to choose from', name)
    .requiredOption('--name <name>', 'name of the new dataset', name)
    .option(
      '--users <number>',
      'how many users (5000), or which share of them (10%); all their impressions',
      users,
    )
    .option('--first-day <day>', 'first day of the training split, e.g. 2019-11-09 (UTC)')
    .option('--last-day <day>', 'last day of the training split')
    .option(
      '--validation [share]',
      'share of the training impressions for the dev split (default: 0.2)',
      share,
    )
    .option('--replace-dev', 'with --validation: also where there is a dev split with labels')
    .option('--seed <number>', 'draws users and validation', whole(0, 2_147_483_647), 1)
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab dataset derive mind --name mind-5k --users 5000 --seed 1
  $ tnrlab dataset derive mind --name mind-last-days --first-day 2019-11-13 --last-day 2019-11-14
  $ tnrlab dataset derive feeds --name feeds-split --validation 0.2
  $ tnrlab dataset derive mind --name mind-own-dev --users 10% --validation --replace-dev

Users are chosen first, then days, then validation. All news are kept, for post-training reads their texts.
The same seed chooses the same users; fewer of them are a part of more.`,
    )
    .action(
      action(async (cli, parent: string, options: DeriveOptions) => {
        const subset = toSubset(options);
        await withSession(cli, async (session) => {
          const dataset = await watchStages(cli, session, `Make ${options.name}`, () =>
            session.client.datasets.derive({ name: options.name, parent, subset }),
          );
          cli.result(statisticsJson(dataset), () => statisticsText(dataset));
        });
      }),
    );
}
