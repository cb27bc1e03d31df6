/** `tnrlab model`: parameters of a recommender, by arithmetic, and the export of a trained one. */
import type { Command } from 'commander';
import { UNILMV2_BASE } from '#shared/config/plm-config.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { AppError } from '#shared/errors.ts';
import { recommenderParameters } from '#shared/model-size.ts';
import { name, whole } from '../arguments.ts';
import type { ActionMaker, CliContext } from '../context.ts';
import { withSession } from '../session.ts';
import { countText, plural } from '../units.ts';
import { registerModelExport } from './model-export.ts';

/** Known without an import. */
const KNOWN: Readonly<Record<string, PlmConfig>> = { 'unilmv2-base': UNILMV2_BASE };

async function configOf(cli: CliContext, plm: string): Promise<PlmConfig> {
  const known = KNOWN[plm];
  if (known) return known;
  const plms = await withSession(cli, ({ client }) => client.plms.list());
  const found = plms.find((candidate) => candidate.name === plm);
  if (found) return found.config;
  const names = [...Object.keys(KNOWN), ...plms.map((candidate) => candidate.name)].join(', ');
  throw new AppError('not-found', `There is no PLM "${plm}". Known here: ${names}.`, { plm });
}

export function registerModel(program: Command, action: ActionMaker): void {
  const model = program.command('model').description('Facts of a model, and its export.');
  registerModelExport(model, action);
  model
    .command('size')
    .description('Count the parameters of a recommender with the first K layers of a PLM.')
    .requiredOption('--plm <name>', 'unilmv2-base, or an imported PLM', name)
    .option('--layers <count>', 'layers (default: all)', whole(1, 48))
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab model size --plm unilmv2-base --layers 4
  $ tnrlab model size --plm minilm --layers 2 --json`,
    )
    .action(
      action(async (cli, options: { plm: string; layers?: number }) => {
        const config = await configOf(cli, options.plm);
        const layers = options.layers ?? config.layers;
        const parameters = recommenderParameters(config, layers);
        cli.result(
          { parameters },
          () => `${countText(parameters)} parameters (${options.plm}, ${plural(layers, 'layer')})`,
        );
      }),
    );
}
