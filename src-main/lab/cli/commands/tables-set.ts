/** `tnrlab tables set`: the row that the others are tested against, chosen for a table that is there already. */
import type { Command } from 'commander';
import type { TableDefinition } from '#shared/contract/paper-tables.ts';
import { AppError } from '#shared/errors.ts';
import { tableName } from '../arguments.ts';
import type { ActionMaker } from '../context.ts';
import { withSession } from '../session.ts';

/** @param reference false: `--no-reference` */
interface SetOptions {
  reference?: string | false;
}

export function registerSet(group: Command, action: ActionMaker): void {
  group
    .command('set')
    .description('Choose the row of a table that all others are tested against, or none.')
    .argument('<table>', 'name of a table', tableName)
    .option('--reference <row>', 'label of that row')
    .option('--no-reference', 'test against none')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab tables set "Main results" --reference "PLM-NR-12 (DP)"
  $ tnrlab tables set "Main results" --no-reference`,
    )
    .action(
      action(async (cli, name: string, { reference }: SetOptions) =>
        withSession(cli, async ({ client }) => {
          if (reference === undefined)
            throw new AppError('bad-input', 'Say what to set: --reference ROW, or --no-reference.');
          const { definition } = await client.paperTables.get({ name });
          const chosen = reference === false ? null : referenceOf(definition, reference);
          const saved = await client.paperTables.save({
            name,
            definition: { ...definition, reference: chosen },
          });
          cli.result(saved, () =>
            reference === false
              ? `The rows of "${name}" are tested against none.`
              : `The rows of "${name}" are tested against ${reference}.`,
          );
        }),
      ),
    );
}

/** Id of the row with that label. @throws AppError `bad-input` where there is none */
export function referenceOf({ rows }: TableDefinition, label: string): string {
  const row = rows.find((one) => one.kind === 'runs' && one.label === label);
  if (row) return row.id;
  const known = rows.flatMap((one) => (one.kind === 'runs' ? [one.label] : [])).join(', ');
  throw new AppError('bad-input', `There is no row "${label}" for a reference; there are ${known}.`);
}
