/** A PLM with the head of masked language modelling, for stages that train on text alone. */
import * as tf from '@tensorflow/tfjs-core';
import { initialise, mlmHeadShapes, startDeviation } from '#ml/model/params.ts';
import { loadPlm, type Model } from './model-files.ts';

export interface LanguageModelSource {
  plmDir: string;
  /** First k layers of the PLM. */
  layers: number;
  /** Random start of a head that the PLM does not bring. */
  seed: number;
}

/**
 * First k layers of a PLM, and its own head where the artifact has one: the lab's own PLMs do, and so do most imported
 * ones. The head of a deeper PLM fits as it is, because all layers share one width.
 * @returns the model, and whether its head starts at random
 */
export async function loadLanguageModel(
  source: LanguageModelSource,
): Promise<{ model: Model; newHead: boolean }> {
  let newHead = false;
  const model = await loadPlm(source.plmDir, source.layers, async (loaded, plm) => {
    const shapes = mlmHeadShapes(loaded.config);
    newHead = !plm.names().includes('mlm.bias');
    const start = newHead
      ? initialise(shapes, source.seed, startDeviation(loaded.config.hiddenSize))
      : undefined;
    for (const [name, shape] of shapes)
      loaded.set(name, tf.tensor(start?.get(name)?.data ?? (await plm.read(name)), shape));
  });
  return { model, newHead };
}
