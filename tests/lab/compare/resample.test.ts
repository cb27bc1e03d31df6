import { describe, expect, it } from 'vitest';
import { resample } from '#lab/compare/resample.ts';
import { bootstrapBlock } from '#lab/stats/bootstrap.ts';

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
