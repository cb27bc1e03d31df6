/** `tnrlab remove`: forgets an experiment, a dataset or a PLM of the workspace. */
import type { Command } from 'commander';
import { name } from '../arguments.ts';
import type { ActionMaker } from '../context.ts';
import { withSession } from '../session.ts';

const KINDS = [
  { word: 'experiment', calls: 'experiments', what: 'Its finished stages stay for others to reuse.' },
  { word: 'dataset', calls: 'datasets', what: 'The files it was read from stay.' },
  { word: 'plm', calls: 'plms', what: 'The files it was read from stay.' },
] as const;

export function registerRemove(program: Command, action: ActionMaker): void {
  const group = program.command('remove').description('Forget an experiment, a dataset or a PLM.');
  for (const { word, calls, what } of KINDS) {
    group
      .command(word)
      .description(`Forget one ${word}. ${what}`)
      .argument('<name>', `name of the ${word}`, name)
      .addHelpText('after', `\nExample:\n  $ tnrlab remove ${word} NAME`)
      .action(
        action((cli, given: string) =>
          withSession(cli, async ({ client }) => {
            await client[calls].remove({ name: given });
            cli.result({ removed: given }, () => `Removed ${given}.`);
          }),
        ),
      );
  }
}
