/** PLM-NR (FT) and (DP): fine-tune the PLM, or its post-trained last copy, and measure (science.md section 3). */
import type { PlmNrMethod } from '#shared/config/experiment.ts';
import { capTrainable, embedAndEvaluate, type PlanContext } from './plan-context.ts';
import { fineTuneCopy, postTrain } from './teacher-stages.ts';

export function planPlmNr(context: PlanContext, method: PlmNrMethod): void {
  const { add, dataset, tokens, plm, settings, seed } = context;
  const { layers } = method;
  if (method.variant === 'DP') {
    const postTrained = postTrain(context, layers);
    const title = 'Fine-tune after DP';
    const tuned = fineTuneCopy(context, layers, postTrained, settings.postTraining.copies, title);
    embedAndEvaluate(context, layers, tuned);
    return;
  }
  const tuned = add({
    config: {
      kind: 'fine-tune',
      layers,
      initFile: null,
      model: settings.model,
      input: settings.input,
      fineTuning: capTrainable(settings.fineTuning, layers),
    },
    seed,
    inputs: { dataset, tokens, plm },
    title: 'Fine-tune',
  });
  embedAndEvaluate(context, layers, tuned);
}
