/**
 * Which tensors a PLM consists of, by our canonical names (Hugging Face's BERT names under `plm.`), and the one
 * check that compares them with what a file has.
 */
import { AppError } from '#shared/errors.ts';
import { say } from '#shared/messages/said.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { formatShape } from './tensor-file.ts';

export type Shapes = Map<string, number[]>;

/** Shapes of the encoder: embeddings, layers, relative position bias `[heads, buckets]` and pooler where it has them. */
export function plmTensorShapes(config: PlmConfig): Shapes {
  const { hiddenSize: D, intermediateSize: I } = config;
  const shapes: Shapes = new Map([
    ['plm.embeddings.word_embeddings.weight', [config.vocabSize, D]],
    ['plm.embeddings.position_embeddings.weight', [config.maxPositions, D]],
    ['plm.embeddings.token_type_embeddings.weight', [config.typeVocabSize, D]],
  ]);
  const weightAndBias = (name: string, weight: number[]) => {
    shapes.set(`${name}.weight`, weight).set(`${name}.bias`, weight.slice(0, 1));
  };
  weightAndBias('plm.embeddings.LayerNorm', [D]);
  if (config.arch === 'unilmv2') shapes.set('plm.rel_pos_bias.weight', [config.heads, config.relPosBuckets]);
  for (let i = 0; i < config.layers; i++) {
    const layer = `plm.encoder.layer.${i}`;
    for (const part of ['query', 'key', 'value']) weightAndBias(`${layer}.attention.self.${part}`, [D, D]);
    weightAndBias(`${layer}.attention.output.dense`, [D, D]);
    weightAndBias(`${layer}.attention.output.LayerNorm`, [D]);
    weightAndBias(`${layer}.intermediate.dense`, [I, D]);
    weightAndBias(`${layer}.output.dense`, [D, I]);
    weightAndBias(`${layer}.output.LayerNorm`, [D]);
  }
  if (config.pooler) weightAndBias('plm.pooler.dense', [D, D]);
  return shapes;
}

/** Shapes of the masked language model's head; its decoder is the word embedding. */
export function mlmTensorShapes({ hiddenSize: D, vocabSize }: PlmConfig): Shapes {
  return new Map([
    ['mlm.transform.dense.weight', [D, D]],
    ['mlm.transform.dense.bias', [D]],
    ['mlm.transform.LayerNorm.weight', [D]],
    ['mlm.transform.LayerNorm.bias', [D]],
    ['mlm.bias', [vocabSize]],
  ]);
}

/**
 * Compares a PLM's tensors with its configuration: the encoder must be whole, the MLM head whole or absent, and
 * nothing else may be there.
 * @param extra names that are known to be too many already
 * @throws AppError `bad-input` that lists all missing, extra and misshapen tensors at once, in its details too
 */
export function checkPlmTensors(
  where: string,
  config: PlmConfig,
  found: ReadonlyMap<string, readonly number[]>,
  extra: readonly string[] = [],
): void {
  const expected = plmTensorShapes(config);
  const hasMlmHead = [...found.keys()].some((name) => name.startsWith('mlm.'));
  if (hasMlmHead) for (const [name, shape] of mlmTensorShapes(config)) expected.set(name, shape);
  const problems = { missing: [] as string[], extra: [...extra], misshapen: [] as string[] };
  for (const [name, shape] of expected) {
    const actual = found.get(name);
    if (!actual) problems.missing.push(`${name} ${formatShape(shape)}`);
    else if (formatShape(actual) !== formatShape(shape)) {
      problems.misshapen.push(`${name} is ${formatShape(actual)}, must be ${formatShape(shape)}`);
    }
  }
  for (const name of found.keys()) if (!expected.has(name)) problems.extra.push(name);
  const lists = Object.entries(problems).filter(([, names]) => names.length > 0);
  if (lists.length === 0) return;
  const each = lists.map(([kind, names]) =>
    say(`error.plm.${kind as keyof typeof problems}`, { count: names.length, names: names.join('; ') }),
  );
  throw AppError.of(
    'bad-input',
    'error.plm.tensors',
    { where, lists: { each, between: '\n' } },
    { file: where, ...problems },
  );
}
