/**
 * The PLM as ONNX nodes, in the order of ml/model/plm.ts: embeddings, then post-norm transformer layers with erf-GELU and,
 * for UniLMv2, the relative position bias. Without dropout: an exported model does not train.
 */
import { relativePositionBucket } from '#shared/relative-position.ts';
import { bytesOf } from './graph-builder.ts';
import { linearNodes, lookupNodes, plainWeight, type GraphContext } from './linear-nodes.ts';

/** Added to the scores of padding keys (BERT's choice). */
const PADDING_SCORE = -10000;

/** @param ids `[B, L]` int64 @param mask `[B, L]` float32 @returns hidden states of the last layer, `[B, L, D]` */
export function plmNodes(context: GraphContext, ids: string, mask: string): string {
  const { graph, weights } = context;
  const length = graph.node('Shape', [ids], { start: 1, end: 2 }); // [1]
  const bias = scoreBias(context, length, mask);
  let x = embeddingNodes(context, ids, length);
  for (let i = 0; i < weights.config.layers; i++) x = layerNodes(context, i, x, bias);
  return x;
}

/** Word, position and token-type (all 0) embeddings, summed and normalised. */
function embeddingNodes(context: GraphContext, ids: string, length: string): string {
  const { graph, weights } = context;
  const { maxPositions, hiddenSize } = weights.config;
  const table = (name: string) => `plm.embeddings.${name}_embeddings.weight`;
  const words = lookupNodes(context, table('word'), ids); // [B, L, D]
  // Every token has type 0, so its row is added to the positions once.
  const places = graph.weight('plm.embeddings.places', 'float32', [maxPositions, hiddenSize], async () => {
    const positions = await weights.read(table('position'));
    const types = await weights.read(table('token_type'));
    return bytesOf(positions.map((value, i) => value + types[i % hiddenSize]));
  });
  const place = graph.node('Slice', [places, graph.integers([0]), length, graph.integers([0])]); // [L, D]
  return normNodes(context, 'plm.embeddings', graph.node('Add', [words, place]));
}

/** What is added to the scaled scores: padding, and UniLMv2's bias by relative position; `[B, 1 or heads, L or 1, L]`. */
function scoreBias({ graph, weights }: GraphContext, length: string, mask: string): string {
  const hidden = graph.node('Mul', [graph.node('Sub', [graph.scalar(1), mask]), graph.scalar(PADDING_SCORE)]);
  const padding = graph.node('Unsqueeze', [hidden, graph.integers([1, 2])]); // [B, 1, 1, L]
  if (weights.config.arch === 'bert') return padding;
  const { heads, maxPositions, relPosBuckets, relPosMaxDistance } = weights.config;
  const offsets = 2 * maxPositions - 1;
  // One row for every offset a text can have, so that the graph needs no logarithm and no rounding of it.
  const byOffset = graph.weight('plm.rel_pos_bias.by_offset', 'float32', [offsets, heads], async () => {
    const bias = await weights.read('plm.rel_pos_bias.weight'); // [heads, buckets]
    const rows = new Float32Array(offsets * heads);
    for (let i = 0; i < offsets; i++) {
      const bucket = relativePositionBucket(i - (maxPositions - 1), relPosBuckets, relPosMaxDistance);
      for (let head = 0; head < heads; head++) rows[i * heads + head] = bias[head * relPosBuckets + bucket];
    }
    return bytesOf(rows);
  });
  const [zero, one, last] = [0, 1, maxPositions - 1].map((value) =>
    graph.weight(`integer_${value}`, 'int64', [], bytesOf(BigInt64Array.of(BigInt(value)))),
  );
  const end = graph.node('Squeeze', [length, graph.integers([0])]);
  const places = graph.node('Range', [zero, end, one]); // [L]
  const keys = graph.node('Unsqueeze', [places, graph.integers([0])]);
  const queries = graph.node('Unsqueeze', [places, graph.integers([1])]);
  const indices = graph.node('Add', [graph.node('Sub', [keys, queries]), last]); // [L, L]
  const pairs = graph.node('Transpose', [graph.node('Gather', [byOffset, indices])], { perm: [2, 0, 1] });
  return graph.node('Add', [graph.node('Unsqueeze', [pairs, graph.integers([0])]), padding]); // [B, A, L, L]
}

function layerNodes(context: GraphContext, index: number, x: string, bias: string): string {
  const { graph } = context;
  const layer = `plm.encoder.layer.${index}`;
  const mixed = linearNodes(
    context,
    `${layer}.attention.output.dense`,
    attentionNodes(context, layer, x, bias),
  );
  const middle = normNodes(context, `${layer}.attention.output`, graph.node('Add', [mixed, x]));
  const inner = geluNodes(context, linearNodes(context, `${layer}.intermediate.dense`, middle)); // [B, L, 4 D]
  const outer = linearNodes(context, `${layer}.output.dense`, inner);
  return normNodes(context, `${layer}.output`, graph.node('Add', [outer, middle]));
}

/** `softmax(query key^T / sqrt(d) + bias) value` per head, the heads side by side again. */
function attentionNodes(context: GraphContext, layer: string, x: string, bias: string): string {
  const { graph, weights } = context;
  const { heads, hiddenSize } = weights.config;
  const size = hiddenSize / heads;
  const split = (part: string, perm: readonly number[]) => {
    const projected = linearNodes(context, `${layer}.attention.self.${part}`, x);
    // 0 keeps the length of that axis.
    return graph.node(
      'Transpose',
      [graph.node('Reshape', [projected, graph.integers([0, 0, heads, size])])],
      {
        perm,
      },
    );
  };
  const query = split('query', [0, 2, 1, 3]); // [B, A, L, d]
  const key = split('key', [0, 2, 3, 1]); // [B, A, d, L]
  const value = split('value', [0, 2, 1, 3]);
  const scaled = graph.node('Mul', [graph.node('MatMul', [query, key]), graph.scalar(1 / Math.sqrt(size))]);
  const shares = graph.node('Softmax', [graph.node('Add', [scaled, bias])], { axis: -1 });
  const merged = graph.node('Transpose', [graph.node('MatMul', [shares, value])], { perm: [0, 2, 1, 3] });
  return graph.node('Reshape', [merged, graph.integers([0, 0, hiddenSize])]);
}

/** `x * Phi(x)` by the error function. */
function geluNodes({ graph }: GraphContext, x: string): string {
  const error = graph.node('Erf', [graph.node('Div', [x, graph.scalar(Math.SQRT2)])]);
  const doubled = graph.node('Mul', [x, graph.node('Add', [error, graph.scalar(1)])]);
  return graph.node('Mul', [doubled, graph.scalar(0.5)]);
}

function normNodes(context: GraphContext, name: string, x: string): string {
  const { graph, weights } = context;
  const inputs = [
    x,
    plainWeight(context, `${name}.LayerNorm.weight`),
    plainWeight(context, `${name}.LayerNorm.bias`),
  ];
  return graph.node('LayerNormalization', inputs, {
    axis: -1,
    epsilon: { float: weights.config.layerNormEps },
  });
}
