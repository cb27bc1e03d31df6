/** `tnrlab plm`: imports and lists pre-trained language models. */
import path from 'node:path';
import type { Command } from 'commander';
import type { Plm } from '#shared/contract/domain.ts';
import { name } from '../arguments.ts';
import type { ActionMaker } from '../context.ts';
import { withSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import { bytesText, countText } from '../units.ts';
import { watchStages } from '../watch-stages.ts';

const plmTable = (plms: readonly Plm[]): string =>
  textTable(
    ['PLM', 'Kind', 'Layers', 'Width', 'Heads', 'Vocabulary', 'Parameters', 'Size'],
    plms.map(({ name, config, parameters, bytes }) => [
      name,
      config.arch,
      ...[config.layers, config.hiddenSize, config.heads, config.vocabSize, parameters].map(countText),
      bytesText(bytes),
    ]),
    2,
  );

const plmJson = ({ name, source, bytes, config, parameters }: Plm): unknown => ({
  plm: name,
  source,
  bytes,
  config,
  parameters,
});

export function registerPlm(program: Command, action: ActionMaker): void {
  const group = program.command('plm').description('Pre-trained language models.');
  group
    .command('import')
    .description('Read a Hugging Face folder: config.json, weights (safetensors, .bin or .pt), vocabulary.')
    .argument('<folder>', 'folder with config.json')
    .requiredOption('--name <name>', 'name of the PLM in the workspace', name)
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab plm import ~/models/unilm2-base --name unilmv2-base
  $ tnrlab plm import ~/models/all-MiniLM-L6-v2 --name minilm --json

Weights in PyTorch's format are read as tensors only: no code in them is run.`,
    )
    .action(
      action(async (cli, folder: string, options: { name: string }) =>
        withSession(cli, async (session) => {
          const plm = await watchStages(cli, session, `Import ${options.name}`, () =>
            session.client.plms.import({ name: options.name, source: path.resolve(folder) }),
          );
          cli.result(plmJson(plm), () => plmTable([plm]));
        }),
      ),
    );
  group
    .command('list')
    .description('List the imported PLMs.')
    .addHelpText('after', '\nExample:\n  $ tnrlab plm list')
    .action(
      action(async (cli) =>
        withSession(cli, async ({ client }) => {
          const plms = await client.plms.list();
          cli.result(plms.map(plmJson), () =>
            plms.length === 0
              ? 'No PLM yet. Read one with: tnrlab plm import FOLDER --name NAME'
              : plmTable(plms),
          );
        }),
      ),
    );
}
