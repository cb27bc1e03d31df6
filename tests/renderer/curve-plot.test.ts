import { describe, expect, test } from 'vitest';
import { bandOf, valueAt } from '../../src-renderer/charts/band.ts';
import { clockOf, panelsOf } from '../../src-renderer/charts/curve-panels.ts';
import { clockReader, plotOf, trackExtent, xExtent, yExtent } from '../../src-renderer/charts/curve-plot.ts';
import type { CurveSeries, CurveSource } from '../../src-renderer/charts/curve-series.ts';
import { axisMap, projected, visibleRange } from '../../src-renderer/charts/visible-part.ts';

const track = (xs: number[], ys: number[]) => ({ xs: Float64Array.from(xs), ys: Float64Array.from(ys) });
const SETTINGS = { smoothing: 0, logX: false, logY: false, axis: 'step', repeats: 'band' } as const;
const curve = (metric: string, values: number[], steps = values.map((_, at) => at + 1)) => ({
  metric,
  steps,
  values,
});

describe('bandOf()', () => {
  test('gives mean, sample deviation and n at each place', () => {
    const { mean, sd, n } = bandOf([track([1, 2], [1, 4]), track([1, 2], [3, 4]), track([1], [5])]);
    expect([...mean]).toEqual([3, 4]);
    expect(sd[0]).toBeCloseTo(2, 12);
    expect(sd[1]).toBe(0);
    expect([...n]).toEqual([3, 2]);
  });
  test('takes what lies between two points, and nothing beyond the ends', () => {
    const { xs, mean, n } = bandOf([track([0, 10], [0, 10]), track([0, 5, 10], [0, 7, 10])]);
    expect([...xs]).toEqual([0, 5, 10]);
    expect(mean[1]).toBe(6);
    expect(valueAt(track([1, 2], [1, 2]), 3)).toBeNaN();
    expect(n[2]).toBe(2);
  });
  test('has no deviation of one repeat', () => {
    expect(bandOf([track([1], [1])]).sd[0]).toBeNaN();
  });
});

describe('projected()', () => {
  const x = axisMap(0, 100_000, 0, 100, false);
  const y = axisMap(0, 1, 100, 0, false);
  test('keeps the highest and lowest point of 100,000 at any zoom', () => {
    const xs = Float64Array.from({ length: 100_001 }, (_, at) => at);
    const ys = xs.map((at) => (at === 51_234 ? 1 : at === 51_300 ? 0 : 0.5));
    const points = projected(xs, ys, x, y, 0, 100_000);
    expect(points.length / 2).toBeLessThan(500);
    const heights = points.filter((_, at) => at % 2 === 1);
    expect([Math.min(...heights), Math.max(...heights)]).toEqual([0, 100]);
    const near = axisMap(51_200, 51_400, 0, 100, false);
    const zoomed = projected(xs, ys, near, y, 51_200, 51_400).filter((_, at) => at % 2 === 1);
    expect([Math.min(...zoomed), Math.max(...zoomed)]).toEqual([0, 100]);
  });
  test('breaks the line where a value is not finite or not above zero on a logarithmic axis', () => {
    const broken = projected([1, 2, 3], [1, Number.NaN, 1], x, y, 1, 3);
    expect(broken.map(Number.isNaN)).toEqual([false, false, true, true, false, false]);
    const log = projected([1, 2], [0, 1], x, axisMap(0.1, 1, 100, 0, true), 1, 2);
    expect(Number.isNaN(log[0])).toBe(true);
  });
  test('visibleRange() takes one more point on each side', () => {
    expect(visibleRange([0, 1, 2, 3, 4, 5], 1.5, 3.5)).toEqual([1, 5]);
    expect(visibleRange([0, 1, 2], 0, 2)).toEqual([0, 3]);
  });
});

