/** The stages that make teachers: domain-specific post-training with its copies, and the fine-tuning of the copies. */
import { fineTune } from './fine-tune-stage.ts';
import { capTrainable, embedTitles, type PlanContext } from './plan-context.ts';

export const copyFile = (copy: number): string => `copy-${copy}.safetensors`;

/** The last M copies that post-training keeps, oldest first. */
export function lastCopies({ settings }: PlanContext, teachers: number): number[] {
  const { copies } = settings.postTraining;
  return Array.from({ length: teachers }, (_, i) => copies - teachers + 1 + i);
}

/** DP of the first `layers` layers; all copies are in one artifact. */
export function postTrain(context: PlanContext, layers: number): string {
  const { add, corpus, corpusTokens, plm, settings, teacherSeed } = context;
  return add({
    config: {
      kind: 'post-train',
      layers,
      model: settings.model,
      postTraining: capTrainable(settings.postTraining, layers),
    },
    seed: teacherSeed,
    inputs: { dataset: corpus, tokens: corpusTokens, plm },
    title: 'Post-train (DP)',
  });
}

/** Fine-tunes one copy of `postTrained`; the last copy's is also the row PLM-NR (DP), hence the neutral settings. */
export function fineTuneCopy(
  context: PlanContext,
  layers: number,
  postTrained: string,
  copy: number,
  title: string,
): string {
  const init = { artifact: postTrained, file: copyFile(copy) };
  return fineTune(context, { layers, seed: context.teacherSeed, title, init });
}

/** Fine-tuned DP teachers, the last M copies: keys, oldest copy first. */
export function fineTunedTeachers(context: PlanContext, layers: number, teachers: number): string[] {
  const postTrained = postTrain(context, layers);
  return lastCopies(context, teachers).map((copy, i) =>
    fineTuneCopy(
      context,
      layers,
      postTrained,
      copy,
      teachers === 1 ? 'Fine-tune after DP' : `Fine-tune teacher ${i + 1}`,
    ),
  );
}

/** Inputs `teacher-i` and `teacher-i-news` of a distillation on clicks. */
export function teacherInputs(
  context: PlanContext,
  layers: number,
  teachers: readonly string[],
): Record<string, string> {
  const inputs: Record<string, string> = {};
  teachers.forEach((model, i) => {
    inputs[`teacher-${i + 1}`] = model;
    inputs[`teacher-${i + 1}-news`] = embedTitles(
      context,
      { model, layers },
      teachers.length === 1 ? 'Embed news, teacher' : `Embed news, teacher ${i + 1}`,
    );
  });
  return inputs;
}
