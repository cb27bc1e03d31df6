/** Writes a generated news world in MIND's layout, with bodies, general text, a vocabulary and the known best AUC. */
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { AppError } from '#shared/errors.ts';
import { learnWordPieces, WordCounts } from '#data/vocabulary/learn-word-pieces.ts';
import { mindTime, periods, secondsOf } from './calendar.ts';
import { Catalogue } from './catalogue.ts';
import { clickModelDescription } from './click-model.ts';
import { writeGeneralDocument } from './general-text.ts';
import { newsRow } from './news-row.ts';
import { topicsOfWorld } from './topics.ts';
import { drawReaders, type Impression, type Split, visits } from './visits.ts';

/** Share of the news that is out before the first logged visit. */
const shareBefore = 0.7;
const impressionShare: Readonly<Record<Split, number>> = { train: 0.5, dev: 0.15, test: 0.35 };
const splits: readonly Split[] = ['train', 'dev', 'test'];
/** Upper bound; enough for every word of the world to be one piece. */
const vocabularySize = 2000;

export interface WorldOptions {
  /** Folder to write to; made when missing. */
  outDir: string;
  seed: number;
  /** News items, default 1,200. */
  news?: number;
  /** Users, default 400. */
  users?: number;
  /** Impressions of the three splits together (50% train, 15% dev, 35% test), default 2,400. */
  impressions?: number;
}

export interface WorldSummary {
  seed: number;
  news: number;
  users: number;
  /** Rows of each behaviors.tsv. */
  impressions: Record<Split, number>;
  generalDocuments: number;
  vocabularySize: number;
  topics: number;
  /** Mean over impressions of the AUC of ranking by the true click model: no method can expect more. 0 to 1. */
  bestAuc: { dev: number; test: number };
  clickModel: string;
}

export interface WorldProgress {
  /** What is written now, e.g. "train/behaviors.tsv". */
  file: string;
  done: number;
  total: number;
}

/** @throws AppError `bad-input` when a size is not a whole number large enough to fill a page. */
export async function writeWorld(
  options: WorldOptions,
  onProgress: (progress: WorldProgress) => void = () => {},
): Promise<WorldSummary> {
  const { outDir, seed, news = 1200, users = 400, impressions = 2400 } = options;
  requireWhole('seed', seed, 0);
  requireWhole('news', news, 100);
  requireWhole('users', users, 1);
  requireWhole('impressions', impressions, 10);
  const topics = topicsOfWorld(news);
  const catalogue = new Catalogue(
    seed,
    news,
    topics,
    shareBefore,
    secondsOf(periods.train[0]),
    secondsOf(periods.test[1]),
  );
  const readers = drawReaders(seed, users, catalogue);
  const counts = { train: 0, dev: 0, test: 0 };
  const best = { train: 0, dev: 0, test: 0 };
  for (const split of splits) {
    await mkdir(join(outDir, split), { recursive: true });
    const count = Math.max(1, Math.round(impressions * impressionShare[split]));
    const used = new Uint8Array(news);
    let row = 0;
    await writeLines(
      outDir,
      `${split}/behaviors.tsv`,
      count,
      map(visits(seed, split, count, readers, catalogue), (impression) => {
        for (const n of impression.history) used[n] = 1;
        for (const n of impression.candidates) used[n] = 1;
        best[split] += impression.bestAuc;
        return behaviorsRow(++row, impression);
      }),
      onProgress,
    );
    counts[split] = row;
    // Train lists all news that were out, as a newsroom's archive would; dev and test list what they show.
    const out = catalogue.publishedBy(secondsOf(periods[split][1]));
    const listed = Array.from({ length: out }, (_, n) => n).filter((n) => split === 'train' || used[n]);
    const rows = map(listed, (n) => newsRow(catalogue, n));
    await writeLines(outDir, `${split}/news.tsv`, listed.length, rows, onProgress);
  }

  const words = new WordCounts();
  const documents = Math.min(20_000, Math.max(1000, 2 * news));
  const general = map(Array.from({ length: documents }).keys(), (d) => {
    const text = writeGeneralDocument(seed, d, topics);
    words.add(text);
    return text;
  });
  await writeLines(outDir, 'general.txt', documents, general, onProgress);
  for (let n = 0; n < Math.min(news, 20_000); n++) {
    const { title, abstract, body } = catalogue.articleFor(n);
    words.add(`${title} ${abstract} ${body}`);
  }
  const pieces = learnWordPieces(words, vocabularySize);
  await writeLines(outDir, 'vocab.txt', pieces.length, pieces, onProgress);

  const summary: WorldSummary = {
    seed,
    news,
    users,
    impressions: counts,
    generalDocuments: documents,
    vocabularySize: pieces.length,
    topics: topics.length,
    bestAuc: { dev: best.dev / counts.dev, test: best.test / counts.test },
    clickModel: clickModelDescription,
  };
  await writeFile(join(outDir, 'world.json'), JSON.stringify(summary, null, 2) + '\n');
  return summary;
}

function requireWhole(name: string, value: number, min: number): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  throw AppError.of('bad-input', 'error.world.whole', { name, value, min });
}

function behaviorsRow(row: number, { reader, timeS, history, candidates, clicked }: Impression): string {
  const past = history.map((n) => `N${n + 1}`).join(' ');
  const shown = candidates.map((n, c) => `N${n + 1}-${clicked[c] ? 1 : 0}`).join(' ');
  return `${row}\tU${reader + 1}\t${mindTime(timeS)}\t${past}\t${shown}`;
}

function* map<A, B>(items: Iterable<A>, f: (item: A) => B): Generator<B> {
  for (const item of items) yield f(item);
}

/** Streams lines with back-pressure, so that a world of any size takes little memory. */
async function writeLines(
  outDir: string,
  file: string,
  total: number,
  lines: Iterable<string>,
  onProgress: (progress: WorldProgress) => void,
): Promise<void> {
  const stream = createWriteStream(join(outDir, file));
  let done = 0;
  for (const line of lines) {
    if (!stream.write(line + '\n')) await once(stream, 'drain');
    if (++done % 1000 === 0) onProgress({ file, done, total });
  }
  stream.end();
  await finished(stream);
  onProgress({ file, done, total });
}
