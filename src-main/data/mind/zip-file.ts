/**
 * Reads entries of a zip file as streams: stored and deflated ones, zip64 too (PKWARE's APPNOTE 6.3). Nothing is unpacked
 * to disk or memory; checksum and length are verified when an entry has been read to its end.
 */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { AppError } from '#shared/errors.ts';
import type { MessageKey } from '#shared/messages/messages.ts';
import { type SaidValues, say } from '#shared/messages/said.ts';
import type { ByteSource } from './byte-source.ts';

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const END64_SIGNATURE = 0x06064b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
/** A 32-bit field with this value is continued in the zip64 extra field. */
const IN_EXTRA_FIELD = 0xffffffff;
const CHUNK_BYTES = 1 << 20;

interface ZipEntry {
  path: string;
  encrypted: boolean;
  method: number;
  crc: number;
  packedBytes: number;
  bytes: number;
  headerAt: number;
}

/** Entries of a zip by their path inside it; directories are left out. */
export async function zipSources(zipPath: string): Promise<Map<string, ByteSource>> {
  const file = await open(zipPath, 'r');
  try {
    const sources = new Map<string, ByteSource>();
    for (const entry of await readDirectory(file, zipPath)) {
      if (entry.path.endsWith('/')) continue;
      const name = `${zipPath}/${entry.path}`;
      sources.set(entry.path, { name, size: entry.bytes, chunks: () => entryChunks(zipPath, name, entry) });
    }
    return sources;
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle, zipPath: string): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - END_BYTES - MAX_COMMENT_BYTES), size, zipPath);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end -= 1;
  if (end < 0) throw damaged(zipPath, 'error.zip.noDirectory');
  let at = tail.readUInt32LE(end + 16);
  let bytes = tail.readUInt32LE(end + 12);
  if (end >= 20 && tail.readUInt32LE(end - 20) === END64_LOCATOR_SIGNATURE) {
    const end64 = Number(tail.readBigUInt64LE(end - 12));
    const record = await readAt(file, end64, end64 + 56, zipPath);
    if (record.readUInt32LE(0) !== END64_SIGNATURE) throw damaged(zipPath, 'error.zip.directory');
    bytes = Number(record.readBigUInt64LE(40));
    at = Number(record.readBigUInt64LE(48));
  }
  const directory = await readAt(file, at, at + bytes, zipPath);
  const entries: ZipEntry[] = [];
  try {
    for (let offset = 0; offset < directory.length;) {
      if (directory.readUInt32LE(offset) !== ENTRY_SIGNATURE) throw damaged(zipPath, 'error.zip.directory');
      const nameEnd = offset + 46 + directory.readUInt16LE(offset + 28);
      const extraEnd = nameEnd + directory.readUInt16LE(offset + 30);
      entries.push(
        withExtraField(directory.subarray(nameEnd, extraEnd), {
          path: directory.toString('utf8', offset + 46, nameEnd),
          encrypted: (directory.readUInt16LE(offset + 8) & 1) === 1,
          method: directory.readUInt16LE(offset + 10),
          crc: directory.readUInt32LE(offset + 16),
          packedBytes: directory.readUInt32LE(offset + 20),
          bytes: directory.readUInt32LE(offset + 24),
          headerAt: directory.readUInt32LE(offset + 42),
        }),
      );
      offset = extraEnd + directory.readUInt16LE(offset + 32);
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw damaged(zipPath, 'error.zip.directory', {}, thrown);
  }
  return entries;
}

/** The zip64 extra field holds, in this order, only those values that did not fit their 32 bits. */
function withExtraField(extra: Buffer, entry: ZipEntry): ZipEntry {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    const wide = (): number => Number(extra.readBigUInt64LE((next += 8) - 8));
    const bytes = entry.bytes === IN_EXTRA_FIELD ? wide() : entry.bytes;
    const packedBytes = entry.packedBytes === IN_EXTRA_FIELD ? wide() : entry.packedBytes;
    const headerAt = entry.headerAt === IN_EXTRA_FIELD ? wide() : entry.headerAt;
    return { ...entry, bytes, packedBytes, headerAt };
  }
  return entry;
}

async function* entryChunks(zipPath: string, name: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.encrypted) throw damaged(name, 'error.zip.encrypted');
  if (entry.method !== 0 && entry.method !== 8) {
    throw damaged(name, 'error.zip.compression', { method: entry.method });
  }
  const start = await dataOffset(zipPath, name, entry);
  let crc = 0;
  let bytes = 0;
  for await (const chunk of unpacked(zipPath, name, entry, start)) {
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    yield chunk;
  }
  if (bytes !== entry.bytes || crc !== entry.crc) throw damaged(name, 'error.zip.checksum');
}

async function* unpacked(
  zipPath: string,
  name: string,
  entry: ZipEntry,
  start: number,
): AsyncGenerator<Buffer> {
  if (entry.packedBytes === 0) return;
  const packed = createReadStream(zipPath, {
    start,
    end: start + entry.packedBytes - 1,
    highWaterMark: CHUNK_BYTES,
  });
  if (entry.method === 0) {
    yield* packed as AsyncIterable<Buffer>;
    return;
  }
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  packed.on('error', (error) => inflate.destroy(error));
  try {
    yield* packed.pipe(inflate) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw damaged(name, 'error.zip.packed', {}, cause);
  } finally {
    packed.destroy();
  }
}

/** The local header repeats the name and has an extra field of its own, so its length is known only from itself. */
async function dataOffset(zipPath: string, name: string, entry: ZipEntry): Promise<number> {
  const file = await open(zipPath, 'r');
  try {
    const header = await readAt(file, entry.headerAt, entry.headerAt + 30, zipPath);
    if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw damaged(name, 'error.zip.header');
    return entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, start: number, end: number, zipPath: string): Promise<Buffer> {
  const { size } = await file.stat();
  if (start < 0 || end > size) throw damaged(zipPath, 'error.zip.outside');
  const bytes = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
  if (bytesRead < bytes.length) throw damaged(zipPath, 'error.zip.short');
  return bytes;
}

function damaged(file: string, key: MessageKey, values?: SaidValues, cause?: unknown): AppError {
  return AppError.of('bad-input', 'error.zip', { file, fault: say(key, values) }, { file }, cause);
}
