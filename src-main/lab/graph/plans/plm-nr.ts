/** PLM-NR: fine-tune the PLM (FT), or the PLM after DAPT, TAPT or DP, and measure (docs/numerics.md). */
import type { MethodOf } from '#shared/config/methods.ts';
import { fineTune, type FineTuneRequest } from './fine-tune-stage.ts';
import { capTrainable, embedAndEvaluate, type PlanContext } from './plan-context.ts';
import { fineTunedTeachers } from './teacher-stages.ts';

/** MLM before fine-tuning: on the corpus's bodies (DAPT) or the task's own titles (TAPT). */
function adapt(context: PlanContext, layers: number, variant: 'DAPT' | 'TAPT'): string {
  const { add, tokens, corpusTokens, plm, settings, seed } = context;
  return add({
    config: {
      kind: 'adapt',
      text: variant === 'DAPT' ? 'bodies' : 'titles',
      layers,
      trainEmbeddings: settings.model.trainEmbeddings,
      domainMlm: capTrainable(settings.domainMlm, layers),
    },
    seed,
    inputs: { tokens: variant === 'DAPT' ? corpusTokens : tokens, plm },
    title: `Adapt PLM (${variant})`,
  });
}

export function planPlmNr(context: PlanContext, { variant, layers }: MethodOf<'PLM-NR'>): void {
  if (variant === 'DP') {
    embedAndEvaluate(context, [{ model: fineTunedTeachers(context, layers, 1)[0]!, layers }]);
    return;
  }
  const request: FineTuneRequest = { layers, seed: context.seed, title: 'Fine-tune' };
  if (variant !== 'FT') {
    request.title = `Fine-tune after ${variant}`;
    request.init = { artifact: adapt(context, layers, variant), file: 'model.safetensors' };
  }
  embedAndEvaluate(context, [{ model: fineTune(context, request), layers }]);
}
