/** A Hugging Face config.json to our PlmConfig: BERT, and UniLMv2 by its keys for relative positions. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { plmConfigSchema, type PlmConfig } from '#shared/config/plm-config.ts';
import { AppError } from '#shared/errors.ts';
import type { MessageKey } from '#shared/messages/messages.ts';
import type { SaidValues } from '#shared/messages/said.ts';

const hfConfigSchema = z.looseObject({
  model_type: z.string().optional(),
  vocab_size: z.int(),
  hidden_size: z.int(),
  num_hidden_layers: z.int(),
  num_attention_heads: z.int(),
  intermediate_size: z.int(),
  max_position_embeddings: z.int(),
  type_vocab_size: z.int().default(2),
  layer_norm_eps: z.number().default(1e-12),
  hidden_act: z.string().default('gelu'),
  position_embedding_type: z.string().default('absolute'),
  /** UniLMv2: number of buckets and the distance where the last one begins; 0 means none. */
  rel_pos_bins: z.int().default(0),
  max_rel_pos: z.int().default(0),
});

/** UniLMv2 comes without a model_type, or with one of these. */
const MODEL_TYPES = ['bert', 'unilm', 'unilmv2', 'tnlrv3'];

/**
 * @param buckets columns of the weights' relative position bias, for a config that does not tell of it
 * @param pooler whether the weights hold one
 * @throws AppError `bad-input` for a config that is broken or describes another architecture
 */
export async function readPlmConfigFile(path: string, buckets: number, pooler: boolean): Promise<PlmConfig> {
  const bad = (key: MessageKey, values: SaidValues) =>
    AppError.of('bad-input', key, { file: path, ...values }, { file: path });
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw bad('error.plm.unreadableJson', { reason: (error as Error).message });
  }
  const parsed = hfConfigSchema.safeParse(json);
  if (!parsed.success) throw bad('error.plm.noBert', { problems: z.prettifyError(parsed.error) });
  const config = parsed.data;
  const type = config.model_type ?? 'bert';
  if (!MODEL_TYPES.includes(type)) throw bad('error.plm.modelType', { value: type });
  if (config.hidden_act !== 'gelu') throw bad('error.plm.hiddenAct', { value: config.hidden_act });
  if (config.position_embedding_type !== 'absolute') {
    throw bad('error.plm.positionType', { value: config.position_embedding_type });
  }
  if (config.hidden_size % config.num_attention_heads !== 0) {
    throw bad('error.plm.heads', { width: config.hidden_size, heads: config.num_attention_heads });
  }
  const relPosBuckets = config.rel_pos_bins || buckets;
  const result = plmConfigSchema.safeParse({
    arch: relPosBuckets > 0 ? 'unilmv2' : 'bert',
    vocabSize: config.vocab_size,
    hiddenSize: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    intermediateSize: config.intermediate_size,
    maxPositions: config.max_position_embeddings,
    typeVocabSize: config.type_vocab_size,
    layerNormEps: config.layer_norm_eps,
    pooler,
    // The schema's defaults where there is no bias, and where the distance is not told.
    relPosBuckets: relPosBuckets || undefined,
    relPosMaxDistance: config.max_rel_pos || undefined,
  });
  if (!result.success) throw bad('error.plm.range', { problems: z.prettifyError(result.error) });
  return result.data;
}
