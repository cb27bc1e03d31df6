/** The architecture of a pre-trained language model, as stored beside its weights. */
import { z } from 'zod';

export const plmConfigSchema = z.strictObject({
  /** `unilmv2` adds a relative position bias to the attention scores (docs/numerics.md). */
  arch: z.enum(['bert', 'unilmv2']),
  vocabSize: z.int().min(6),
  hiddenSize: z.int().min(2),
  layers: z.int().min(1).max(48),
  heads: z.int().min(1),
  intermediateSize: z.int().min(2),
  maxPositions: z.int().min(4),
  typeVocabSize: z.int().min(1),
  layerNormEps: z.number().positive(),
  /** Whether the weights hold BERT's pooler (counted in the size; the recommender does not use it). */
  pooler: z.boolean(),
  /** Only with `unilmv2`: number of buckets of the relative position bias. */
  relPosBuckets: z.int().min(2).default(32),
  /** Only with `unilmv2`: offsets beyond this share the last bucket. */
  relPosMaxDistance: z.int().min(2).default(128),
});
export type PlmConfig = z.infer<typeof plmConfigSchema>;

/** UniLMv2-base, the paper's PLM: 12 layers of width 768. */
export const UNILMV2_BASE: PlmConfig = {
  arch: 'unilmv2',
  vocabSize: 30522,
  hiddenSize: 768,
  layers: 12,
  heads: 12,
  intermediateSize: 3072,
  maxPositions: 512,
  typeVocabSize: 2,
  layerNormEps: 1e-12,
  pooler: true,
  relPosBuckets: 32,
  relPosMaxDistance: 128,
};
