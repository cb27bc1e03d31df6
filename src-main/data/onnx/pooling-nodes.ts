/** Additive attention pooling as ONNX nodes: the formula of ml/model/attention-pooling.ts in its overflow-safe form. */
import { linearNodes, type GraphContext } from './linear-nodes.ts';

/** Added to the sum of the exponentials by the published model. */
const EPSILON = 1e-8;
/** The peak of the logits is held here or above, so that `exp(-peak)` stays finite. */
const LOWEST_PEAK = -80;

/**
 * `a = exp(w2 . tanh(W1 x + b1) + b2) * mask; sum a x / (sum a + 1e-8)`. The last map, of one output, stays float32.
 * @param name prefix of `att_fc1` and `att_fc2` @param x `[B, L, D]` @param mask `[B, L]` float32; without it, all count
 * @returns `[B, D]`
 */
export function poolingNodes(
  context: GraphContext,
  name: string,
  x: string,
  mask: string | undefined,
): string {
  const { graph } = context;
  const query = graph.node('Tanh', [linearNodes(context, `${name}.att_fc1`, x)]); // [B, L, Q]
  const logits = graph.node('Squeeze', [
    linearNodes(context, `${name}.att_fc2`, query, 'float32'),
    graph.integers([2]),
  ]); // [B, L]
  const one = graph.scalar(1);
  const visible = mask
    ? graph.node('Add', [
        graph.node('Mul', [logits, mask]),
        graph.node('Mul', [graph.node('Sub', [mask, one]), graph.scalar(1e9)]),
      ])
    : logits;
  const highest = graph.node('ReduceMax', [visible], { axes: [1], keepdims: 1 });
  const peak = graph.node('Max', [highest, graph.scalar(LOWEST_PEAK)]);
  const raised = graph.node('Exp', [graph.node('Min', [graph.node('Sub', [logits, peak]), graph.scalar(0)])]);
  const weights = mask ? graph.node('Mul', [raised, mask]) : raised;
  const sum = graph.node('ReduceSum', [weights, graph.integers([1])], { keepdims: 1 });
  const epsilon = graph.node('Mul', [graph.node('Exp', [graph.node('Neg', [peak])]), graph.scalar(EPSILON)]);
  const shares = graph.node('Div', [weights, graph.node('Add', [sum, epsilon])]);
  const pooled = graph.node('MatMul', [graph.node('Unsqueeze', [shares, graph.integers([1])]), x]); // [B, 1, D]
  return graph.node('Squeeze', [pooled, graph.integers([1])]);
}
