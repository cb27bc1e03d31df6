/**
 * The messages of ONNX's schema that a model of ours needs, with the field numbers of onnx.proto3 (onnx/onnx, IR version
 * 8). What stands in a graph is graph-builder.ts's.
 */
import { MessageWriter, type Part } from './message-writer.ts';

/** TensorProto.DataType. */
export const ONNX_TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
export type OnnxType = keyof typeof ONNX_TYPES;

export const BYTES_PER_ELEMENT: Readonly<Record<OnnxType, number>> = {
  float32: 4,
  uint8: 1,
  int8: 1,
  int32: 4,
  int64: 8,
};

/** AttributeProto.AttributeType. */
const ATTRIBUTE = { float: 1, integer: 2, integers: 7 } as const;

/** A float attribute is written as `{ float }`, so that 1.0 does not become an integer. */
export type Attribute = number | readonly number[] | { float: number };

/** A named axis (any length) or a fixed length. */
export type Dimension = string | number;

const IR_VERSION = 8;
/** LayerNormalization came with 17; any onnxruntime since 1.12 runs it. */
export const OPSET = 17;

export function tensorMessage(
  name: string,
  type: OnnxType,
  shape: readonly number[],
  data: Part,
): MessageWriter {
  const tensor = new MessageWriter();
  for (const size of shape) tensor.integer(1, size);
  return tensor.integer(2, ONNX_TYPES[type]).text(8, name).bytes(9, data);
}

export function attributeMessage(name: string, value: Attribute): MessageWriter {
  const attribute = new MessageWriter().text(1, name);
  if (typeof value === 'number') return attribute.integer(3, value).integer(20, ATTRIBUTE.integer);
  if ('float' in value) return attribute.float(2, value.float).integer(20, ATTRIBUTE.float);
  for (const element of value) attribute.integer(8, element);
  return attribute.integer(20, ATTRIBUTE.integers);
}

export interface NodeFields {
  name: string;
  operator: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, Attribute>>;
}

export function nodeMessage({ name, operator, inputs, outputs, attributes }: NodeFields): MessageWriter {
  const node = new MessageWriter();
  for (const input of inputs) node.text(1, input);
  for (const output of outputs) node.text(2, output);
  node.text(3, name).text(4, operator);
  for (const [key, value] of Object.entries(attributes)) node.message(5, attributeMessage(key, value));
  return node;
}

export function valueMessage(name: string, type: OnnxType, shape: readonly Dimension[]): MessageWriter {
  const dimensions = new MessageWriter();
  for (const size of shape) {
    const dimension = new MessageWriter();
    dimensions.message(1, typeof size === 'string' ? dimension.text(2, size) : dimension.integer(1, size));
  }
  const tensorType = new MessageWriter().integer(1, ONNX_TYPES[type]).message(2, dimensions);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensorType));
}

/** @param metadata text pairs shown by viewers of models */
export function modelMessage(
  graph: MessageWriter,
  producer: { name: string; version: string },
  metadata: Readonly<Record<string, string>>,
): MessageWriter {
  const model = new MessageWriter()
    .integer(1, IR_VERSION)
    .text(2, producer.name)
    .text(3, producer.version)
    .message(7, graph)
    .message(8, new MessageWriter().text(1, '').integer(2, OPSET));
  for (const [key, value] of Object.entries(metadata))
    model.message(14, new MessageWriter().text(1, key).text(2, value));
  return model;
}
