import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bootstrapGroups } from '#lab/compare/bootstrap-groups.ts';
import { resample } from '#lab/compare/resample.ts';
import { bootstrapBlock } from '#lab/stats/bootstrap.ts';
import { groupOf, madeUpRun, sourceOf } from './made-up-runs.ts';

describe('resample()', () => {
  const values = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i));

  it('gives the same draws with any number of threads', async () => {
    const [one, three] = [
      await resample(values, 230, 5, { threads: 1 }),
      await resample(values, 230, 5, { threads: 3 }),
    ];
    expect(three).toEqual(one);
    const blocks = [0, 1, 2, 3, 4].flatMap((block) => [
      ...bootstrapBlock(values, 5, block, block < 4 ? 50 : 30),
    ]);
    expect(one).toEqual(Float64Array.from(blocks).sort());
  });

  it('ends its threads when it is told to', async () => {
    const ending = new AbortController();
    const endless = resample(values, 5_000_000, 5, { threads: 1, signal: ending.signal });
    ending.abort();
    await expect(endless).rejects.toMatchObject({ code: 'stopped' });
  });
});

describe('bootstrapGroups()', () => {
  it.each([
    ['both-classes', 2, 0.15],
    ['all', 3, 0.1],
  ])(
    'takes impressions into the difference as the mean over %s does',
    async (meanOver, impressions, mean) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'bootstrap-'));
      const write = (name: string, auc: readonly number[]): string => {
        mkdirSync(path.join(folder, name));
        const rows = Float32Array.from(auc.flatMap((value) => [value, value, value, value]));
        writeFileSync(path.join(folder, name, 'per-impression.f32'), new Uint8Array(rows.buffer));
        return path.join(folder, name);
      };
      const a = [madeUpRun('a/1/made-up', 1, 0.5, { meanOver, folder: write('a', [0.5, 0.5, NaN]) })];
      const b = [madeUpRun('b/1/made-up', 1, 0.6, { meanOver, folder: write('b', [0.6, 0.7, NaN]) })];
      const groups = { a: groupOf('A', a), b: groupOf('B', b) };
      const found = await bootstrapGroups(sourceOf(a, b), { ...groups, metric: 'auc', draws: 100 });
      expect(found.impressions).toBe(impressions);
      expect(found.difference).toBeCloseTo(mean, 6);
      rmSync(folder, { recursive: true });
    },
  );
});
