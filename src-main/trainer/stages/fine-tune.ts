/** Fine-tuning on clicks, from the PLM, a teacher copy, or the student of Stage I. */
import path from 'node:path';
import { fineTune } from '#ml/methods/fine-tune.ts';
import { trainOnClicks } from './click-training.ts';
import type { StageRunner } from './stage.ts';

export const runFineTune: StageRunner<'fine-tune'> = async (config, context) => {
  const { fineTuning: settings, model, input, layers, initFile } = config;
  const file = initFile === null ? undefined : path.join(context.input('init'), initFile);
  return trainOnClicks(
    {
      title: 'Fine-tune',
      layers,
      file,
      model,
      input,
      settings,
      method: ({ params, trainable, encoder, batches }) =>
        fineTune({ params, trainable, encoder, batches, model, settings }),
    },
    context,
  );
};
