/** The affine map and the embedding table as ONNX nodes, in float32 or in dynamic 8-bit integers. */
import { bytesOf, type GraphBuilder } from './graph-builder.ts';
import { PRODUCT_RANGE, quantiseRows, TABLE_RANGE, transposed, type QuantisedRows } from './quantise.ts';
import { shapeOf, type WeightSource } from './recommender-weights.ts';

export type Precision = 'float32' | 'int8';

/** What the nodes of one graph are made with. */
export interface GraphContext {
  graph: GraphBuilder;
  weights: WeightSource;
  precision: Precision;
  /** 8-bit form of an activation that several maps read: made once. */
  readonly quantised: Map<string, [value: string, scale: string, zeroPoint: string]>;
}

export function graphContext(graph: GraphBuilder, weights: WeightSource, precision: Precision): GraphContext {
  return { graph, weights, precision, quantised: new Map() };
}

/** A tensor as it is stored. */
export function plainWeight({ graph, weights }: GraphContext, name: string): string {
  return graph.weight(name, 'float32', weights.shape(name), async () => bytesOf(await weights.read(name)));
}

/**
 * `x W^T + b` of PyTorch's Linear; W is stored transposed, as MatMul reads it.
 * @param precision default: the graph's; small maps that decide much stay in float32
 */
export function linearNodes(
  context: GraphContext,
  name: string,
  x: string,
  precision = context.precision,
): string {
  const { graph, weights } = context;
  const [outputSize, inputSize] = shapeOf(weights, `${name}.weight`, 2);
  const product =
    precision === 'int8'
      ? integerProduct(context, `${name}.weight`, x)
      : graph.node('MatMul', [
          x,
          graph.weight(`${name}.weight`, 'float32', [inputSize, outputSize], async () =>
            bytesOf(transposed(await weights.read(`${name}.weight`), outputSize)),
          ),
        ]);
  return graph.node('Add', [product, plainWeight(context, `${name}.bias`)]);
}

/** The form that onnxruntime fuses into one product of integers. */
function integerProduct(context: GraphContext, name: string, x: string): string {
  const { graph, weights, quantised } = context;
  const [outputSize, inputSize] = shapeOf(weights, name, 2);
  const rows = once(async () => quantiseRows(await weights.read(name), outputSize, PRODUCT_RANGE));
  const values = graph.weight(`${name}_int8`, 'int8', [inputSize, outputSize], async () =>
    bytesOf(transposed((await rows()).values, outputSize)),
  );
  const scales = graph.weight(`${name}_scale`, 'float32', [outputSize], async () =>
    bytesOf((await rows()).scales),
  );
  let activation = quantised.get(x);
  if (!activation) {
    activation = graph.nodeOf('DynamicQuantizeLinear', [x], 3) as [string, string, string];
    quantised.set(x, activation);
  }
  const [value, scale, zeroPoint] = activation;
  const sum = graph.node('MatMulInteger', [value, values, zeroPoint]);
  return graph.node('Mul', [graph.node('Cast', [sum], { to: 1 }), graph.node('Mul', [scale, scales])]);
}

/** Rows of a table, `[..., D]` for indices `[...]`; as int8 with one scale per row where the graph is quantised. */
export function lookupNodes(context: GraphContext, name: string, indices: string): string {
  const { graph, weights, precision } = context;
  if (precision === 'float32') return graph.node('Gather', [plainWeight(context, name), indices]);
  const [rowCount, width] = shapeOf(weights, name, 2);
  const rows = once(async () => quantiseRows(await weights.read(name), rowCount, TABLE_RANGE));
  const values = graph.weight(`${name}_int8`, 'int8', [rowCount, width], async () =>
    bytesOf((await rows()).values),
  );
  const scales = graph.weight(`${name}_scale`, 'float32', [rowCount, 1], async () =>
    bytesOf((await rows()).scales),
  );
  const found = graph.node('Cast', [graph.node('Gather', [values, indices])], { to: 1 });
  return graph.node('Mul', [found, graph.node('Gather', [scales, indices])]);
}

/** Values and scales are written one after the other: computed for the first, let go after the second. */
function once(compute: () => Promise<QuantisedRows>): () => Promise<QuantisedRows> {
  let held: Promise<QuantisedRows> | undefined;
  return async () => {
    const rows = held ?? compute();
    held = held === undefined ? rows : undefined;
    return rows;
  };
}
