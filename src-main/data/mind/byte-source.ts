/** A file to import, on disk or inside a zip, as a stream of bytes with a name to show and a size to count against. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AppError } from '#shared/errors.ts';

const CHUNK_BYTES = 1 << 20;

export interface ByteSource {
  /** As the user would find it: `data/MINDsmall_dev.zip/news.tsv`. */
  name: string;
  /** Bytes that `chunks()` will give. */
  size: number;
  chunks(): AsyncIterable<Buffer>;
}

/** @throws AppError `bad-input` when the file is missing. */
export async function fileSource(path: string): Promise<ByteSource> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw AppError.of('bad-input', 'error.file.gone', { file: path }, { file: path }, cause);
  });
  return { name: path, size, chunks: () => fileChunks(path) };
}

async function* fileChunks(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw AppError.of('bad-input', 'error.file.unreadable', { file: path }, { file: path }, cause);
  }
}

/** The whole source as text, for small files. */
export async function readSourceText(source: ByteSource): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of source.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
