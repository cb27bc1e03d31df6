/** The first news of a dataset artifact, for a look at what was imported; reads only as far as needed. */
import { openDataset } from '#data/dataset/dataset.ts';
import { textLines } from '#data/dataset/text-lines.ts';
import path from 'node:path';
import type { DatasetDetail } from '#shared/contract/domain.ts';

const ROWS = 20;

export async function readDatasetSample(folder: string): Promise<DatasetDetail['sample']> {
  const dataset = await openDataset(folder);
  const [ids, categories, titles, bodies] = await Promise.all([
    firstOf(textLines(path.join(folder, 'news-ids.txt'))),
    firstOf(textLines(path.join(folder, 'categories.txt'))),
    firstOf(dataset.titles()),
    firstOf(dataset.bodies()),
  ]);
  return ids.map((id, i) => ({
    id,
    category: categories[i] ?? '',
    title: titles[i] ?? '',
    body: bodies[i] ?? '',
  }));
}

async function firstOf(lines: AsyncIterable<string>): Promise<string[]> {
  const first: string[] = [];
  for await (const line of lines) {
    first.push(line);
    if (first.length === ROWS) break;
  }
  return first;
}
