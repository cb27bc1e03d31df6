/**
 * Plain arrays of numbers as files: `.i32`, `.f32`, `.f64`, `.u8`, no header, little-endian. Owns reading one in whole
 * and writing one piece by piece; what the numbers mean is the business of the artifact's own reader.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { endianness } from 'node:os';
import { AppError } from '#shared/errors.ts';

export interface TypedArrays {
  i32: Int32Array<ArrayBuffer>;
  f32: Float32Array<ArrayBuffer>;
  f64: Float64Array<ArrayBuffer>;
  u8: Uint8Array<ArrayBuffer>;
}
export type ElementKind = keyof TypedArrays;

const BYTES: Readonly<Record<ElementKind, number>> = { i32: 4, f32: 4, f64: 8, u8: 1 };
/** One read or write call moves less than 2 GiB on every system. */
const MAX_TRANSFER_BYTES = 1 << 29;

const VIEWS: { readonly [K in ElementKind]: (buffer: ArrayBuffer) => TypedArrays[K] } = {
  i32: (buffer) => new Int32Array(buffer),
  f32: (buffer) => new Float32Array(buffer),
  f64: (buffer) => new Float64Array(buffer),
  u8: (buffer) => new Uint8Array(buffer),
};

/** The files are the machine's own memory layout; a big-endian machine would need a swap nobody can test. */
function requireLittleEndian(): void {
  if (endianness() !== 'LE') {
    throw AppError.of('unavailable', 'error.dataset.endian');
  }
}

/**
 * A whole file as one array.
 * @throws AppError `not-found` without the file, `corrupt` when its size is no multiple of the element's.
 */
export async function readTyped<K extends ElementKind>(path: string, kind: K): Promise<TypedArrays[K]> {
  requireLittleEndian();
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw AppError.of('not-found', 'error.dataset.unopened', { path }, { path }, cause);
  });
  try {
    const { size } = await file.stat();
    if (size % BYTES[kind] !== 0) {
      throw AppError.of(
        'corrupt',
        'error.dataset.multiple',
        { path, size, width: BYTES[kind] },
        { path, size },
      );
    }
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size;) {
      const { bytesRead } = await file.read(bytes, at, Math.min(MAX_TRANSFER_BYTES, size - at), at);
      if (bytesRead === 0) throw AppError.of('corrupt', 'error.dataset.ended', { path, at, size }, { path });
      at += bytesRead;
    }
    return VIEWS[kind](bytes.buffer);
  } finally {
    await file.close();
  }
}

/** Appends to a file through a fixed buffer, so that memory does not grow with the file. Writes block the caller. */
export class TypedFileWriter<K extends ElementKind> {
  /** Elements appended so far. */
  length = 0;
  readonly #descriptor: number;
  readonly #elementBytes: number;
  readonly #buffer: TypedArrays[K];
  readonly #bytes: Uint8Array;
  #used = 0;
  #open = true;

  /** @param bufferedElements memory held, in elements */
  constructor(path: string, kind: K, bufferedElements = 1 << 16) {
    requireLittleEndian();
    this.#elementBytes = BYTES[kind];
    const memory = new ArrayBuffer(bufferedElements * this.#elementBytes);
    this.#buffer = VIEWS[kind](memory);
    this.#bytes = new Uint8Array(memory);
    this.#descriptor = openSync(path, 'w');
  }

  push(value: number): void {
    if (this.#used === this.#buffer.length) this.#flush();
    this.#buffer[this.#used++] = value;
    this.length += 1;
  }

  /** The first `count` values of an array. */
  append(values: TypedArrays[K], count = values.length): void {
    for (let at = 0; at < count;) {
      if (this.#used === this.#buffer.length) this.#flush();
      const taken = Math.min(count - at, this.#buffer.length - this.#used);
      this.#buffer.set(values.subarray(at, at + taken), this.#used);
      this.#used += taken;
      at += taken;
    }
    this.length += count;
  }

  /** Writes what is left; calling it twice is harmless. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      this.#flush();
    } finally {
      closeSync(this.#descriptor);
    }
  }

  #flush(): void {
    writeFully(this.#descriptor, this.#bytes, this.#used * this.#elementBytes);
    this.#used = 0;
  }
}

/** One array as one file. */
export function writeTyped<K extends ElementKind>(path: string, kind: K, values: TypedArrays[K]): void {
  const writer = new TypedFileWriter(path, kind);
  try {
    writer.append(values);
  } finally {
    writer.close();
  }
}

/** `writeSync()` may take fewer bytes than it was given. */
export function writeFully(descriptor: number, bytes: Uint8Array, length: number): void {
  for (let at = 0; at < length;) at += writeSync(descriptor, bytes, at, length - at);
}
