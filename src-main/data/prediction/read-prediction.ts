/** Streams the lines of a prediction file, `prediction.txt` or a zip that holds it, and checks each line by itself. */
import { basename } from 'node:path';
import { AppError, badLine } from '#shared/errors.ts';
import { fileSource, type ByteSource } from '../mind/byte-source.ts';
import { forEachLine, lineBlocks, SPACE } from '../mind/line-blocks.ts';
import { zipSources } from '../mind/zip-file.ts';

export interface PredictedImpression {
  id: string;
  /** 1-based. */
  line: number;
  /** In file order of the candidates; not yet known to be a permutation. */
  ranks: Int32Array;
}

const COMMA = 44;
const OPEN = 91;
const CLOSE = 93;
const MAX_RANK = 1_000_000_000;

/** @throws AppError `bad-input` when the file or the entry is missing */
export async function predictionSource(path: string): Promise<ByteSource> {
  const file = await fileSource(path);
  if (!/\.zip$/i.test(path)) return file;
  const entries = [...(await zipSources(path))].filter(([name]) => !name.startsWith('__MACOSX'));
  const named = entries.filter(([name]) => basename(name) === 'prediction.txt');
  const found = named.length > 0 ? named : entries;
  if (found.length !== 1) {
    throw AppError.of(
      'bad-input',
      'error.prediction.files',
      { file: path, count: entries.length },
      { file: path },
    );
  }
  return found[0][1];
}

/** Batches of lines; one batch is a block of the file. */
export async function* readPrediction(
  source: ByteSource,
  signal?: AbortSignal,
): AsyncGenerator<PredictedImpression[]> {
  for await (const block of lineBlocks(source, signal)) {
    const batch: PredictedImpression[] = [];
    forEachLine(block, (bytes, start, end, line) =>
      batch.push(readLine(source.name, bytes, start, end, line)),
    );
    yield batch;
  }
}

/** Whether the ranks are 1 ... n, each once. */
export function isPermutation(ranks: Int32Array): boolean {
  const seen = new Uint8Array(ranks.length);
  for (const rank of ranks) {
    if (rank < 1 || rank > ranks.length || seen[rank - 1] === 1) return false;
    seen[rank - 1] = 1;
  }
  return true;
}

function readLine(
  file: string,
  bytes: Buffer,
  start: number,
  end: number,
  line: number,
): PredictedImpression {
  const malformed = (): AppError => badLine(file, line, 'error.line.prediction');
  let at = start;
  while (at < end && bytes[at] !== SPACE) at += 1;
  const id = bytes.toString('utf8', start, at);
  while (at < end && bytes[at] === SPACE) at += 1;
  let last = end - 1;
  while (last > at && bytes[last] === SPACE) last -= 1;
  if (id === '' || bytes[at] !== OPEN || last <= at || bytes[last] !== CLOSE) throw malformed();
  const ranks: number[] = [];
  let rank = -1;
  for (at += 1; at <= last; at++) {
    const byte = bytes[at];
    if (byte === SPACE) continue;
    if (byte === COMMA || byte === CLOSE) {
      const isEmptyList = byte === CLOSE && ranks.length === 0 && at === last;
      if (rank < 0 && isEmptyList) break;
      if (rank < 0 || (byte === CLOSE && at < last)) throw malformed();
      ranks.push(rank);
      rank = -1;
    } else if (byte >= 48 && byte <= 57 && rank < MAX_RANK / 10) {
      rank = (rank < 0 ? 0 : rank * 10) + byte - 48;
    } else {
      throw malformed();
    }
  }
  return { id, line, ranks: Int32Array.from(ranks) };
}
