/**
 * Text files of one record per line (UTF-8, ended by `\n` alone): a line reader and a line writer of constant memory.
 * Other line ends that Unicode knows (`\r`, U+2028) are characters of the record.
 */
import { closeSync, createReadStream, openSync } from 'node:fs';
import { AppError } from '#shared/errors.ts';
import { writeFully } from './typed-file.ts';

const NEWLINE = 10;

/**
 * Groups of lines, each some 64 KiB of text: for loops over millions of lines, where one await per line costs too much.
 * @throws AppError `not-found` when the file cannot be read.
 */
export async function* lineBatches(path: string): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  const stream = createReadStream(path, { highWaterMark: 1 << 16 });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const last = chunk.lastIndexOf(NEWLINE);
      if (last < 0) {
        rest.push(chunk);
        continue;
      }
      const text = Buffer.concat([...rest, chunk.subarray(0, last)]).toString('utf8');
      rest = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : [];
      yield text.split('\n');
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw AppError.of('not-found', 'error.file.unreadable', { file: path }, { path }, thrown);
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString('utf8').split('\n');
}

/** Lines one by one. */
export async function* textLines(path: string): AsyncGenerator<string> {
  for await (const batch of lineBatches(path)) yield* batch;
}

/** All lines at once; for files of short records. */
export async function readTextLines(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of lineBatches(path)) for (const line of batch) lines.push(line);
  return lines;
}

/** Writes lines given as bytes, through a fixed buffer. Writes block the caller. */
export class LineFileWriter {
  /** Lines written so far. */
  lines = 0;
  readonly #descriptor: number;
  readonly #buffer = Buffer.allocUnsafe(1 << 18);
  #used = 0;
  #open = true;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'w');
  }

  /** `source[start, end)` as a line; the bytes are UTF-8 without a newline. */
  write(source: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end;) {
      if (this.#used === this.#buffer.length) this.#flush();
      const taken = Math.min(end - at, this.#buffer.length - this.#used);
      this.#buffer.set(source.subarray(at, at + taken), this.#used);
      this.#used += taken;
      at += taken;
    }
    if (this.#used === this.#buffer.length) this.#flush();
    this.#buffer[this.#used++] = NEWLINE;
    this.lines += 1;
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
    writeFully(this.#descriptor, this.#buffer, this.#used);
    this.#used = 0;
  }
}
