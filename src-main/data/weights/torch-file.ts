/**
 * PyTorch weight files (`.bin`, `.pt`, `.pth`): the zip format since 1.6 and the stream before it. Only tensors
 * are read, by a pickle reader that can run no code; the storages stay on disk until a tensor is asked for.
 */
import { say } from '#shared/messages/said.ts';
import { ByteFile } from './byte-file.ts';
import { DTYPES } from './dtypes.ts';
import { PickleError } from './pickle-cursor.ts';
import { readPickle, type PickleValue } from './pickle-reader.ts';
import { elementCount, type DtypeName, type TensorFile } from './tensor-file.ts';
import {
  bytesPerElement,
  storageOf,
  TORCH_GLOBALS,
  TorchStorage,
  TorchTensor,
  viewToFloat32,
  viewToInt32,
} from './torch-tensors.ts';
import { readZipDirectory, zipDataOffset, type ZipEntry } from './zip-directory.ts';

/** Where a state dict hides in a checkpoint; the first that holds tensors is taken. */
const STATE_DICT_KEYS = ['state_dict', 'model_state_dict', 'model'];
/** Far above the pickle of any supported model (about 100 KB); guards the memory. */
const MAX_PICKLE_BYTES = 64 << 20;
/** The first pickle of the format before 1.6: `torch.serialization.MAGIC_NUMBER`. */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;

const RULES = { globals: TORCH_GLOBALS, persistent: storageOf };

/** Finds a storage's first byte in the file. */
type Locate = (storage: TorchStorage) => Promise<number>;

/**
 * Opens a PyTorch file and reads its list of tensors.
 * @throws AppError `not-found`, or `bad-input` for a truncated file, a file without tensors, or one whose
 *   pickle asks for anything but tensors (the message names it)
 */
export async function openTorchFile(path: string): Promise<TensorFile> {
  const file = await ByteFile.open(path);
  try {
    const start = new Uint8Array(await file.read(0, Math.min(4, file.size), say('error.part.file')));
    const zip = start[0] === 0x50 && start[1] === 0x4b;
    if (!zip && start[0] !== 0x80) throw file.bad('error.weights.noTorch');
    const { root, locate } = zip ? await openZip(file) : await openLegacy(file);
    return new TorchFile(file, stateDict(file, root), locate);
  } catch (error) {
    await file.close();
    throw error instanceof PickleError ? file.bad(error.key, error.values, {}, error) : error;
  }
}

async function openZip(file: ByteFile): Promise<{ root: PickleValue; locate: Locate }> {
  const entries = await readZipDirectory(file);
  const pickleName = [...entries.keys()].find((name) => name.endsWith('/data.pkl') || name === 'data.pkl');
  if (!pickleName) throw file.bad('error.weights.noPickle');
  const folder = pickleName.slice(0, -'data.pkl'.length);
  const order = entries.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(await readEntry(file, order)) === 'big') {
    throw file.bad('error.weights.bigEndian');
  }
  const pickle = await readEntry(file, entries.get(pickleName) as ZipEntry);
  const root = readPickle(new Uint8Array(pickle), RULES).value;
  const locate = async (storage: TorchStorage) => {
    const entry = entries.get(`${folder}data/${storage.key}`);
    const needed = storage.elements * DTYPES[storage.dtype].bytes;
    if (!entry) throw file.bad('error.weights.noStorage', { storage: storage.key });
    if (entry.size < needed)
      throw file.bad('error.weights.storageBytes', {
        bytes: entry.size,
        needed,
        storage: storage.key,
      });
    return zipDataOffset(file, entry);
  };
  return { root, locate };
}

async function readEntry(file: ByteFile, entry: ZipEntry): Promise<ArrayBuffer> {
  if (entry.size > MAX_PICKLE_BYTES)
    throw file.bad('error.weights.partTooLarge', { name: entry.name, bytes: entry.size });
  return file.read(await zipDataOffset(file, entry), entry.size, entry.name);
}

