/**
 * What every weight file looks like to its readers: named tensors, read one at a time. The formats are in
 * `safetensors.ts`, `safetensors-shards.ts` and `torch-file.ts`; `open-weights.ts` chooses between them.
 */

export type TensorData = Float32Array | Int32Array;

/** A tensor in memory, row-major. */
export interface NamedTensor {
  name: string;
  dtype: 'F32' | 'I32';
  shape: number[];
  data: TensorData;
}

/** An open weight file. Names are sorted; nothing but the header is held in memory. */
export interface TensorFile {
  /** The file (for shards: the index), for messages. */
  readonly path: string;
  /** Text pairs stored beside the tensors; empty for PyTorch files. */
  readonly metadata: Readonly<Record<string, string>>;
  names(): string[];
  has(name: string): boolean;
  shape(name: string): number[];
  dtype(name: string): DtypeName;
  /** The tensor as float32, row-major, in memory of its own. Any stored dtype is converted. */
  read(name: string): Promise<Float32Array>;
  /** An integer or boolean tensor as int32; RangeError for a float tensor or a value beyond int32. */
  readInts(name: string): Promise<Int32Array>;
  close(): Promise<void>;
}

/** The names of safetensors; PyTorch storages are mapped to them. */
export type DtypeName =
  'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U64' | 'U32' | 'U16' | 'U8' | 'BOOL';

/** Number of elements; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A shape for messages: `[2, 3]`. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
