/**
 * The directory of a zip file (zip64 too), for PyTorch checkpoints: entries are found by name and read by
 * position, so that a checkpoint of gigabytes is never in memory. Only stored (uncompressed) entries are read,
 * which is all that PyTorch writes. Source: APPNOTE.TXT 6.3.10 sections 4.3 to 4.5.
 */
import { say } from '#shared/messages/said.ts';
import type { ByteFile } from './byte-file.ts';

export interface ZipEntry {
  name: string;
  /** Number of bytes of the stored data. */
  size: number;
  compressed: boolean;
  headerOffset: number;
}

const END_BYTES = 22;
const END64_LOCATOR_BYTES = 20;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 65535;

/**
 * All entries, by name.
 * @throws AppError `bad-input`: no directory at the end (truncated), or a broken one
 */
export async function readZipDirectory(file: ByteFile): Promise<Map<string, ZipEntry>> {
  const { count, offset, size } = await findDirectory(file);
  const view = new DataView(await file.read(offset, size, say('error.part.zipDirectory')));
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > size || view.getUint32(at, true) !== 0x02014b50) {
      throw file.bad('error.weights.zipEntry', { entry: i + 1, count });
    }
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const next = at + CENTRAL_BYTES + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (next > size) throw file.bad('error.weights.zipEntry', { entry: i + 1, count });
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, at + CENTRAL_BYTES, nameBytes));
    const wide = wideFields(view, at + CENTRAL_BYTES + nameBytes, extraBytes);
    // Each 32-bit field that is full has its value in the zip64 extra field, in this order.
    const uncompressed = widen(view.getUint32(at + 24, true), wide);
    const stored = widen(view.getUint32(at + 20, true), wide);
    const headerOffset = widen(view.getUint32(at + 42, true), wide);
    const compressed = view.getUint16(at + 10, true) !== 0 || stored !== uncompressed;
    entries.set(name, { name, size: stored, compressed, headerOffset });
    at = next;
  }
  return entries;
}

/** Where the entry's bytes begin: behind its local header, whose extra field may differ from the directory's. */
export async function zipDataOffset(file: ByteFile, entry: ZipEntry): Promise<number> {
  if (entry.compressed) throw file.bad('error.weights.zipCompressed', { name: entry.name });
  const view = new DataView(
    await file.read(entry.headerOffset, LOCAL_BYTES, say('error.part.headerOf', { name: entry.name })),
  );
  if (view.getUint32(0, true) !== 0x04034b50)
    throw file.bad('error.weights.zipNoEntry', { name: entry.name });
  return entry.headerOffset + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

async function findDirectory(file: ByteFile): Promise<{ count: number; offset: number; size: number }> {
  const tailBytes = Math.min(file.size, END_BYTES + MAX_COMMENT_BYTES);
  const tailStart = file.size - tailBytes;
  const view = new DataView(await file.read(tailStart, tailBytes, say('error.part.zipEnd')));
  for (let at = tailBytes - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) !== tailBytes) continue;
    const locatorAt = at - END64_LOCATOR_BYTES;
    if (locatorAt >= 0 && view.getUint32(locatorAt, true) === 0x07064b50) {
      return readEnd64(file, Number(view.getBigUint64(locatorAt + 8, true)));
    }
    return {
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
  }
  throw file.bad('error.weights.zipTruncated', { size: file.size }, { actualBytes: file.size });
}

async function readEnd64(
  file: ByteFile,
  offset: number,
): Promise<{ count: number; offset: number; size: number }> {
  const view = new DataView(await file.read(offset, 56, say('error.part.zip64')));
  if (view.getUint32(0, true) !== 0x06064b50) throw file.bad('error.weights.zip64');
  return {
    count: Number(view.getBigUint64(32, true)),
    size: Number(view.getBigUint64(40, true)),
    offset: Number(view.getBigUint64(48, true)),
  };
}

/** The 64-bit values of the zip64 extra field, if the entry has one. */
function wideFields(view: DataView, start: number, length: number): number[] {
  const values: number[] = [];
  for (let at = start; at + 4 <= start + length;) {
    const bytes = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1) {
      for (let i = at + 4; i + 8 <= Math.min(at + 4 + bytes, start + length); i += 8) {
        values.push(Number(view.getBigUint64(i, true)));
      }
    }
    at += 4 + bytes;
  }
  return values;
}

function widen(value: number, wide: number[]): number {
  return value === 0xffffffff ? (wide.shift() ?? value) : value;
}
