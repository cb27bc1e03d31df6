/** A file read by position: every short read is a "truncated" error that names the file and both byte counts. */
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '#shared/errors.ts';

/** One read call of the operating system carries at most 2 GiB; stay well below. */
const MAX_READ_BYTES = 1 << 30;

export class ByteFile {
  readonly path: string;
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  /** @throws AppError `not-found` for a missing file, `bad-input` for one that cannot be read */
  static async open(path: string): Promise<ByteFile> {
    try {
      const handle = await open(path, 'r');
      const stat = await handle.stat();
      if (stat.isFile()) return new ByteFile(path, stat.size, handle);
      await handle.close();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOENT')
        throw new AppError('not-found', `There is no file ${path}.`, { file: path }, error);
      throw new AppError('bad-input', `${path} cannot be read (${code}).`, { file: path }, error);
    }
    throw new AppError('bad-input', `${path} is not a file.`, { file: path });
  }

  /**
   * `length` bytes from `offset`, in an ArrayBuffer of their own (so that typed views are aligned).
   * @param what names the part in the error, as in "tensor a.weight"
   */
  async read(offset: number, length: number, what: string): Promise<ArrayBuffer> {
    if (offset + length > this.size) {
      throw this.bad(
        `is truncated: ${what} ends at byte ${offset + length}, but the file has ${this.size} bytes. Copy or download it again.`,
        { expectedBytes: offset + length, actualBytes: this.size },
      );
    }
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const wanted = Math.min(length - done, MAX_READ_BYTES);
      const { bytesRead } = await this.#handle.read(bytes, done, wanted, offset + done);
      if (bytesRead === 0)
        throw this.bad(`became shorter while ${what} was read. Copy or download it again.`);
      done += bytesRead;
    }
    return bytes.buffer;
  }

  /** A `bad-input` error whose message starts with the path. */
  bad(message: string, details: Record<string, unknown> = {}, cause?: unknown): AppError {
    return new AppError('bad-input', `${this.path} ${message}`, { file: this.path, ...details }, cause);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
