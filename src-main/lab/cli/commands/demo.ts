/** `tnrlab demo`: the main job on a generated world, from files on disk to exported tables, in a few minutes. */
import path from 'node:path';
import type { Command } from 'commander';
import type { ResultRow, ResultTable } from '#shared/contract/tables.ts';
import { compareRows } from '../../compare/compare-rows.ts';
import type { ActionMaker } from '../context.ts';
import { exportAll } from '../export-all.ts';
import { withSession } from '../session.ts';
import { runAndPrint, startNamed } from './run.ts';

const NAME = 'demo';
const DATASET = 'sample';
const SEED = 1;
const DEFAULT_OUT = 'demo';

const points = (share: number) => `${share >= 0 ? '+' : '-'}${Math.abs(share * 100).toFixed(2)}`;

/** The later row against the earlier one, over the seeds of both, in words. */
function pairedSentence(base: ResultRow, other: ResultRow): string {
  const result = compareRows(base, other, 'auc');
  if (!result) return `${other.method} against ${base.method}: too few repeats to compare.`;
  const [low, high] = [result.interval.low, result.interval.high];
  const higher = result.differences.filter((difference) => difference > 0).length;
  const p = result.p < 0.0001 ? 'p < 0.0001' : `p = ${result.p.toFixed(4)}`;
  return (
    `${other.method} against ${base.method}: ${points(result.difference)} AUC ` +
    `[${points(low)}, ${points(high)}], higher in ${higher} of ${result.n} repeats, ${p} (paired t).`
  );
}

function comparisons(table: ResultTable): string[] {
  const [teacherFt, teacherDp, studentFt, student] = table.rows;
  const lines = [pairedSentence(teacherFt!, teacherDp!), pairedSentence(studentFt!, student!)];
  if (table.bestAuc !== null)
    lines.push(`Best reachable AUC in this world: ${(table.bestAuc * 100).toFixed(2)}.`);
  return lines;
}

export function registerDemo(program: Command, action: ActionMaker): void {
  program
    .command('demo')
    .description('Run the main job on a generated news world: 4 methods, 5 repeats, tables and chart.')
    .option('--out <folder>', 'folder of the world, the workspace and the results', DEFAULT_OUT)
    .addHelpText('after', '\nExample:\n  $ tnrlab demo            # interrupted? The same command goes on.')
    .action(
      action(async (given, options: { out: string }) => {
        const folder = path.resolve(options.out);
        const resumeCommand = () =>
          options.out === DEFAULT_OUT ? 'npm run demo' : `tnrlab demo --out ${options.out}`;
        const cli = { ...given, workspace: path.join(folder, 'workspace'), resumeCommand };
        await withSession(cli, async (session) => {
          const { client } = session;
          if (!(await client.datasets.list()).some((dataset) => dataset.name === DATASET)) {
            cli.note('Writing a generated news world and importing it.');
            await client.datasets.sample({ outDir: path.join(folder, 'world'), name: DATASET, seed: SEED });
          }
          await runAndPrint(cli, session, () => startNamed(cli, session, NAME));
          const table = await client.tables.get({ name: NAME });
          const files = await exportAll(table, path.join(folder, 'results'));
          for (const line of comparisons(table)) cli.note(line);
          cli.note(['', 'Written:', ...files].join('\n'));
          cli.note(
            `\nSee it in the window: npm start -- --workspace ${path.relative(process.cwd(), cli.workspace)}`,
          );
        });
      }),
    );
}
