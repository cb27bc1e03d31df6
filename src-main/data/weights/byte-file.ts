/** A file read by position: every short read is a "truncated" error that names the file and both byte counts. */
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '#shared/errors.ts';
import type { MessageKey } from '#shared/messages/messages.ts';
import type { SaidValue, SaidValues } from '#shared/messages/said.ts';

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
        throw AppError.of('not-found', 'error.noFile', { file: path }, { file: path }, error);
      throw AppError.of(
        'bad-input',
        'error.file.unreadableCode',
        { file: path, code: String(code) },
        { file: path },
        error,
      );
    }
    throw AppError.of('bad-input', 'error.file.notFile', { file: path }, { file: path });
  }

  /**
   * `length` bytes from `offset`, in an ArrayBuffer of their own (so that typed views are aligned).
   * @param part as the error names it, e.g. "tensor a.weight"
   */
  async read(offset: number, length: number, part: SaidValue): Promise<ArrayBuffer> {
    if (offset + length > this.size) {
      const end = offset + length;
      throw this.bad(
        'error.bytes.truncated',
        { part, end, size: this.size },
        { expectedBytes: end, actualBytes: this.size },
      );
    }
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const wanted = Math.min(length - done, MAX_READ_BYTES);
      const { bytesRead } = await this.#handle.read(bytes, done, wanted, offset + done);
      if (bytesRead === 0) throw this.bad('error.bytes.shorter', { part });
      done += bytesRead;
    }
    return bytes.buffer;
  }

  /** A `bad-input` error. @param key of a text that names the `file` */
  bad(
    key: MessageKey,
    values?: SaidValues,
    details: Record<string, unknown> = {},
    cause?: unknown,
  ): AppError {
    const file = this.path;
    return AppError.of('bad-input', key, { ...values, file }, { file, ...details }, cause);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
