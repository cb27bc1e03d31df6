/** The command line as a whole: global options, and one registration per command. */
import { Command, Option } from 'commander';
import { BACKEND_CHOICES } from '#shared/trainer-protocol/messages.ts';
import { registerCompare } from './commands/compare.ts';
import { registerDatasets } from './commands/datasets.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerImport } from './commands/import.ts';
import { registerModel } from './commands/model.ts';
import { registerPlm } from './commands/plm.ts';
import { registerPredict } from './commands/predict.ts';
import { registerQueue } from './commands/queue.ts';
import { registerRemove } from './commands/remove.ts';
import { registerRun } from './commands/run.ts';
import { registerRuns } from './commands/runs.ts';
import { registerSample } from './commands/sample.ts';
import { registerScore } from './commands/score.ts';
import { registerServe } from './commands/serve.ts';
import { registerStop } from './commands/stop.ts';
import { registerTable } from './commands/table.ts';
import { registerTables } from './commands/tables.ts';
import { programVersion } from '../program-version.ts';
import { actionMaker } from './context.ts';
import type { CliIo } from './context.ts';
import { EXIT, EXIT_CODES_HELP } from './exit-codes.ts';
import { programRoot } from './program-root.ts';
import { reportError } from './report-error.ts';

const REGISTRATIONS = [
  registerDemo,
  registerSample,
  registerImport,
  registerDatasets,
  registerPlm,
  registerModel,
  registerRun,
  registerRuns,
  registerStop,
  registerQueue,
  registerTable,
  registerTables,
  registerCompare,
  registerRemove,
  registerPredict,
  registerScore,
  registerServe,
  registerDoctor,
];

export function createProgram(io: CliIo, quietUsage = false): Command {
  const program = new Command('tnrlab')
    .description('Tiny-NewsRec Lab: train news recommenders, repeat them, and say which is better.')
    .version(programVersion(programRoot()).version)
    .option('--workspace <folder>', 'folder of data and results (default: $TNRLAB_WORKSPACE or ./workspace)')
    .option('--json', 'results and errors as JSON')
    .option('--quiet', 'no progress and no remarks')
    .addOption(new Option('--backend <name>', "overrides the experiment's backend").choices(BACKEND_CHOICES))
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      // With --json a usage error is reported once, as JSON.
      writeErr: (text) => void (quietUsage || io.stderr.write(text)),
    })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      `
The main job, end to end:
  $ tnrlab sample --out sample --seed 1
  $ tnrlab import mind sample --name sample
  $ tnrlab run experiment.yaml
  $ tnrlab export EXPERIMENT --out results
${EXIT_CODES_HELP}`,
    );
  const action = actionMaker(io);
  for (const register of REGISTRATIONS) register(program, action);
  return program;
}

/** @param args without node and script. @returns the exit code */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  const json = args.includes('--json');
  try {
    await createProgram(io, json).parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    return reportError(error, io.stderr, json);
  }
}
