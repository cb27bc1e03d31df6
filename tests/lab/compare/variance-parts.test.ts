import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SamplingVariances, varianceParts } from '#lab/compare/variance-parts.ts';
import { sampleVariance } from '#lab/stats/sample.ts';
import { madeUpRun, repeats } from './made-up-runs.ts';

const root = mkdtempSync(path.join(tmpdir(), 'variance-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A folder with these AUCs by impression; the other metrics are 0. */
function evaluation(name: string, aucs: readonly number[]): string {
  const folder = path.join(root, name);
  mkdirSync(folder, { recursive: true });
  const rows = Float32Array.from(aucs.flatMap((auc) => [auc, auc, 0, 0]));
  writeFileSync(path.join(folder, 'per-impression.f32'), Buffer.from(rows.buffer));
  return folder;
}

describe('varianceParts()', () => {
  it('takes the sampling of impressions from their values averaged over the repeats', async () => {
    const runs = [
      madeUpRun('a/1', 1, 0.5, { folder: evaluation('one', [0.25, 0.5, NaN, 0.75]) }),
      madeUpRun('a/2', 2, 0.75, { folder: evaluation('two', [0.75, 0.5, NaN, 1]) }),
    ];
    const [part] = await varianceParts([{ label: 'A', runs }], ['auc'], new SamplingVariances());
    const evaluated = (sampleVariance([0.5, 0.5, 0.875]) ?? 0) / 3;
    expect(part?.evaluation).toBeCloseTo(evaluated, 12);
    expect(part?.seed).toBeCloseTo(0.03125, 12);
    expect(part?.total).toBeCloseTo(evaluated + 0.03125, 12);
  });

  it('does not part teachers and seeds where each repeat has its own', async () => {
    const runs = repeats('a', [0.6, 0.61, 0.63]).map((run, i) => ({ ...run, teachers: `t${i}` }));
    const [part] = await varianceParts([{ label: 'A', runs }], ['auc'], new SamplingVariances());
    expect(part).toMatchObject({ teacher: null, seed: null, evaluation: null });
    expect(part?.total).toBeCloseTo(sampleVariance([0.6, 0.61, 0.63]) ?? 0, 14);
  });

  it('parts them where teachers have several students', async () => {
    const runs = repeats('a', [0.6, 0.61, 0.63, 0.64]).map((run, i) => ({
      ...run,
      teachers: i < 2 ? 's' : 't',
    }));
    const [part] = await varianceParts([{ label: 'A', runs }], ['auc'], new SamplingVariances());
    expect(part?.seed).toBeCloseTo(0.00005, 12);
    // MSB = 2 * 2 * 0.015^2 = 0.0009; (MSB - MSW) / 2.
    expect(part?.teacher).toBeCloseTo((0.0009 - 0.00005) / 2, 12);
  });

  it('gives all to the seeds where the teachers are shared by all', async () => {
    const runs = repeats('a', [0.6, 0.61], { teachers: 's' });
    const [part] = await varianceParts([{ label: 'A', runs }], ['auc'], new SamplingVariances());
    expect(part).toMatchObject({ teacher: null });
    expect(part?.seed).toBeCloseTo(0.00005, 12);
  });
});
