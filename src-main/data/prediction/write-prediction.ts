/**
 * Writes MIND's `prediction.zip`: one `prediction.txt` with a line `ImpressionID [rank of each candidate in file order]`
 * per impression, best rank 1. Candidates that the import left out are ranked last, so that lines fit the original file.
 */
import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { Zip, ZipDeflate } from 'fflate';
import type { SplitData } from '../dataset/dataset.ts';
import { writeFully } from '../dataset/typed-file.ts';

export interface PredictionLine {
  /** Impression id of `behaviors.tsv`. */
  id: string;
  /** A permutation of 1 ... n. */
  ranks: ArrayLike<number>;
}

const ENTRY_NAME = 'prediction.txt';
const BATCH_CHARACTERS = 1 << 18;
/** The earliest time a zip can hold: equal predictions give equal files. */
const ENTRY_TIME = new Date(1980, 0, 1);

/** Streams the lines into the zip, which appears under its name when it is complete. */
export async function writePredictionZip(
  path: string,
  impressions: Iterable<PredictionLine> | AsyncIterable<PredictionLine>,
): Promise<void> {
  const partial = `${path}.partial`;
  const descriptor = openSync(partial, 'w');
  try {
    await writeEntry(descriptor, impressions);
    closeSync(descriptor);
  } catch (thrown) {
    closeSync(descriptor);
    rmSync(partial, { force: true });
    throw thrown;
  }
  renameSync(partial, path);
}

/**
 * The lines of a whole split in the order of its `behaviors.tsv`.
 * @param ranksOfImpression ranks of the candidates the dataset holds, by impression index
 */
export async function* predictionLines(
  split: SplitData,
  ranksOfImpression: (impression: number) => ArrayLike<number>,
): AsyncGenerator<PredictionLine> {
  const [ids, dropped] = await Promise.all([split.impressionIds(), split.dropped()]);
  let nextImpression = 0;
  let nextPosition = 0;
  for (let i = 0; i <= split.impressions; i++) {
    for (; dropped.impressions[nextImpression]?.before === i; nextImpression++) {
      const { id, candidates } = dropped.impressions[nextImpression];
      yield { id, ranks: Int32Array.from({ length: candidates }, (_, place) => place + 1) };
    }
    if (i === split.impressions) return;
    const positions: number[] = [];
    for (; dropped.positions[nextPosition] === i; nextPosition += 2) {
      positions.push(dropped.positions[nextPosition + 1]);
    }
    yield { id: ids[i], ranks: withDropped(ranksOfImpression(i), positions) };
  }
}

/** Ranks with those of left-out candidates put in: they come last, in file order. */
function withDropped(ranks: ArrayLike<number>, positions: number[]): ArrayLike<number> {
  if (positions.length === 0) return ranks;
  const all = new Int32Array(ranks.length + positions.length);
  positions.forEach((position, i) => (all[position] = ranks.length + 1 + i));
  for (let at = 0, kept = 0; at < all.length; at++) if (all[at] === 0) all[at] = ranks[kept++];
  return all;
}

async function writeEntry(
  descriptor: number,
  impressions: Iterable<PredictionLine> | AsyncIterable<PredictionLine>,
): Promise<void> {
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    writeFully(descriptor, chunk, chunk.length);
  });
  const entry = new ZipDeflate(ENTRY_NAME, { level: 6 });
  entry.mtime = ENTRY_TIME;
  zip.add(entry);
  let text = '';
  for await (const { id, ranks } of impressions) {
    text += `${id} [${Array.prototype.join.call(ranks, ',')}]\n`;
    if (text.length < BATCH_CHARACTERS) continue;
    entry.push(Buffer.from(text));
    text = '';
  }
  entry.push(Buffer.from(text), true);
  zip.end();
}
