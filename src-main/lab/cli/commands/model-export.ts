/** `tnrlab model export`: the encoders of a finished run as ONNX, with what is needed to use them elsewhere. */
import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { exportRecommender, type RecommenderInput } from '#data/onnx/export-recommender.ts';
import type { RecommenderFiles } from '#data/onnx/recommender-weights.ts';
import { inputSettings, modelSettings } from '#shared/config/settings.ts';
import type { ResultTable } from '#shared/contract/tables.ts';
import { AppError } from '#shared/errors.ts';
import { readManifest, type Manifest } from '../../artifacts/manifest.ts';
import { name, whole } from '../arguments.ts';
import type { ActionMaker, CliContext } from '../context.ts';
import { finishedRun, type FinishedRun } from '../finished-run.ts';
import { withSession } from '../session.ts';
import { bytesText } from '../units.ts';

interface ExportOptions {
  method: string;
  seed?: number;
  onnx: string;
  quantised?: boolean;
  member?: number;
}

/** The parts of the stages' configurations that say what the model is. */
const embedPart = z.object({
  layers: z.int(),
  modelFile: z.string(),
  maxTitleTokens: z.int(),
  model: z.object({ tokenPooling: modelSettings.shape.tokenPooling }),
});
const evaluatePart = z.object({
  models: z.int(),
  input: z.object({ maxHistory: inputSettings.shape.maxHistory }),
});

interface RunModel extends RecommenderInput {
  files: RecommenderFiles;
  /** Key of the stage that trained it. */
  modelKey: string;
}

/** From the evaluation of a run to the weights it measured: by way of the news vectors, which name both files. */
async function modelOf(workspace: string, run: FinishedRun, member: number | undefined): Promise<RunModel> {
  const folder = (key: string): string => path.join(workspace, 'artifacts', key);
  const evaluation = await readManifest(folder(run.key));
  const { models, input } = partOf(evaluatePart, evaluation);
  const news = await readManifest(folder(inputOf(evaluation, `news-${checkMember(member, models)}`)));
  const { layers, modelFile, maxTitleTokens, model } = partOf(embedPart, news);
  const modelKey = inputOf(news, 'model');
  return {
    files: { plmDir: folder(inputOf(news, 'plm')), layers, file: path.join(folder(modelKey), modelFile) },
    modelKey,
    tokenPooling: model.tokenPooling,
    maxTitleTokens,
    maxHistory: input.maxHistory,
  };
}

/** An ensemble has no encoder of its own: one of its models is exported. */
function checkMember(member: number | undefined, models: number): number {
  if (member === undefined && models === 1) return 1;
  if (member !== undefined && member <= models) return member;
  throw new AppError(
    'bad-input',
    models === 1
      ? 'This row is measured with one model; leave --member out.'
      : `This row ranks by the mean score of ${models} models; choose one with --member 1 to ${models}.`,
    { member: member ?? null, models },
  );
}

function inputOf({ key, kind, inputs }: Manifest, input: string): string {
  const found = inputs[input];
  if (found === undefined)
    throw new AppError('corrupt', `The ${kind} artifact ${key} names no input "${input}".`, { key });
  return found;
}

function partOf<T>(schema: z.ZodType<T>, { key, kind, config }: Manifest): T {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'corrupt',
    `The ${kind} artifact ${key} was made by a version whose settings are not understood; run the experiment again.`,
    { key },
  );
}

async function exportOnnx(cli: CliContext, table: ResultTable, options: ExportOptions): Promise<void> {
  const run = finishedRun(table, options.method, options.seed);
  const { modelKey, ...model } = await modelOf(cli.workspace, run, options.member);
  const { experiment, dataset } = table;
  const source = { experiment, method: options.method, seed: run.seed, dataset, model: modelKey };
  const files = await exportRecommender({
    ...model,
    outDir: options.onnx,
    quantised: options.quantised ?? false,
    source,
  });
  cli.result({ ...source, folder: path.resolve(options.onnx), files }, () =>
    [
      `Wrote ${options.onnx}: "${options.method}" of ${experiment}, seed ${run.seed}.`,
      ...Object.entries(files).map(([file, bytes]) => `  ${file}  ${bytesText(bytes)}`),
    ].join('\n'),
  );
}

export function registerModelExport(model: Command, action: ActionMaker): void {
  model
    .command('export')
    .description('Write the news and user encoder of a finished run as ONNX, with tokeniser and config.json.')
    .argument('<experiment>', 'name of an experiment', name)
    .requiredOption('--method <label>', 'row of the result table')
    .requiredOption('--onnx <folder>', 'folder to make; must not exist or be empty')
    .option('--seed <number>', 'repeat (default: the first)', whole(0))
    .option('--member <number>', 'which model of an ensemble', whole(1))
    .option('--quantised', 'also write the news encoder in 8-bit integers (dynamic quantisation)')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab model export main-table --method Tiny-NewsRec-2 --onnx tiny-2
  $ tnrlab model export main-table --method "PLM-NR-4 (DP)" --seed 3 --onnx plm-nr-4 --quantised`,
    )
    .action(
      action(async (cli, experiment: string, options: ExportOptions) =>
        withSession(cli, async ({ client }) =>
          exportOnnx(cli, await client.tables.get({ name: experiment }), options),
        ),
      ),
    );
}
