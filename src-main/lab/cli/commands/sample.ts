/** `tnrlab sample`: writes a generated news world in MIND's layout, with its best reachable AUC known. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { writeWorld } from '#data/world/write-world.ts';
import type { Progress } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import { whole } from '../arguments.ts';
import type { ActionMaker } from '../context.ts';
import { openProgress } from '../progress/open-progress.ts';
import { countText } from '../units.ts';

interface SampleOptions {
  out: string;
  seed: number;
  news?: number;
  users?: number;
  impressions?: number;
}

export function registerSample(program: Command, action: ActionMaker): void {
  program
    .command('sample')
    .description('Write a generated news world: headlines, bodies, users, impressions and clicks.')
    .requiredOption('--out <folder>', 'new folder, or one with an earlier sample')
    .option('--seed <number>', 'seed of the world', whole(0, 2_147_483_647), 1)
    .option('--news <count>', 'news items (default 1,200)', whole(100))
    .option('--users <count>', 'users (default 400)', whole(1))
    .option('--impressions <count>', 'impressions of all splits together (default 2,400)', whole(10))
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab sample --out sample --seed 1
  $ tnrlab sample --out big --seed 7 --news 20000 --users 5000 --impressions 50000
  $ tnrlab import mind sample --name sample`,
    )
    .action(
      action(async (cli, options: SampleOptions) => {
        const outDir = path.resolve(options.out);
        await requireOwnFolder(outDir);
        const view = openProgress(cli);
        const startedMs = performance.now();
        const show = (state: 'running' | 'done', progress: Progress | null): void => {
          const seconds = (performance.now() - startedMs) / 1000;
          view.stage({ key: 'sample', title: 'Write the sample', state, progress, seconds, error: null });
        };
        try {
          show('running', null);
          const summary = await writeWorld({ ...options, outDir }, ({ file, done, total }) =>
            show('running', { phase: file, done, total, unit: 'rows', rate: 0 }),
          );
          show('done', null);
          view.end();
          cli.result({ outDir, ...summary }, () => {
            const { train, dev, test } = summary.impressions;
            return [
              `Wrote ${outDir}: ${countText(summary.news)} news, ${countText(summary.users)} users, ${countText(train)} / ${countText(dev)} / ${countText(test)} impressions (train / dev / test).`,
              `Best reachable AUC: ${(summary.bestAuc.dev * 100).toFixed(2)} on dev, ${(summary.bestAuc.test * 100).toFixed(2)} on test.`,
              `Read it with: tnrlab import mind ${options.out} --name sample`,
            ].join('\n');
          });
        } finally {
          view.end();
        }
      }),
    );
}

/** What a sample consists of; a folder with these alone is an earlier sample, or one that was interrupted. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  'train',
  'dev',
  'test',
  'general.txt',
  'vocab.txt',
  'world.json',
]);

/** A folder of other things is not written into. */
async function requireOwnFolder(folder: string): Promise<void> {
  const names: string[] = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const foreign = names.find((name) => !OWN_NAMES.has(name));
  if (foreign !== undefined)
    throw new AppError(
      'conflict',
      `${folder} holds other files (${foreign}); give a new folder with --out.`,
      {
        folder,
      },
    );
}
