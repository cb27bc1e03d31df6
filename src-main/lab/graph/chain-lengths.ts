/** How much work lies between a stage and the end of its graph: the longest chain through it, in rough units. */
import type { StageKind } from '#shared/trainer-protocol/stages.ts';
import type { StageNode } from './stage-node.ts';

/** Only the order matters: training is long, embedding and measuring are short. */
const WEIGHTS: Readonly<Record<StageKind, number>> = {
  'import-dataset': 1,
  'derive-dataset': 1,
  'import-plm': 1,
  tokenize: 1,
  pretrain: 10,
  'post-train': 10,
  'fine-tune': 10,
  embed: 2,
  'stage-one': 10,
  'stage-two': 10,
  adapt: 5,
  tinybert: 15,
  newsbert: 15,
  'mt-bert-teachers': 15,
  'mt-bert': 15,
  evaluate: 1,
  efficiency: 1,
};

/** @param nodes inputs before what needs them. @returns key -> length, the stage itself included */
export function chainLengths(nodes: readonly StageNode[]): Map<string, number> {
  const after = new Map<string, number>();
  const lengths = new Map<string, number>();
  for (const node of [...nodes].reverse()) {
    const length = WEIGHTS[node.config.kind] + (after.get(node.key) ?? 0);
    lengths.set(node.key, length);
    for (const input of Object.values(node.inputs)) after.set(input, Math.max(after.get(input) ?? 0, length));
  }
  return lengths;
}
