import { describe, expect, test } from 'vitest';
import { plotOf, plotReader, type PlotSettings } from '../../src-renderer/charts/curve-plot.ts';
import type { CurveSeries } from '../../src-renderer/charts/curve-series.ts';
import { endLabels, endText, type Frame, shapesOf } from '../../src-renderer/charts/curve-shapes.ts';
import { markAt } from '../../src-renderer/charts/method-colours.ts';
import { axisMap } from '../../src-renderer/charts/visible-part.ts';

const SETTINGS: PlotSettings = { smoothing: 0, logX: false, logY: false, axis: 'step', repeats: 'band' };
/** 0 to 10 along x on 100 px, 0 to 10 along y upwards on 100 px. */
const frame = (log = false): Frame => ({
  ...{ left: 0, right: 100, top: 0, bottom: 100, from: 0, to: 10 },
  x: axisMap(0, 10, 0, 100, false),
  y: axisMap(log ? 0.1 : 0, 10, 100, 0, log),
});
const series = (name: string, members: number[][], steps = [0, 10]): CurveSeries => ({
  id: name,
  name,
  token: '--series-1',
  members: members.map((values, at) => ({ key: `${name}${at}`, name: `seed ${at}`, steps, values })),
});

describe('shapesOf()', () => {
  test('draws repeats as one area from mean + sd to mean - sd, and the mean over it', () => {
    const shapes = shapesOf(
      plotOf(
        [
          series('a', [
            [4, 4],
            [6, 6],
          ]),
        ],
        SETTINGS,
      ),
      frame(),
    );
    expect(shapes.map(({ kind }) => kind)).toEqual(['area', 'line', 'dots']);
    const ys = shapes[0]!.points.filter((_, at) => at % 2 === 1);
    expect(Math.min(...ys)).toBeCloseTo(50 - 10 * Math.SQRT2, 9);
    expect(Math.max(...ys)).toBeCloseTo(50 + 10 * Math.SQRT2, 9);
    expect(shapes[1]?.points).toEqual([0, 50, 100, 50]);
  });
  test('draws each repeat as a thin line where that is wanted, and no area', () => {
    const plot = plotOf(
      [
        series('a', [
          [4, 4],
          [6, 6],
        ]),
      ],
      { ...SETTINGS, repeats: 'each' },
    );
    const lines = shapesOf(plot, frame()).filter(({ kind }) => kind !== 'dots');
    expect(lines.map(({ kind, width }) => [kind, width])).toEqual([
      ['line', 1],
      ['line', 1],
    ]);
  });
  test('gives dots the mark of their method, and long lines of several methods some of it', () => {
    const mark = markAt(9);
    const marked = (name: string, values: number[], steps: number[]): CurveSeries => ({
      ...series(name, [values], steps),
      mark,
    });
    const few = shapesOf(plotOf([marked('a', [1, 2], [0, 10])], SETTINGS), frame());
    expect(few.map(({ kind, dash, mark: own }) => [kind, dash, own?.shape])).toEqual([
      ['line', mark.dash, undefined],
      ['dots', mark.dash, mark.shape],
    ]);
    const steps = Array.from({ length: 200 }, (_, at) => at / 20);
    const values = steps.map(() => 5);
    const alone = shapesOf(plotOf([marked('a', values, steps)], SETTINGS), frame());
    expect(alone.map(({ kind }) => kind)).toEqual(['line']);
    const two = shapesOf(plotOf([marked('a', values, steps), marked('b', values, steps)], SETTINGS), frame());
    const [first, second] = two.filter(({ kind }) => kind === 'dots').map(({ points }) => points);
    expect(first).toHaveLength(2);
    expect(second?.[0]).not.toBe(first?.[0]);
  });
  test('closes a band at the bottom of a logarithmic axis where it reaches zero', () => {
    const plot = plotOf(
      [
        series('a', [
          [1, 1],
          [9, 9],
        ]),
      ],
      { ...SETTINGS, logY: true },
    );
    const [area] = shapesOf(plot, frame(true));
    const ys = area!.points.filter((_, at) => at % 2 === 1);
    expect(Math.max(...ys)).toBe(100);
    expect(ys.every(Number.isFinite)).toBe(true);
  });
});

describe('endLabels()', () => {
  test('stand apart in the order of the lines, inside the frame', () => {
    const plot = plotOf(
      [series('low', [[1, 5]]), series('high', [[1, 5.2]]), series('top', [[1, 10]])],
      SETTINGS,
    );
    const labels = endLabels(plot, frame(), 200);
    expect(labels.map(({ text }) => text)).toEqual(['top', 'high', 'low']);
    expect(labels[2]!.y - labels[1]!.y).toBeGreaterThanOrEqual(14);
    expect(labels.every(({ y }) => y >= 0 && y <= 100)).toBe(true);
  });
  test('say how many repeats a mean is of, and are none where they do not fit', () => {
    expect(
      endLabels(
        plotOf(
          [
            series('a', [
              [1, 2],
              [1, 2],
            ]),
          ],
          SETTINGS,
        ),
        frame(),
        200,
      )[0]?.text,
    ).toBe('a (n = 2)');
    const many = Array.from({ length: 8 }, (_, at) => series(`s${at}`, [[at, at]]));
    expect(endLabels(plotOf(many, SETTINGS), frame(), 200)).toEqual([]);
  });
});

describe('endText()', () => {
  const [plotted] = plotOf(
    [
      {
        ...series('Tiny-NewsRec, learning rate 1e-5', [
          [1, 2],
          [1, 2],
        ]),
        short: '1e-5',
      },
    ],
    SETTINGS,
  );
  test('takes the short name before it cuts one, and leaves the count out before that', () => {
    expect(endText(plotted!, 300)).toBe('Tiny-NewsRec, learning rate 1e-5 (n = 2)');
    expect(endText(plotted!, 100)).toBe('1e-5 (n = 2)');
    expect(endText(plotted!, 40)).toBe('1e-5');
    expect(endText(plotted!, 20)).toMatch(/^1.*…$/);
  });
});

describe('plotReader()', () => {
  test('gives the same plot while nothing is new, and another one when points, names or settings are', () => {
    const read = plotReader();
    const steps = [1, 2];
    const values = [3, 2];
    const make = (name = 'loss'): CurveSeries[] => [
      { id: 'loss', name, token: '--series-1', members: [{ key: 'a', name: 'seed 1', steps, values }] },
    ];
    const first = read(make(), SETTINGS);
    expect(read(make(), SETTINGS)).toBe(first);
    // Live points are added to the same arrays.
    steps.push(3);
    values.push(1);
    const grown = read(make(), SETTINGS);
    expect(grown).not.toBe(first);
    expect([...grown[0]!.members[0]!.ys]).toEqual([3, 2, 1]);
    expect(read(make('other'), SETTINGS)).not.toBe(grown);
    expect(read(make(), { ...SETTINGS, smoothing: 0.5 })).not.toBe(grown);
  });
});
