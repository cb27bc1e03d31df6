/** Small PLM folders for the tests: numbered weights of any names and shapes. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '#data/weights/safetensors.ts';
import { elementCount } from '#data/weights/tensor-file.ts';

export const WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', '##b'];

/** Width 4, 2 layers, 2 heads, without pooler. */
export const BERT_CONFIG = {
  vocab_size: WORDS.length,
  hidden_size: 4,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 6,
  max_position_embeddings: 5,
  type_vocab_size: 2,
};

/** Every value is different, so that a tensor put in a wrong place shows. */
export function numbered(shape: readonly number[], from: number): Float32Array {
  return Float32Array.from({ length: elementCount(shape) }, (_, i) => from + i);
}

export async function writePlmFolder(
  folder: string,
  config: Record<string, unknown>,
  shapes: Record<string, number[]>,
): Promise<Record<string, Float32Array>> {
  await mkdir(folder, { recursive: true });
  const entries = Object.entries(shapes).map(([name, shape], i) => ({
    name,
    shape,
    data: numbered(shape, 1000 * i),
  }));
  await writeSafetensors(join(folder, 'model.safetensors'), entries);
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  await writeFile(join(folder, 'vocab.txt'), WORDS.join('\n'));
  return Object.fromEntries(entries.map(({ name, data }) => [name, data]));
}

/** The names of transformers' BertModel. */
export function bertShapes(): Record<string, number[]> {
  const shapes: Record<string, number[]> = {
    'embeddings.word_embeddings.weight': [WORDS.length, 4],
    'embeddings.position_embeddings.weight': [5, 4],
    'embeddings.token_type_embeddings.weight': [2, 4],
    'embeddings.LayerNorm.weight': [4],
    'embeddings.LayerNorm.bias': [4],
  };
  for (let i = 0; i < 2; i++) {
    const layer = `encoder.layer.${i}`;
    const parts = {
      'attention.self.query': [4, 4],
      'attention.self.key': [4, 4],
      'attention.self.value': [4, 4],
    };
    const dense = { 'attention.output.dense': [4, 4], 'intermediate.dense': [6, 4], 'output.dense': [4, 6] };
    const norms = { 'attention.output.LayerNorm': [4], 'output.LayerNorm': [4] };
    for (const [part, shape] of Object.entries({ ...parts, ...dense, ...norms })) {
      shapes[`${layer}.${part}.weight`] = shape;
      shapes[`${layer}.${part}.bias`] = shape.slice(0, 1);
    }
  }
  return shapes;
}

/** The names of UniLMv2's published weights: one projection without key bias, the relative position bias. */
export function unilmShapes(): Record<string, number[]> {
  const shapes = Object.fromEntries(
    Object.entries(bertShapes())
      .filter(([name]) => !name.includes('attention.self'))
      .map(([name, shape]) => [`bert.${name}`, shape]),
  );
  for (let i = 0; i < 2; i++) {
    shapes[`bert.encoder.layer.${i}.attention.self.qkv_linear.weight`] = [12, 4];
    shapes[`bert.encoder.layer.${i}.attention.self.q_bias`] = [1, 1, 4];
    shapes[`bert.encoder.layer.${i}.attention.self.v_bias`] = [1, 1, 4];
  }
  shapes['bert.encoder.rel_pos_bias.weight'] = [2, 32];
  return shapes;
}