describe('plotOf()', () => {
  const series = (values: number[][]): CurveSeries => ({
    id: 's',
    name: 's',
    token: '--series-1',
    members: values.map((each, at) => ({ key: String(at), name: `seed ${at}`, ...curve('loss', each) })),
  });
  test('smooths long curves only, and shows the measured one beneath', () => {
    const noisy = Array.from({ length: 80 }, (_, at) => at % 2);
    const [long] = plotOf([series([noisy])], { ...SETTINGS, smoothing: 0.9 });
    expect(long?.raw?.ys[3]).toBe(1);
    expect(long?.members[0]?.ys[79]).toBeCloseTo(0.5, 1);
    const [short] = plotOf([series([[0, 1, 0]])], { ...SETTINGS, smoothing: 0.9 });
    expect([...(short?.members[0]?.ys ?? [])]).toEqual([0, 1, 0]);
    expect(short?.raw).toBeNull();
  });
  test('makes a band of repeats unless each is wanted', () => {
    expect(plotOf([series([[1], [2]])], SETTINGS)[0]?.band?.mean[0]).toBe(1.5);
    expect(plotOf([series([[1], [2]])], { ...SETTINGS, repeats: 'each' })[0]?.band).toBeNull();
  });
  test('yExtent() fits what is in sight, xExtent() leaves out what a logarithm cannot show', () => {
    const plot = plotOf([series([[100, 1, 2, 3]])], SETTINGS);
    expect(yExtent(plot, { min: 2, max: 4 }, false)?.max).toBeLessThan(4);
    expect(yExtent(plot, { min: 1, max: 4 }, false)?.max).toBeGreaterThan(100);
    const load = plotOf([series([[96, 104, 99]])], SETTINGS);
    expect(yExtent(load, { min: 1, max: 3 }, false)?.min).toBeGreaterThan(90);
    expect(yExtent(load, { min: 1, max: 3 }, false, true)?.min).toBe(0);
    const zero = plotOf(
      [{ ...series([]), members: [{ key: 'a', name: 'a', steps: [0, 4], values: [1, 1] }] }],
      SETTINGS,
    );
    expect(xExtent(zero, true)).toEqual({ min: 3, max: 5 });
  });
  test('trackExtent() leaves out what a logarithm cannot show, along steps and along seconds', () => {
    const clock = { steps: [50, 60, 200], seconds: [1, 3, 30] };
    const members = [{ key: 'a', name: 'a', steps: [0, 1, 60, 200], values: [1, 2, 3, 4], clock }];
    const panel = { series: [{ ...series([]), members }] };
    expect(trackExtent(panel, 'step', true)).toEqual({ min: 1, max: 200 });
    expect(trackExtent(panel, 'time', true)?.min).toBeGreaterThan(0);
    expect(trackExtent(panel, 'time', false)?.min).toBe(0);
  });
  test('clockReader() reads seconds between samples and goes on at the last pace', () => {
    const read = clockReader({ steps: [0, 10, 20], seconds: [0, 10, 40] });
    expect([5, 15, 30].map((step) => read(step))).toEqual([5, 25, 70]);
  });
});

describe('panelsOf()', () => {
  const source = (
    id: string,
    runs: number,
    curves = [curve('loss', [2, 1]), curve('loss/emb', [1, 1]), curve('dev/auc', [0.6])],
  ): CurveSource => ({
    id,
    name: id,
    token: '--series-2',
    runs: Array.from({ length: runs }, (_, at) => ({ key: `${id}${at}`, name: `seed ${at}`, curves })),
  });
  test('puts the terms of one run together, with their sum', () => {
    const panels = panelsOf([source('a', 1)]);
    expect(panels.map(({ id, series }) => [id, series.map(({ name }) => name)])).toEqual([
      ['loss', ['loss']],
      ['loss/', ['loss', 'emb']],
      ['dev/auc', ['AUC']],
    ]);
  });
  test('gives each metric a panel over several sources, in their colours', () => {
    const panels = panelsOf([source('a', 5), source('b', 5)]);
    expect(panels.map(({ id }) => id)).toEqual(['loss', 'loss/emb', 'dev/auc']);
    expect(panels[0]?.series.map(({ name, token, members }) => [name, token, members.length])).toEqual([
      ['a', '--series-2', 5],
      ['b', '--series-2', 5],
    ]);
  });
  test('puts the machine last, by unit, along seconds', () => {
    const curves = [
      curve('gpu/memory', [1]),
      curve('system/memory', [1]),
      curve('system/cpu', [1]),
      curve('loss', [1]),
    ];
    const panels = panelsOf([source('a', 1, curves)]);
    expect(panels.map(({ id, along, series }) => [id, along, series.length])).toEqual([
      ['loss', 'step', 1],
      ['system:bytes', 'seconds', 2],
      ['system:percent', 'seconds', 1],
    ]);
  });
  test('clockOf() reads the sampled steps, rising only', () => {
    expect(clockOf([curve('system/step', [0, 5, 5, 9], [0, 2, 4, 6])])).toEqual({
      steps: [0, 5, 9],
      seconds: [0, 2, 6],
    });
    expect(clockOf([curve('loss', [1])])).toBeUndefined();
  });
});
