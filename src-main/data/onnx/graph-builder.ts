/**
 * An ONNX graph in the making: nodes in the order of the forward pass, weights that are read when the file is written, and
 * the file itself. Which nodes make an encoder is the business of the graphs beside this file.
 */
import { open } from 'node:fs/promises';
import { elementCount } from '../weights/tensor-file.ts';
import { MessageWriter, type LazyBytes, type Part } from './message-writer.ts';
import {
  BYTES_PER_ELEMENT,
  modelMessage,
  nodeMessage,
  tensorMessage,
  valueMessage,
  type Attribute,
  type Dimension,
  type OnnxType,
} from './onnx-messages.ts';

/** Values of a weight; as a function, they are made when they are written. */
export type WeightData = Uint8Array | (() => Promise<Uint8Array>);

const PRODUCER = 'Tiny-NewsRec Lab';

export class GraphBuilder {
  private readonly name: string;
  private readonly nodes: MessageWriter[] = [];
  private readonly weights = new Map<string, MessageWriter>();
  private readonly inputs: MessageWriter[] = [];
  private readonly outputs: MessageWriter[] = [];

  constructor(name: string) {
    this.name = name;
  }

  input(name: string, type: OnnxType, shape: readonly Dimension[]): string {
    this.inputs.push(valueMessage(name, type, shape));
    return name;
  }

  /** Gives an inner value the name of an output. */
  output(name: string, value: string, shape: readonly Dimension[]): void {
    this.add('Identity', [value], {}, [name]);
    this.outputs.push(valueMessage(name, 'float32', shape));
  }

  /** Adds a node of one output. @returns the name of its value */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    return this.nodeOf(operator, inputs, 1, attributes)[0] as string;
  }

  nodeOf(
    operator: string,
    inputs: readonly string[],
    outputCount: number,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string[] {
    const at = this.nodes.length;
    const outputs = Array.from({ length: outputCount }, (_, i) => `${operator}_${at}${i > 0 ? `_${i}` : ''}`);
    this.add(operator, inputs, attributes, outputs);
    return outputs;
  }

  /** Adds a weight once; the same name again is the same weight. */
  weight(name: string, type: OnnxType, shape: readonly number[], data: WeightData): string {
    if (!this.weights.has(name)) {
      const byteLength = elementCount(shape) * BYTES_PER_ELEMENT[type];
      this.weights.set(name, tensorMessage(name, type, shape, lazily(name, byteLength, data)));
    }
    return name;
  }

  /** A small float constant. */
  scalar(value: number): string {
    return this.weight(`constant_${value}`, 'float32', [], bytesOf(Float32Array.of(value)));
  }

  /** A constant list of integers (axes, shapes). */
  integers(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.weight(`integers_${values.join('_')}`, 'int64', [values.length], bytesOf(data));
  }

  /** Bytes of the file that `write()` makes. */
  byteLength(metadata: Readonly<Record<string, string>> = {}): number {
    return this.message(metadata).byteLength;
  }

  /**
   * Writes the model, one weight at a time.
   * @param metadata text pairs that viewers show
   * @returns bytes written
   */
  async write(file: string, metadata: Readonly<Record<string, string>> = {}): Promise<number> {
    const model = this.message(metadata);
    const handle = await open(file, 'wx');
    try {
      for (const part of model.parts) {
        const bytes = part instanceof Uint8Array ? part : await part.load();
        for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done)).bytesWritten;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    return model.byteLength;
  }

  private message(metadata: Readonly<Record<string, string>>): MessageWriter {
    const graph = new MessageWriter();
    for (const node of this.nodes) graph.message(1, node);
    graph.text(2, this.name);
    for (const weight of this.weights.values()) graph.message(5, weight);
    for (const input of this.inputs) graph.message(11, input);
    for (const output of this.outputs) graph.message(12, output);
    return modelMessage(graph, { name: PRODUCER, version: '1' }, metadata);
  }

  private add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    outputs: readonly string[],
  ): void {
    const name = `${operator}_${this.nodes.length}`;
    this.nodes.push(nodeMessage({ name, operator, inputs, outputs, attributes }));
  }
}

/** The bytes of a typed array, without a copy; every machine that runs Node is little-endian, as ONNX's raw data are. */
export const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function lazily(name: string, byteLength: number, data: WeightData): Part {
  const check = (bytes: Uint8Array): Uint8Array => {
    if (bytes.byteLength === byteLength) return bytes;
    throw new RangeError(`Weight ${name} has ${bytes.byteLength} bytes, its shape needs ${byteLength}.`);
  };
  if (data instanceof Uint8Array) return check(data);
  const lazy: LazyBytes = { byteLength, load: async () => check(await data()) };
  return lazy;
}
