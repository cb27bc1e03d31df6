import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { openDataset } from '#data/dataset/dataset.ts';
import { importMind } from '#data/mind/import-mind.ts';
import { predictionLines, writePredictionZip } from '#data/prediction/write-prediction.ts';
import { behaviorRow, folder, lines, NEWS } from '../mind/small-mind.ts';

function predictionText(path: string): string {
  return Buffer.from(unzipSync(readFileSync(path))['prediction.txt']).toString();
}

test("writePredictionZip() writes MIND's lines, and equal bytes for equal predictions", async () => {
  const dir = folder({});
  const impressions = [
    { id: '1', ranks: [2, 1, 3] },
    { id: 'x7', ranks: Int32Array.of(1) },
  ];
  await writePredictionZip(join(dir, 'a.zip'), impressions);
  await writePredictionZip(join(dir, 'b.zip'), impressions);
  expect(predictionText(join(dir, 'a.zip'))).toBe('1 [2,1,3]\nx7 [1]\n');
  expect(readFileSync(join(dir, 'a.zip'))).toEqual(readFileSync(join(dir, 'b.zip')));
});

test('writePredictionZip() writes more lines than one batch', async () => {
  const path = join(folder({}), 'many.zip');
  const ranks = Int32Array.from({ length: 40 }, (_, i) => i + 1);
  const ids = Array.from({ length: 10_000 }, (_, i) => String(i));
  await writePredictionZip(
    path,
    ids.map((id) => ({ id, ranks })),
  );
  expect(predictionText(path).split('\n')).toHaveLength(10_001);
});

test('writePredictionZip() leaves no file behind when the ranks cannot be had', async () => {
  const path = join(folder({}), 'none.zip');
  const failing = function* () {
    yield { id: '1', ranks: [1] };
    throw new Error('no model');
  };
  await expect(writePredictionZip(path, failing())).rejects.toThrow('no model');
  expect(() => readFileSync(path)).toThrow();
  expect(() => readFileSync(`${path}.partial`)).toThrow();
});

test('predictionLines() ranks candidates that the import left out last, in their places', async () => {
  const behaviors = lines(
    behaviorRow(4, 'U1', '', 'N9-1 N8-0'),
    behaviorRow(5, 'U1', 'N1', 'N9-0 N1-1 N8-0 N2-0'),
    behaviorRow(6, 'U1', '', 'N3-0'),
    behaviorRow(7, 'U1', '', 'N9-0'),
  );
  const outDir = folder({});
  await importMind(folder({ 'news.tsv': NEWS, 'behaviors.tsv': behaviors }), outDir);
  const train = await (await openDataset(outDir)).split('train');
  if (!train) throw new Error('no split');
  const found: string[] = [];
  for await (const { id, ranks } of predictionLines(train, (i) => [[2, 1], [1]][i])) {
    found.push(`${id} ${Array.from(ranks).join(',')}`);
  }
  expect(found).toEqual(['4 1,2', '5 3,2,4,1', '6 1', '7 1']);
});
