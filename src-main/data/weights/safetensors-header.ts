/**
 * The JSON header of a safetensors file, checked hard before any tensor is read: format of
 * https://huggingface.co/docs/safetensors (8 bytes length, JSON, then the tensors without gaps).
 */
import { say } from '#shared/messages/said.ts';
import type { ByteFile } from './byte-file.ts';
import { DTYPES, isDtypeName } from './dtypes.ts';
import { elementCount, formatShape, type DtypeName } from './tensor-file.ts';

export interface TensorEntry {
  dtype: DtypeName;
  shape: number[];
  /** Absolute position in the file, and number of bytes. */
  offset: number;
  bytes: number;
}

export interface SafetensorsHeader {
  metadata: Record<string, string>;
  entries: Map<string, TensorEntry>;
}

/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;

/** @throws AppError `bad-input` that names the file and the tensor */
export async function readSafetensorsHeader(file: ByteFile): Promise<SafetensorsHeader> {
  const length = Number(
    new BigUint64Array(await file.read(0, LENGTH_BYTES, say('error.part.headerLength')))[0],
  );
  if (length > MAX_HEADER_BYTES || length < 2) {
    throw file.bad('error.weights.headerLength', { length });
  }
  const json = parseJson(file, await file.read(LENGTH_BYTES, length, say('error.part.header')));
  const start = LENGTH_BYTES + length;
  const { __metadata__: metadata = {}, ...tensors } = json;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw file.bad('error.weights.metadata');
  }
  const entries = new Map<string, TensorEntry>();
  for (const name of Object.keys(tensors).sort())
    entries.set(name, parseEntry(file, name, tensors[name], start));
  checkContiguous(file, entries, start);
  return { metadata: metadata as Record<string, string>, entries };
}

function parseJson(file: ByteFile, bytes: ArrayBuffer): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw file.bad('error.weights.headerJson', {}, {}, error);
  }
  if (!isRecord(json)) throw file.bad('error.weights.headerObject');
  return json;
}

function parseEntry(file: ByteFile, name: string, value: unknown, start: number): TensorEntry {
  if (!isRecord(value)) throw file.bad('error.weights.noObject', { name });
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtypeName(dtype)) throw file.bad('error.weights.dtype', { name, dtype: String(dtype) });
  if (!isSizeList(shape)) throw file.bad('error.weights.noShape', { name });
  if (!isSizeList(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw file.bad('error.weights.noOffsets', { name });
  }
  const bytes = offsets[1] - offsets[0];
  const needed = elementCount(shape) * DTYPES[dtype].bytes;
  if (needed !== bytes) {
    throw file.bad('error.weights.tensorBytes', { name, shape: formatShape(shape), dtype, needed, bytes });
  }
  return { dtype, shape, offset: start + offsets[0], bytes };
}

/** No gap, no overlap, and the last tensor ends where the file does. */
function checkContiguous(file: ByteFile, entries: Map<string, TensorEntry>, start: number): void {
  const ordered = [...entries].sort(([, a], [, b]) => a.offset - b.offset || a.bytes - b.bytes);
  let end = start;
  for (const [name, entry] of ordered) {
    if (entry.offset !== end) {
      throw file.bad('error.weights.tensorAt', { name, at: entry.offset - start, due: end - start });
    }
    end += entry.bytes;
  }
  if (end > file.size) {
    throw file.bad(
      'error.weights.headerTruncated',
      { end, size: file.size },
      { expectedBytes: end, actualBytes: file.size },
    );
  }
  if (end < file.size) {
    throw file.bad('error.weights.bytesAfter', { bytes: file.size - end });
  }
}

function isSizeList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
