/** From a request to the stage that does it. */
import type { RunRequest } from '#shared/trainer-protocol/messages.ts';
import type { StageKind } from '#shared/trainer-protocol/stages.ts';
import { runAdapt } from './adapt.ts';
import { runDeriveDataset } from './derive-dataset.ts';
import { runEfficiency } from './efficiency.ts';
import { runEmbed } from './embed.ts';
import { runEvaluate } from './evaluate.ts';
import { runFineTune } from './fine-tune.ts';
import { runImportDataset } from './import-dataset.ts';
import { runImportPlm } from './import-plm.ts';
import { runMtBert } from './mt-bert.ts';
import { runMtBertTeachers } from './mt-bert-teachers.ts';
import { runNewsBert } from './newsbert.ts';
import { runPostTrain } from './post-train.ts';
import { runPretrain } from './pretrain.ts';
import type { StageContext, StageRunner } from './stage.ts';
import { runStageOne } from './stage-one.ts';
import { runStageTwo } from './stage-two.ts';
import { runTinyBert } from './tinybert.ts';
import { runTokenize } from './tokenize.ts';

const RUNNERS: { [K in StageKind]: StageRunner<K> } = {
  'import-dataset': runImportDataset,
  'derive-dataset': runDeriveDataset,
  'import-plm': runImportPlm,
  tokenize: runTokenize,
  pretrain: runPretrain,
  adapt: runAdapt,
  'post-train': runPostTrain,
  'fine-tune': runFineTune,
  embed: runEmbed,
  'stage-one': runStageOne,
  'stage-two': runStageTwo,
  newsbert: runNewsBert,
  tinybert: runTinyBert,
  'mt-bert-teachers': runMtBertTeachers,
  'mt-bert': runMtBert,
  evaluate: runEvaluate,
  efficiency: runEfficiency,
};

export function runStage(
  stage: RunRequest['stage'],
  context: StageContext,
): Promise<Record<string, unknown>> {
  const run = RUNNERS[stage.kind] as StageRunner<StageKind>;
  return run(stage, context);
}
