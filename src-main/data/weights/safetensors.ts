/**
 * Reads and writes one safetensors file. Reading is lazy, tensor by tensor; writing is deterministic (sorted
 * names, so equal tensors give equal bytes) and atomic (temporary file, fsync, rename).
 */
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { say } from '#shared/messages/said.ts';
import { ByteFile } from './byte-file.ts';
import { toFloat32, toInt32 } from './dtypes.ts';
import { readSafetensorsHeader, type SafetensorsHeader, type TensorEntry } from './safetensors-header.ts';
import { elementCount, formatShape, type TensorData, type TensorFile } from './tensor-file.ts';

/**
 * Opens a safetensors file and checks its whole header.
 * @throws AppError `not-found`, or `bad-input` naming the file and what is wrong with it
 */
export async function openSafetensors(path: string): Promise<TensorFile> {
  const file = await ByteFile.open(path);
  try {
    return new SafetensorsFile(file, await readSafetensorsHeader(file));
  } catch (error) {
    await file.close();
    throw error;
  }
}

class SafetensorsFile implements TensorFile {
  readonly path: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly #file: ByteFile;
  readonly #entries: Map<string, TensorEntry>;

  constructor(file: ByteFile, header: SafetensorsHeader) {
    this.path = file.path;
    this.metadata = header.metadata;
    this.#file = file;
    this.#entries = header.entries;
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }
  has(name: string): boolean {
    return this.#entries.has(name);
  }
  shape(name: string): number[] {
    return [...this.#entry(name).shape];
  }
  dtype(name: string): TensorEntry['dtype'] {
    return this.#entry(name).dtype;
  }
  async read(name: string): Promise<Float32Array> {
    return toFloat32(await this.#bytes(name), this.dtype(name));
  }
  async readInts(name: string): Promise<Int32Array> {
    return toInt32(await this.#bytes(name), this.dtype(name));
  }
  async close(): Promise<void> {
    await this.#file.close();
  }

  #bytes(name: string): Promise<ArrayBuffer> {
    const { offset, bytes } = this.#entry(name);
    return this.#file.read(offset, bytes, say('error.part.tensor', { name }));
  }
  #entry(name: string): TensorEntry {
    const entry = this.#entries.get(name);
    if (!entry) throw new RangeError(`${this.path} has no tensor ${name}.`);
    return entry;
  }
}

/** One tensor to write. A function is called when its turn comes, so that a large model never is in memory whole. */
export interface TensorToWrite {
  name: string;
  shape: readonly number[];
  data: TensorData | (() => Promise<Float32Array>);
}

/**
 * Writes tensors as F32 or I32, replacing `path` in one step: a reader sees the old file or the new one.
 * @param metadata text pairs; keys are sorted
 * @throws RangeError for a name given twice, or data that do not fit their shape
 */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<TensorToWrite>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const sorted = [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
  const temporary = `${path}.${process.pid}.tmp`;
  const handle = await open(temporary, 'w');
  try {
    await writeAll(handle, headerBytes(sorted, metadata));
    for (const tensor of sorted) {
      const data = typeof tensor.data === 'function' ? await tensor.data() : tensor.data;
      checkLength(tensor, data);
      await writeAll(handle, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

function headerBytes(
  tensors: readonly TensorToWrite[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const entries: [string, unknown][] = [];
  const keys = Object.keys(metadata).sort();
  if (keys.length > 0)
    entries.push(['__metadata__', Object.fromEntries(keys.map((key) => [key, metadata[key]]))]);
  let offset = 0;
  for (const [index, { name, shape, data }] of tensors.entries()) {
    if (tensors[index - 1]?.name === name) throw new RangeError(`Tensor ${name} is given twice.`);
    if (typeof data !== 'function') checkLength({ name, shape, data }, data);
    const end = offset + elementCount(shape) * 4;
    const dtype = data instanceof Int32Array ? 'I32' : 'F32';
    entries.push([name, { dtype, shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  // Spaces fill the header up to 8 bytes, so that the tensors are aligned in a mapped file.
  const bytes = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ');
  bytes.writeBigUInt64LE(BigInt(bytes.length - 8));
  json.copy(bytes, 8);
  return bytes;
}

function checkLength({ name, shape }: TensorToWrite, data: TensorData): void {
  if (data.length !== elementCount(shape)) {
    throw new RangeError(`Tensor ${name} has ${data.length} values, but its shape is ${formatShape(shape)}.`);
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await handle.write(bytes, done)).bytesWritten;
}

/** Makes the rename itself durable; a file system that cannot sync a folder is left as it is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