/** Five pickles (magic, version, system, object, storage keys), then per key a 64-bit count and the elements. */
async function openLegacy(file: ByteFile): Promise<{ root: PickleValue; locate: Locate }> {
  const head = new Uint8Array(
    await file.read(0, Math.min(file.size, MAX_PICKLE_BYTES), say('error.part.pickles')),
  );
  const storages = new Map<string, TorchStorage>();
  const remember = (id: PickleValue) => {
    const storage = storageOf(id);
    storages.set(storage.key, storage);
    return storage;
  };
  const rules = { globals: TORCH_GLOBALS, persistent: remember };
  const magic = readPickle(head, rules);
  if (magic.value !== LEGACY_MAGIC) throw file.bad('error.weights.otherPickle');
  const version = readPickle(head, rules, magic.end);
  const system = readPickle(head, rules, version.end);
  const root = readPickle(head, rules, system.end);
  const keys = readPickle(head, rules, root.end);
  const offsets = new Map<string, number>();
  let at = keys.end;
  for (const key of Array.isArray(keys.value) ? keys.value : []) {
    const storage = storages.get(String(key));
    if (!storage) throw file.bad('error.weights.unusedStorage', { storage: String(key) });
    offsets.set(storage.key, at + 8);
    at += 8 + storage.elements * DTYPES[storage.dtype].bytes;
  }
  if (at > file.size) {
    throw file.bad(
      'error.weights.tensorsTruncated',
      { end: at, size: file.size },
      { expectedBytes: at, actualBytes: file.size },
    );
  }
  const locate = async (storage: TorchStorage) => {
    const offset = offsets.get(storage.key);
    if (offset === undefined) throw file.bad('error.weights.noStorage', { storage: storage.key });
    return offset;
  };
  return { root: root.value, locate };
}

/** The tensors of the state dict, sorted by name; values of other kinds beside them are left out. */
function stateDict(file: ByteFile, root: PickleValue): Map<string, TorchTensor> {
  const candidates = [
    root,
    ...STATE_DICT_KEYS.map((key) => (root instanceof Map ? root.get(key) : undefined)),
  ];
  for (const candidate of candidates) {
    if (!(candidate instanceof Map)) continue;
    const tensors = [...candidate].filter(
      (pair): pair is [string, TorchTensor] => typeof pair[0] === 'string' && pair[1] instanceof TorchTensor,
    );
    if (tensors.length > 0) return new Map(tensors.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  throw file.bad('error.weights.noTensors', { keys: STATE_DICT_KEYS.join(', ') });
}

class TorchFile implements TensorFile {
  readonly path: string;
  readonly metadata = {};
  readonly #file: ByteFile;
  readonly #tensors: Map<string, TorchTensor>;
  readonly #locate: Locate;

  constructor(file: ByteFile, tensors: Map<string, TorchTensor>, locate: Locate) {
    this.path = file.path;
    this.#file = file;
    this.#tensors = tensors;
    this.#locate = locate;
  }

  names(): string[] {
    return [...this.#tensors.keys()];
  }
  has(name: string): boolean {
    return this.#tensors.has(name);
  }
  shape(name: string): number[] {
    return [...this.#tensor(name).shape];
  }
  dtype(name: string): DtypeName {
    return this.#tensor(name).storage.dtype;
  }
  async read(name: string): Promise<Float32Array> {
    return viewToFloat32(this.#tensor(name), await this.#bytes(name));
  }
  async readInts(name: string): Promise<Int32Array> {
    return viewToInt32(this.#tensor(name), await this.#bytes(name));
  }
  async close(): Promise<void> {
    await this.#file.close();
  }

  async #bytes(name: string): Promise<ArrayBuffer> {
    const tensor = this.#tensor(name);
    if (elementCount(tensor.shape) === 0) return new ArrayBuffer(0);
    const width = bytesPerElement(tensor);
    const start = (await this.#locate(tensor.storage)) + tensor.offset * width;
    return this.#file.read(start, (tensor.end - tensor.offset) * width, say('error.part.tensor', { name }));
  }
  #tensor(name: string): TorchTensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new RangeError(`${this.path} has no tensor ${name}.`);
    return tensor;
  }
}
