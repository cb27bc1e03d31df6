/**
 * Reads the artifact of an `import-dataset` or `derive-dataset` stage: its summary, the news texts as streams of lines,
 * and each split as typed arrays. Written by src-main/data/mind and src-main/data/subset; nothing is checked here that
 * these have checked.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { datasetSummarySchema, type DatasetSummary } from '#shared/trainer-protocol/messages.ts';
import { readTextLines, textLines } from './text-lines.ts';
import { readTyped } from './typed-file.ts';

export const SPLITS = ['train', 'dev', 'test'] as const;
export type SplitName = (typeof SPLITS)[number];

/** Label of a candidate whose split has none (MIND's test). */
export const ABSENT_LABEL = 255;

/** How many entries the arrays of a split have; `histories` counts the clicked news in all of them. */
const splitCountsSchema = z.object({
  impressions: z.int(),
  histories: z.int(),
  candidates: z.int(),
  clicks: z.int(),
});
export type SplitCounts = z.infer<typeof splitCountsSchema>;

/** `dataset.json`: the summary, and the counts of each split. */
export const datasetFileSchema = datasetSummarySchema.extend({
  newsCount: z.int(),
  userCount: z.int(),
  counts: z.partialRecord(z.enum(SPLITS), splitCountsSchema),
});
export type DatasetFile = z.infer<typeof datasetFileSchema>;

/** The impressions of one split; impression i owns `history[historyOffsets[i] .. historyOffsets[i + 1])`, likewise candidates. */
export interface SplitData {
  split: SplitName;
  impressions: number;
  labelled: boolean;
  /** Read on demand: only predictions and exports need them. */
  impressionIds(): Promise<string[]>;
  /** [impressions] index of the user. */
  users: Int32Array;
  /** [impressions] epoch seconds (UTC). */
  times: Float64Array;
  /** [impressions + 1] */
  historyOffsets: Float64Array;
  /** News indices, oldest click first. */
  history: Int32Array;
  /** [impressions + 1] */
  candidateOffsets: Float64Array;
  /** News indices, in file order. */
  candidates: Int32Array;
  /** 1 clicked, 0 not, `ABSENT_LABEL` unknown; one per candidate. */
  labels: Uint8Array;
  /** What the import left out of the candidates; empty for nearly all data. */
  dropped(): Promise<DroppedCandidates>;
}

/** Candidates without a news row: a prediction file must still rank them. */
export interface DroppedCandidates {
  /** Pairs (impression index, position among the candidates of the file), flat, ascending. */
  positions: Int32Array;
  /** Impressions left out because no candidate was known: they stood before impression `before`. */
  impressions: { before: number; id: string; candidates: number }[];
}

export interface Dataset {
  dir: string;
  summary: DatasetSummary;
  newsCount: number;
  userCount: number;
  newsIds(): Promise<string[]>;
  categories(): Promise<string[]>;
  /** One line per news, in the order of its index; constant memory. */
  titles(): AsyncIterable<string>;
  /** Ninth column or abstract; an empty line where there is none; constant memory. */
  bodies(): AsyncIterable<string>;
  /** Text of other domains, one document per line; undefined where the source had none. */
  generalText(): AsyncIterable<string> | undefined;
  /** A file carried over from the source (`vocab.txt`, `tokenizer.json`, `world.json`), if it was there. */
  file(name: 'vocab.txt' | 'tokenizer.json' | 'world.json' | 'general.txt'): string | undefined;
  /** Undefined when the dataset lacks this split. */
  split(name: SplitName): Promise<SplitData | undefined>;
}

/** @throws AppError `corrupt` when the folder holds no dataset of this version. */
export async function openDataset(dir: string): Promise<Dataset> {
  const parsed = await readDatasetFile(join(dir, 'dataset.json'));
  const present = (name: string): string | undefined =>
    existsSync(join(dir, name)) ? join(dir, name) : undefined;
  return {
    dir,
    summary: datasetSummarySchema.parse(parsed),
    newsCount: parsed.newsCount,
    userCount: parsed.userCount,
    newsIds: () => readTextLines(join(dir, 'news-ids.txt')),
    categories: () => readTextLines(join(dir, 'categories.txt')),
    titles: () => textLines(join(dir, 'titles.txt')),
    bodies: () => textLines(join(dir, 'bodies.txt')),
    generalText: () => (present('general.txt') ? textLines(join(dir, 'general.txt')) : undefined),
    file: present,
    split: async (name) => {
      const entry = parsed.splits.find((split) => split.split === name);
      return entry && readSplit(join(dir, name), name, entry.labelled);
    },
  };
}

async function readDatasetFile(path: string): Promise<DatasetFile> {
  try {
    return datasetFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw AppError.of('corrupt', 'error.dataset.none', { path }, { path }, cause);
  }
}

async function readSplit(dir: string, split: SplitName, labelled: boolean): Promise<SplitData> {
  const [users, times, historyOffsets, history, candidateOffsets, candidates, labels] = await Promise.all([
    readTyped(join(dir, 'users.i32'), 'i32'),
    readTyped(join(dir, 'times.f64'), 'f64'),
    readTyped(join(dir, 'history-offsets.f64'), 'f64'),
    readTyped(join(dir, 'history.i32'), 'i32'),
    readTyped(join(dir, 'candidate-offsets.f64'), 'f64'),
    readTyped(join(dir, 'candidates.i32'), 'i32'),
    readTyped(join(dir, 'labels.u8'), 'u8'),
  ]);
  const impressions = users.length;
  if (
    times.length !== impressions ||
    historyOffsets.length !== impressions + 1 ||
    candidateOffsets.length !== impressions + 1 ||
    history.length !== historyOffsets[impressions] ||
    candidates.length !== candidateOffsets[impressions] ||
    labels.length !== candidates.length
  ) {
    throw AppError.of('corrupt', 'error.dataset.arrays', { dir }, { dir });
  }
  return {
    split,
    impressions,
    labelled,
    impressionIds: () => readTextLines(join(dir, 'impression-ids.txt')),
    users,
    times,
    historyOffsets,
    history,
    candidateOffsets,
    candidates,
    labels,
    dropped: () => readDropped(dir),
  };
}

async function readDropped(dir: string): Promise<DroppedCandidates> {
  const [positions, lines] = await Promise.all([
    readTyped(join(dir, 'dropped-candidates.i32'), 'i32'),
    readTextLines(join(dir, 'dropped-impressions.txt')),
  ]);
  const impressions = lines.map((line) => {
    const [before, candidates, id] = line.split('\t');
    return { before: Number(before), candidates: Number(candidates), id };
  });
  return { positions, impressions };
}
