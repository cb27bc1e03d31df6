/**
 * Cuts a byte stream into blocks of whole lines, checked to be UTF-8, and lines into tab-separated columns. Works on bytes
 * only: decoding every line to a string would be the slowest part of an import.
 */
import { isUtf8 } from 'node:buffer';
import { AppError, badLine } from '#shared/errors.ts';
import type { ByteSource } from './byte-source.ts';

export const NEWLINE = 10;
export const RETURN = 13;
export const TAB = 9;
export const SPACE = 32;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Longer ones are no lines but a wrong file; without a bound it would be read into memory whole. */
const MAX_LINE_BYTES = 1 << 26;

export interface LineBlock {
  /** Valid until the next block is asked for. */
  bytes: Buffer;
  /** Whole lines, the last one without its newline, are `bytes[start, end)`. */
  start: number;
  end: number;
  /** 1-based number of the first line. */
  firstLine: number;
  /** Bytes of the source read so far. */
  bytesRead: number;
}

/** @throws AppError `bad-input` on an empty source, bad UTF-8 or an endless line, `stopped` when aborted. */
export async function* lineBlocks(source: ByteSource, signal?: AbortSignal): AsyncGenerator<LineBlock> {
  let buffer = Buffer.allocUnsafe(1 << 21);
  let held = 0;
  let line = 1;
  let bytesRead = 0;
  let start = 0;
  for await (const chunk of source.chunks()) {
    if (signal?.aborted) throw AppError.of('stopped', 'error.read.stopped', { file: source.name });
    if (held + chunk.length > buffer.length) {
      const grown = Buffer.allocUnsafe((held + chunk.length) * 2);
      buffer.copy(grown, 0, 0, held);
      buffer = grown;
    }
    chunk.copy(buffer, held);
    held += chunk.length;
    bytesRead += chunk.length;
    const last = buffer.subarray(0, held).lastIndexOf(NEWLINE);
    if (last < 0) {
      if (held > MAX_LINE_BYTES)
        throw badLine(source.name, line, 'error.line.tooLong', { most: MAX_LINE_BYTES });
      continue;
    }
    if (line === 1) start = byteOrderMark(buffer, last);
    yield checked(source, { bytes: buffer, start, end: last, firstLine: line, bytesRead });
    line += countNewlines(buffer, last + 1);
    buffer.copyWithin(0, last + 1, held);
    held -= last + 1;
    start = 0;
  }
  if (line === 1) start = byteOrderMark(buffer, held);
  if (line === 1 && held === start) {
    throw AppError.of('bad-input', 'error.file.empty', { file: source.name }, { file: source.name });
  }
  if (held > start) yield checked(source, { bytes: buffer, start, end: held, firstLine: line, bytesRead });
}

/** Calls `visit` for each line of a block, without its line end (`\n` or `\r\n`). */
export function forEachLine(
  block: LineBlock,
  visit: (bytes: Buffer, start: number, end: number, line: number) => void,
): void {
  const { bytes, end } = block;
  let line = block.firstLine;
  for (let start = block.start; start <= end; line++) {
    let next = bytes.indexOf(NEWLINE, start);
    if (next < 0 || next > end) next = end;
    visit(bytes, start, next > start && bytes[next - 1] === RETURN ? next - 1 : next, line);
    start = next + 1;
  }
}

/**
 * Finds the tab-separated columns of `bytes[start, end)`: column c is `[bounds[c], bounds[c + 1] - 1)`.
 * @returns the number of columns, also when it is more than `bounds` can hold
 */
export function splitColumns(bytes: Uint8Array, start: number, end: number, bounds: Int32Array): number {
  bounds[0] = start;
  let columns = 0;
  for (let i = start; i < end; i++) if (bytes[i] === TAB) bounds[++columns] = i + 1;
  bounds[++columns] = end + 1;
  return columns;
}

function byteOrderMark(buffer: Buffer, end: number): number {
  return end >= 3 && BYTE_ORDER_MARK.every((byte, i) => buffer[i] === byte) ? 3 : 0;
}

function countNewlines(buffer: Buffer, end: number): number {
  let count = 0;
  for (let at = buffer.indexOf(NEWLINE); at >= 0 && at < end; at = buffer.indexOf(NEWLINE, at + 1))
    count += 1;
  return count;
}

function checked(source: ByteSource, block: LineBlock): LineBlock {
  if (!isUtf8(block.bytes.subarray(block.start, block.end))) {
    forEachLine(block, (bytes, start, end, line) => {
      if (!isUtf8(bytes.subarray(start, end))) throw badLine(source.name, line, 'error.line.notUtf8');
    });
  }
  return block;
}
