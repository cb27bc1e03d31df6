/** Fine-tuning on clicks as a stage: of the PLM, or of weights that an earlier stage made. */
import { capTrainable, type PlanContext } from './plan-context.ts';

export interface FineTuneRequest {
  layers: number;
  seed: number;
  title: string;
  /** Artifact and file to start from; default: the PLM. */
  init?: { artifact: string; file: string };
}

/** @returns the key */
export function fineTune(context: PlanContext, { layers, seed, title, init }: FineTuneRequest): string {
  const { add, dataset, tokens, plm, settings } = context;
  return add({
    config: {
      kind: 'fine-tune',
      layers,
      initFile: init?.file ?? null,
      model: settings.model,
      input: settings.input,
      fineTuning: capTrainable(settings.fineTuning, layers),
    },
    seed,
    inputs: { dataset, tokens, plm, ...(init ? { init: init.artifact } : {}) },
    title,
  });
}
