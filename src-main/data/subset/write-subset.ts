/**
 * Writes the dataset artifact that a plan (plan-subset.ts) describes. News keep their numbers and all of them stay:
 * post-training reads the texts, clicked or not. Users are numbered anew, so that only those with impressions are there.
 */
import { constants } from 'node:fs';
import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetSummary } from '#shared/trainer-protocol/messages.ts';
import type { Dataset, DatasetFile, SplitCounts, SplitData } from '../dataset/dataset.ts';
import { LineFileWriter, readTextLines } from '../dataset/text-lines.ts';
import { TypedFileWriter, writeTyped } from '../dataset/typed-file.ts';
import type { SubsetSplit } from './plan-subset.ts';

const NEWS_FILES = ['news-ids.txt', 'titles.txt', 'bodies.txt', 'categories.txt'];
const EXTRA_FILES = ['general.txt', 'vocab.txt', 'tokenizer.json', 'world.json'] as const;

export interface SubsetHooks {
  /** Called after each split with how many are written. */
  onSplit?: (done: number, total: number) => void;
  /** Called between splits; a throw ends the work. */
  check?: () => Promise<void>;
}

/** @param outDir existing or new folder; holds half an artifact when this throws */
export async function writeSubset(
  dataset: Dataset,
  plan: readonly SubsetSplit[],
  outDir: string,
  { onSplit, check }: SubsetHooks = {},
): Promise<DatasetSummary> {
  await mkdir(outDir, { recursive: true });
  const extras = EXTRA_FILES.filter((name) => dataset.file(name) !== undefined);
  for (const name of [...NEWS_FILES, ...extras]) await cloneFile(join(dataset.dir, name), join(outDir, name));
  const users = new UserNumbers(dataset.userCount);
  const counts: DatasetFile['counts'] = {};
  const splits: DatasetSummary['splits'] = [];
  let done = 0;
  for (const { split: name, from, impressions } of plan) {
    await check?.();
    const split = await dataset.split(from);
    if (!split) throw new RangeError(`The plan names the split ${from}, which ${dataset.dir} lacks.`);
    const dir = join(outDir, name);
    counts[name] = impressions
      ? await writeChosen(split, impressions, dir, users)
      : await writeWhole(dataset, split, dir, users);
    splits.push({ split: name, impressions: counts[name].impressions, labelled: split.labelled });
    onSplit?.(++done, plan.length);
  }
  await users.write(join(dataset.dir, 'users.txt'), join(outDir, 'users.txt'));

  const all = Object.values(counts);
  const { statistics, bodies, hasGeneralText } = dataset.summary;
  const summary: DatasetSummary = {
    statistics: {
      ...statistics,
      users: users.count,
      impressions: all.reduce((sum, split) => sum + split.impressions, 0),
      clicks: all.reduce((sum, split) => sum + split.clicks, 0),
    },
    // The import's own counts are the parent's; a choice leaves nothing out by mistake.
    skipped: {},
    bodies,
    splits,
    hasGeneralText,
    bestAuc: bestAucOf(dataset, plan),
  };
  const file: DatasetFile = { ...summary, newsCount: dataset.newsCount, userCount: users.count, counts };
  await writeFile(join(outDir, 'dataset.json'), `${JSON.stringify(file, null, 2)}\n`);
  return summary;
}

/** The parent's users in the order in which the splits name them. */
class UserNumbers {
  count = 0;
  /** [users of the parent] new number + 1; 0: not met yet. */
  readonly #numbers: Int32Array;

  constructor(parentUsers: number) {
    this.#numbers = new Int32Array(parentUsers);
  }

