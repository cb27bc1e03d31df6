/**
 * The weights of a trained recommender as its artifacts hold them: the base PLM below, a stage's own tensors on top. Read
 * one tensor at a time; the trainer's loadModel() does the same into the memory of a backend.
 */
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { AppError } from '#shared/errors.ts';
import { readPlmArtifact } from '../weights/plm-artifact.ts';
import { openSafetensors } from '../weights/safetensors.ts';
import { formatShape } from '../weights/tensor-file.ts';

/** Where a graph takes its weights from. */
export interface WeightSource {
  /** With the layers of the model, not of its base PLM. */
  readonly config: PlmConfig;
  /** Shape of a tensor. @throws AppError `bad-input` where neither file has it */
  shape(name: string): number[];
  read(name: string): Promise<Float32Array>;
}

export interface RecommenderWeights extends WeightSource {
  /** The base PLM's `tokenizer.json` or `vocab.txt`. */
  readonly tokenizerPath: string;
  close(): Promise<void>;
}

export interface RecommenderFiles {
  /** A PLM artifact. */
  plmDir: string;
  /** First k layers of the PLM. */
  layers: number;
  /** A stage's weight file. */
  file: string;
}

/** @throws AppError where a file is missing or damaged, or the PLM has fewer layers */
export async function openRecommender({
  plmDir,
  layers,
  file,
}: RecommenderFiles): Promise<RecommenderWeights> {
  const plm = await readPlmArtifact(plmDir);
  try {
    if (layers > plm.config.layers)
      throw AppError.of('bad-input', 'error.onnx.layers', {
        layers,
        folder: plmDir,
        plmLayers: plm.config.layers,
      });
    const own = await openSafetensors(file);
    const holder = (name: string) => {
      if (own.has(name)) return own;
      if (plm.tensors.has(name)) return plm.tensors;
      throw AppError.of('bad-input', 'error.onnx.noTensor', { file, name }, { file, name });
    };
    return {
      config: { ...plm.config, layers },
      tokenizerPath: plm.tokenizerPath,
      shape: (name) => holder(name).shape(name),
      read: (name) => holder(name).read(name),
      close: async () => {
        await own.close();
        await plm.tensors.close();
      },
    };
  } catch (error) {
    await plm.tensors.close();
    throw error;
  }
}

/** The shape, checked to have so many axes. @throws AppError `bad-input` */
export function shapeOf(weights: WeightSource, name: string, axes: number): number[] {
  const shape = weights.shape(name);
  if (shape.length === axes) return shape;
  throw AppError.of('bad-input', 'error.onnx.axes', { name, shape: formatShape(shape), axes }, { name });
}
