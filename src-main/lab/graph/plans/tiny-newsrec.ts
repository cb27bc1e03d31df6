/**
 * Tiny-NewsRec: the last M copies of post-training teach the student twice, on titles and bodies (Stage I) and, after
 * their own fine-tuning, on clicks (Stage II). Either stage can be left out (science.md section 2).
 */
import type { TinyNewsRecMethod } from '#shared/config/experiment.ts';
import { capTrainable, embedAndEvaluate, embedTitles, type PlanContext } from './plan-context.ts';
import { copyFile, fineTuneCopy, postTrain } from './teacher-stages.ts';

export function planTinyNewsRec(context: PlanContext, method: TinyNewsRecMethod): void {
  const { stageOne, stageTwo, layers, teacherLayers, teachers } = method;
  const needsTeachers = stageOne || stageTwo;
  const postTrained = needsTeachers ? postTrain(context, teacherLayers) : '';
  const copies = context.settings.postTraining.copies;
  const chosen = Array.from({ length: teachers }, (_, i) => copies - teachers + 1 + i);
  const first = stageOne ? distilStageOne(context, method, postTrained, chosen) : undefined;
  const student = stageTwo
    ? distilStageTwo(context, method, postTrained, chosen, first)
    : fineTuneStudent(context, layers, first);
  embedAndEvaluate(context, layers, student);
}

function distilStageOne(
  context: PlanContext,
  method: TinyNewsRecMethod,
  postTrained: string,
  copies: number[],
): string {
  const { add, dataset, tokens, plm, settings, seed } = context;
  const { negatives, maxTitleTokens, maxBodyTokens } = settings.postTraining;
  const inputs: Record<string, string> = { dataset, tokens, plm };
  copies.forEach((copy, i) => {
    inputs[`teacher-${i + 1}`] = add({
      config: {
        kind: 'embed',
        layers: method.teacherLayers,
        modelFile: copyFile(copy),
        model: settings.model,
        maxTitleTokens,
        maxBodyTokens,
      },
      inputs: { tokens, plm, model: postTrained },
      title: `Embed titles and bodies, DP teacher ${i + 1}`,
    });
  });
  return add({
    config: {
      kind: 'stage-one',
      layers: method.layers,
      teachers: method.teachers,
      model: settings.model,
      postTraining: { negatives, maxTitleTokens, maxBodyTokens },
      stageOne: capTrainable(settings.stageOne, method.layers),
    },
    seed,
    inputs,
    title: 'Distil, Stage I',
  });
}

function distilStageTwo(
  context: PlanContext,
  method: TinyNewsRecMethod,
  postTrained: string,
  copies: number[],
  init: string | undefined,
): string {
  const { add, dataset, tokens, plm, settings, seed } = context;
  const { teacherLayers } = method;
  const inputs: Record<string, string> = { dataset, tokens, plm };
  if (init !== undefined) inputs.init = init;
  copies.forEach((copy, i) => {
    const name = `teacher ${i + 1}`;
    const tuned = fineTuneCopy(context, teacherLayers, postTrained, copy, `Fine-tune ${name}`);
    inputs[`teacher-${i + 1}`] = tuned;
    inputs[`teacher-${i + 1}-news`] = embedTitles(context, teacherLayers, tuned, `Embed news, ${name}`);
  });
  return add({
    config: {
      kind: 'stage-two',
      layers: method.layers,
      teachers: method.teachers,
      model: settings.model,
      input: settings.input,
      stageTwo: capTrainable(settings.stageTwo, method.layers),
    },
    seed,
    inputs,
    title: 'Distil, Stage II',
  });
}

/** Without Stage II: plain fine-tuning, from Stage I or, without both, from the PLM. */
function fineTuneStudent(context: PlanContext, layers: number, init: string | undefined): string {
  const { add, dataset, tokens, plm, settings, seed } = context;
  return add({
    config: {
      kind: 'fine-tune',
      layers,
      initFile: init === undefined ? null : 'model.safetensors',
      model: settings.model,
      input: settings.input,
      fineTuning: capTrainable(settings.fineTuning, layers),
    },
    seed,
    inputs: { dataset, tokens, plm, ...(init === undefined ? {} : { init }) },
    title: 'Fine-tune student',
  });
}