  numberOf(user: number): number {
    if (this.#numbers[user] === 0) this.#numbers[user] = ++this.count;
    return this.#numbers[user] - 1;
  }

  async write(parentFile: string, file: string): Promise<void> {
    const names = await readTextLines(parentFile);
    const ordered = new Array<string>(this.count);
    this.#numbers.forEach((number, user) => number > 0 && (ordered[number - 1] = names[user]));
    await writeFile(file, ordered.map((name) => `${name}\n`).join(''));
  }
}

/** All impressions: the files stay, but for the numbers of the users. */
async function writeWhole(
  dataset: Dataset,
  split: SplitData,
  dir: string,
  users: UserNumbers,
): Promise<SplitCounts> {
  await cp(join(dataset.dir, split.split), dir, { recursive: true, mode: constants.COPYFILE_FICLONE });
  writeTyped(
    join(dir, 'users.i32'),
    'i32',
    split.users.map((user) => users.numberOf(user)) as Int32Array<ArrayBuffer>,
  );
  return {
    impressions: split.impressions,
    histories: split.history.length,
    candidates: split.candidates.length,
    clicks: clicksOf(split.labels),
  };
}

async function writeChosen(
  split: SplitData,
  impressions: Int32Array,
  dir: string,
  users: UserNumbers,
): Promise<SplitCounts> {
  await mkdir(dir, { recursive: true });
  const [ids, dropped] = await Promise.all([split.impressionIds(), split.dropped()]);
  const counts: SplitCounts = { impressions: 0, histories: 0, candidates: 0, clicks: 0 };
  const out = {
    ids: new LineFileWriter(join(dir, 'impression-ids.txt')),
    users: new TypedFileWriter(join(dir, 'users.i32'), 'i32'),
    times: new TypedFileWriter(join(dir, 'times.f64'), 'f64'),
    historyOffsets: new TypedFileWriter(join(dir, 'history-offsets.f64'), 'f64'),
    history: new TypedFileWriter(join(dir, 'history.i32'), 'i32'),
    candidateOffsets: new TypedFileWriter(join(dir, 'candidate-offsets.f64'), 'f64'),
    candidates: new TypedFileWriter(join(dir, 'candidates.i32'), 'i32'),
    labels: new TypedFileWriter(join(dir, 'labels.u8'), 'u8'),
    dropped: new TypedFileWriter(join(dir, 'dropped-candidates.i32'), 'i32'),
    // Impressions without any known candidate belong to no user and no day that the artifact knows.
    droppedImpressions: new LineFileWriter(join(dir, 'dropped-impressions.txt')),
  };
  const { positions } = dropped;
  let nextDropped = 0;
  try {
    out.historyOffsets.push(0);
    out.candidateOffsets.push(0);
    for (const i of impressions) {
      const id = Buffer.from(ids[i]);
      out.ids.write(id, 0, id.length);
      out.users.push(users.numberOf(split.users[i]));
      out.times.push(split.times[i]);
      out.history.append(slice(split.history, split.historyOffsets, i));
      out.candidates.append(slice(split.candidates, split.candidateOffsets, i));
      const labels = slice(split.labels, split.candidateOffsets, i);
      out.labels.append(labels);
      if (split.labelled) counts.clicks += clicksOf(labels);
      while (positions[nextDropped] < i) nextDropped += 2;
      for (; positions[nextDropped] === i; nextDropped += 2) {
        out.dropped.push(counts.impressions);
        out.dropped.push(positions[nextDropped + 1]);
      }
      counts.impressions += 1;
      out.historyOffsets.push(out.history.length);
      out.candidateOffsets.push(out.candidates.length);
    }
  } finally {
    for (const writer of Object.values(out)) writer.close();
  }
  return { ...counts, histories: out.history.length, candidates: out.candidates.length };
}

/** What impression i owns of a flat array; read from a file, so its memory is a plain buffer. */
function slice(values: Int32Array, offsets: Float64Array, i: number): Int32Array<ArrayBuffer>;
function slice(values: Uint8Array, offsets: Float64Array, i: number): Uint8Array<ArrayBuffer>;
function slice(values: Int32Array | Uint8Array, offsets: Float64Array, i: number): Int32Array | Uint8Array {
  return values.subarray(offsets[i], offsets[i + 1]);
}

function clicksOf(labels: Uint8Array): number {
  let clicks = 0;
  for (const label of labels) if (label === 1) clicks += 1;
  return clicks;
}

/** Known of a split as a whole only: another choice of its impressions has another best. */
function bestAucOf(dataset: Dataset, plan: readonly SubsetSplit[]): DatasetSummary['bestAuc'] {
  const known = dataset.summary.bestAuc;
  if (!known) return null;
  const whole = (name: 'dev' | 'test'): boolean =>
    plan.some(({ split, from, impressions }) => split === name && from === name && impressions === null);
  const best = {
    ...(known.dev !== undefined && whole('dev') && { dev: known.dev }),
    ...(known.test !== undefined && whole('test') && { test: known.test }),
  };
  return Object.keys(best).length > 0 ? best : null;
}

/** Shares the bytes with the original where the file system can. */
const cloneFile = (from: string, to: string): Promise<void> => copyFile(from, to, constants.COPYFILE_FICLONE);
