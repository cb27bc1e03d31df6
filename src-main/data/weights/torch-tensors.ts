/**
 * What a PyTorch state dict is made of, as the pickle reader may build it: storages and strided views of them.
 * The allow-list of globals is here; whatever is not in it never becomes a value.
 */
import { DTYPES, toFloat32, toInt32 } from './dtypes.ts';
import { PickleError } from './pickle-cursor.ts';
import type { PickleGlobal, PickleValue } from './pickle-reader.ts';
import { elementCount, type DtypeName } from './tensor-file.ts';

/** A storage, named but not read. */
export class TorchStorage {
  readonly key: string;
  readonly dtype: DtypeName;
  readonly elements: number;

  constructor(key: string, dtype: DtypeName, elements: number) {
    this.key = key;
    this.dtype = dtype;
    this.elements = elements;
  }
}

/** A view of a storage: element `i` is at `offset + sum_d i_d * stride_d`. */
export class TorchTensor {
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: number[];
  readonly strides: number[];

  constructor(storage: TorchStorage, offset: number, shape: number[], strides: number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** One past the last element of the storage that the view touches. */
  get end(): number {
    if (elementCount(this.shape) === 0) return this.offset;
    return this.shape.reduce((end, size, d) => end + (size - 1) * this.strides[d], this.offset) + 1;
  }

  /** Row-major and without gaps: the bytes can be used as they are. */
  get contiguous(): boolean {
    let expected = 1;
    for (let d = this.shape.length - 1; d >= 0; d--) {
      if (this.shape[d] !== 1 && this.strides[d] !== expected) return false;
      expected *= this.shape[d];
    }
    return true;
  }
}

const STORAGE_DTYPES: Readonly<Record<string, DtypeName>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

/** A view of this many elements would take 8 GiB; a zero stride could ask for any number. */
const MAX_ELEMENTS = 2 ** 31;

export const TORCH_GLOBALS: ReadonlyMap<string, PickleGlobal> = new Map(
  [
    ...Object.keys(STORAGE_DTYPES).map((name) => ({ qualifiedName: `torch.${name}` })),
    { qualifiedName: 'collections.OrderedDict', call: orderedDict },
    { qualifiedName: 'torch.Size', call: (args: PickleValue[]) => args[0] ?? [] },
    { qualifiedName: 'torch._utils._rebuild_tensor', call: rebuildTensor },
    { qualifiedName: 'torch._utils._rebuild_tensor_v2', call: rebuildTensor },
    // The parameter's own arguments (requires_grad, hooks) do not matter here.
    { qualifiedName: 'torch._utils._rebuild_parameter', call: (args: PickleValue[]) => args[0] ?? null },
  ].map((entry): [string, PickleGlobal] => [entry.qualifiedName, entry]),
);

/** PyTorch's persistent id: `('storage', class, key, device, elements)`; older files add a view, mostly None. */
export function storageOf(id: PickleValue): TorchStorage {
  if (!Array.isArray(id) || id[0] !== 'storage') throw new PickleError('error.pickle.noStorage');
  const [, kind, key, , elements, view] = id;
  const name = (kind as PickleGlobal | null)?.qualifiedName?.replace(/^torch\./, '') ?? '';
  if (!Object.hasOwn(STORAGE_DTYPES, name) || typeof key !== 'string' || !isSize(elements)) {
    throw new PickleError('error.pickle.storage');
  }
  if (view != null) throw new PickleError('error.pickle.views');
  return new TorchStorage(key, STORAGE_DTYPES[name], elements);
}

/** `OrderedDict()` or `OrderedDict([(key, value), ...])`. */
function orderedDict(args: PickleValue[]): PickleValue {
  const pairs = args[0] ?? [];
  if (!Array.isArray(pairs) || !pairs.every((pair) => Array.isArray(pair) && pair.length === 2)) {
    throw new PickleError('error.pickle.pairs');
  }
  return new Map(pairs as [PickleValue, PickleValue][]);
}

/** `(storage, offset, size, stride, ...)`; requires_grad and hooks do not matter here. */
function rebuildTensor([storage, offset, shape, strides]: PickleValue[]): TorchTensor {
  const valid = storage instanceof TorchStorage && isSize(offset) && isSizes(shape) && isSizes(strides);
  if (!valid || shape.length !== strides.length) throw new PickleError('error.pickle.tensor');
  const tensor = new TorchTensor(storage, offset, shape, strides);
  if (tensor.end > storage.elements || elementCount(shape) > MAX_ELEMENTS) {
    throw new PickleError('error.pickle.reaches', {
      end: tensor.end,
      storage: storage.key,
      elements: storage.elements,
    });
  }
  return tensor;
}

/**
 * The values of a view, row-major.
 * @param bytes the part of the storage from the view's first to its last element
 */
export function viewToFloat32(tensor: TorchTensor, bytes: ArrayBuffer): Float32Array {
  const values = toFloat32(bytes, tensor.storage.dtype);
  return tensor.contiguous ? values : gather(tensor, values, new Float32Array(elementCount(tensor.shape)));
}

/** As `viewToFloat32`, for integer storages. */
export function viewToInt32(tensor: TorchTensor, bytes: ArrayBuffer): Int32Array {
  const values = toInt32(bytes, tensor.storage.dtype);
  return tensor.contiguous ? values : gather(tensor, values, new Int32Array(elementCount(tensor.shape)));
}

export function bytesPerElement(tensor: TorchTensor): number {
  return DTYPES[tensor.storage.dtype].bytes;
}

function gather<T extends Float32Array | Int32Array>({ shape, strides }: TorchTensor, from: T, to: T): T {
  const index = shape.map(() => 0);
  let source = 0;
  for (let i = 0; i < to.length; i++) {
    to[i] = from[source];
    // Count up like a milometer, the last dimension fastest.
    for (let d = shape.length - 1; d >= 0; d--) {
      source += strides[d];
      if (++index[d] < shape[d]) break;
      source -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return to;
}

function isSize(value: PickleValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isSizes(value: PickleValue): value is number[] {
  return Array.isArray(value) && value.every(isSize);
}
