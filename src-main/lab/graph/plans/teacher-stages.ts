/** The stages that make teachers: domain-specific post-training with its copies, and the fine-tuning of each copy. */
import type { PlanContext } from './plan-context.ts';
import { capTrainable } from './plan-context.ts';

export const copyFile = (copy: number): string => `copy-${copy}.safetensors`;

/** DP of the first `layers` layers; all copies are in one artifact. */
export function postTrain(context: PlanContext, layers: number): string {
  const { add, dataset, tokens, plm, settings, teacherSeed } = context;
  return add({
    config: {
      kind: 'post-train',
      layers,
      model: settings.model,
      postTraining: capTrainable(settings.postTraining, layers),
    },
    seed: teacherSeed,
    inputs: { dataset, tokens, plm },
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
  const { add, dataset, tokens, plm, settings, teacherSeed } = context;
  return add({
    config: {
      kind: 'fine-tune',
      layers,
      initFile: copyFile(copy),
      model: settings.model,
      input: settings.input,
      fineTuning: capTrainable(settings.fineTuning, layers),
    },
    seed: teacherSeed,
    inputs: { dataset, tokens, plm, init: postTrained },
    title,
  });
}
