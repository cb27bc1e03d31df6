/**
 * Imports a dataset in the MIND layout into the artifact of an `import-dataset` stage, in one pass over each file and in
 * constant memory. What the files mean is in news-importer.ts and split-importer.ts; where they are, in layout.ts.
 */
import { createWriteStream, mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import type { DatasetSummary } from '#shared/trainer-protocol/messages.ts';
import type { DatasetFile } from '../dataset/dataset.ts';
import { LineFileWriter } from '../dataset/text-lines.ts';
import { ByteIndex } from './byte-index.ts';
import { readSourceText, type ByteSource } from './byte-source.ts';
import { findLayout, type MindLayout } from './layout.ts';
import { NewsImporter } from './news-importer.ts';
import { SkipCounter } from './skips.ts';
import { SplitImporter } from './split-importer.ts';

/** `done` of `total` bytes of the phase's file. */
export interface ImportProgress {
  phase: string;
  done: number;
  total: number;
  unit: string;
}

const worldSchema = z.object({
  bestAuc: z.object({ dev: z.number(), test: z.number() }).partial().optional(),
});

/**
 * @param source folder or zip with `news.tsv` and `behaviors.tsv`, itself or in `train/ dev/ test/` or MIND's own folders
 * @param outDir existing or new folder; holds half an artifact when the import fails
 * @throws AppError `bad-input` naming file and line, `stopped` when aborted
 */
export async function importMind(
  source: string,
  outDir: string,
  onProgress?: (progress: ImportProgress) => void,
  signal?: AbortSignal,
): Promise<DatasetSummary> {
  const layout = await findLayout(source);
  mkdirSync(outDir, { recursive: true });
  const track = (file: ByteSource) => (bytes: number) =>
    onProgress?.({ phase: `Read ${file.name}`, done: bytes, total: file.size, unit: 'bytes' });
  const skips = new SkipCounter();
  const bestAuc = await copyExtras(layout, outDir);

  const news = new NewsImporter(outDir, skips);
  try {
    for (const file of layout.news) await news.add(file, track(file), signal);
  } finally {
    news.close();
  }

  const users = new ByteIndex();
  const userFile = new LineFileWriter(join(outDir, 'users.txt'));
  const onUser = (bytes: Buffer, start: number, end: number): void => userFile.write(bytes, start, end);
  const splits: DatasetSummary['splits'] = [];
  const counts: DatasetFile['counts'] = {};
  try {
    for (const { split, source: file } of layout.behaviors) {
      const importer = new SplitImporter(outDir, split, file, { news: news.index, users, skips, onUser });
      await importer.run(track(file), signal);
      counts[split] = importer.counts;
      splits.push({ split, impressions: importer.counts.impressions, labelled: importer.labelled });
    }
  } finally {
    userFile.close();
  }

  const newsCount = news.index.size;
  const all = Object.values(counts);
  const summary: DatasetSummary = {
    statistics: {
      news: newsCount,
      users: users.size,
      impressions: all.reduce((sum, split) => sum + split.impressions, 0),
      clicks: all.reduce((sum, split) => sum + split.clicks, 0),
      meanTitleWords: news.titleWords / newsCount,
      meanBodyWords: news.bodyWords / newsCount,
    },
    skipped: skips.toRecord(),
    bodies: news.bodies,
    splits,
    hasGeneralText: layout.extras.has('general.txt'),
    bestAuc,
  };
  const file: DatasetFile = { ...summary, newsCount, userCount: users.size, counts };
  await writeFile(join(outDir, 'dataset.json'), `${JSON.stringify(file, null, 2)}\n`);
  return summary;
}

/** @returns the best reachable AUC that a generated world knows of itself, or null */
async function copyExtras(layout: MindLayout, outDir: string): Promise<DatasetSummary['bestAuc']> {
  for (const [name, extra] of layout.extras) {
    await pipeline(Readable.from(extra.chunks()), createWriteStream(join(outDir, name)));
  }
  const world = layout.extras.get('world.json');
  if (!world) return null;
  try {
    return worldSchema.parse(JSON.parse(await readSourceText(world))).bestAuc ?? null;
  } catch (cause) {
    throw AppError.of('bad-input', 'error.mind.noWorld', { file: world.name }, { file: world.name }, cause);
  }
}
