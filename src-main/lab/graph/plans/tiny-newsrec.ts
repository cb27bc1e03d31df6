/**
 * Tiny-NewsRec: the last M copies of post-training teach the student twice, on titles and bodies (Stage I) and, after
 * their own fine-tuning, on clicks (Stage II). Either stage can be left out (docs/numerics.md).
 */
import type { MethodOf } from '#shared/config/methods.ts';
import { fineTune } from './fine-tune-stage.ts';
import { capTrainable, embedAndEvaluate, type PlanContext } from './plan-context.ts';
import { copyFile, fineTunedTeachers, lastCopies, postTrain, teacherInputs } from './teacher-stages.ts';

export function planTinyNewsRec(context: PlanContext, row: MethodOf<'Tiny-NewsRec'>): void {
  const first = row.stageOne ? distilStageOne(context, row) : undefined;
  const model = row.stageTwo
    ? distilStageTwo(context, row, first)
    : // Without Stage II: plain fine-tuning, from Stage I or, without both, from the PLM.
      fineTune(context, {
        layers: row.layers,
        seed: context.seed,
        title: 'Fine-tune student',
        ...(first === undefined ? {} : { init: { artifact: first, file: 'model.safetensors' } }),
      });
  embedAndEvaluate(context, [{ model, layers: row.layers }]);
}

function distilStageOne(context: PlanContext, row: MethodOf<'Tiny-NewsRec'>): string {
  const { add, corpus, corpusTokens, plm, settings, seed } = context;
  const { layers, teacherLayers, teachers } = row;
  const { negatives, maxTitleTokens, maxBodyTokens } = settings.postTraining;
  const postTrained = postTrain(context, teacherLayers);
  const inputs: Record<string, string> = { dataset: corpus, tokens: corpusTokens, plm };
  lastCopies(context, teachers).forEach((copy, i) => {
    inputs[`teacher-${i + 1}`] = add({
      config: {
        kind: 'embed',
        layers: teacherLayers,
        modelFile: copyFile(copy),
        model: settings.model,
        maxTitleTokens,
        maxBodyTokens,
      },
      inputs: { tokens: corpusTokens, plm, model: postTrained },
      title: `Embed titles and bodies, DP teacher ${i + 1}`,
    });
  });
  return add({
    config: {
      kind: 'stage-one',
      layers,
      teachers,
      model: settings.model,
      postTraining: { negatives, maxTitleTokens, maxBodyTokens },
      stageOne: capTrainable(settings.stageOne, layers),
    },
    seed,
    inputs,
    title: 'Distil, Stage I',
  });
}

function distilStageTwo(
  context: PlanContext,
  row: MethodOf<'Tiny-NewsRec'>,
  init: string | undefined,
): string {
  const { add, dataset, tokens, plm, settings, seed } = context;
  const { layers, teacherLayers, teachers } = row;
  const tuned = fineTunedTeachers(context, teacherLayers, teachers);
  return add({
    config: {
      kind: 'stage-two',
      layers,
      teachers,
      model: settings.model,
      input: settings.input,
      stageTwo: capTrainable(settings.stageTwo, layers),
    },
    seed,
    inputs: {
      dataset,
      tokens,
      plm,
      ...(init === undefined ? {} : { init }),
      ...teacherInputs(context, teacherLayers, tuned),
    },
    title: 'Distil, Stage II',
  });
}
