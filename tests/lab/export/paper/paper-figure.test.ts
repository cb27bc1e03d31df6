/** Figures of a rendered table as SVG in the sizes of print. */
import { describe, expect, it } from 'vitest';
import { columnsOf, paperFigure } from '#lab/export/figure/paper-figure.ts';
import { FIGURE_KINDS, FIGURE_SIZES } from '#shared/contract/paper-tables.ts';
import {
  columnOf,
  definitionOf,
  MadeUpRuns,
  render,
  rowOf,
  usualDefinition,
  usualRuns,
} from '#tests/lab/tables/made-up-table.ts';

const usual = render(
  usualDefinition({ published: 'MIND', leftOut: [{ run: 'NewsBERT-4-3-evaluated', reason: 'disk' }] }),
  usualRuns(),
);
const count = (text: string, part: RegExp): number => text.match(part)?.length ?? 0;
const numbers = (text: string, name: string): number[] =>
  [...text.matchAll(new RegExp(` ${name}="([-\\d.]+)"`, 'g'))].map(([, value]) => Number(value));

describe('paperFigure()', () => {
  it.each(FIGURE_KINDS.flatMap((kind) => FIGURE_SIZES.map((size) => [kind, size] as const)))(
    '%s in %s has its width in print, and nothing outside of it',
    (kind, size) => {
      const { text, width, height, caption } = paperFigure(usual, { kind, size });
      expect(width).toBeCloseTo({ single: 84, double: 174, slide: 254 }[size], 6);
      expect(text).toContain(`width="${Number(width.toFixed(2))}mm" height="${Number(height.toFixed(2))}mm"`);
      const [, wide, high] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(text)!.map(Number);
      for (const x of ['x', 'cx', 'x1', 'x2'].flatMap((name) => numbers(text, name)))
        expect(x >= 0 && x <= wide!).toBe(true);
      for (const y of ['y', 'cy', 'y1', 'y2'].flatMap((name) => numbers(text, name)))
        expect(y >= 0 && y <= high!).toBe(true);
      expect(text).not.toMatch(/NaN|undefined|Infinity/);
      expect(text).toContain(`<desc>${caption}</desc>`);
    },
  );

  it('dots: has each run, those left out as crosses, and the published value', () => {
    const { text } = paperFigure(usual, { kind: 'dots' });
    expect(count(text, /<title>[^<]*seed \d/g)).toBe(20);
    expect(count(text, /<circle[^>]*fill="none"[^>]*><title>/g)).toBe(19);
    expect(count(text, /class="published"[^>]*><title>/g)).toBe(1);
  });

  it('differences: has the seeds of both, the zero line, and the better side by direction', () => {
    const { text } = paperFigure(usual, { kind: 'differences' });
    expect(count(text, /<circle[^>]*fill="none"[^>]*><title>/g)).toBe(14);
    expect(text).toContain('stroke-dasharray');
    expect(text.indexOf('>worse<')).toBeLessThan(text.indexOf('>better<'));
    const runs = new MadeUpRuns();
    [1, 2, 3].forEach((seed) =>
      runs.add('a', seed, { rankingMs: 5 + seed / 9 }).add('b', seed, { rankingMs: 3 + seed ** 2 / 9 }),
    );
    const slow = render(
      definitionOf([rowOf('a'), rowOf('b')], [columnOf('rankingMs')], { reference: 'a' }),
      runs,
    );
    const lower = paperFigure(slow, { kind: 'differences' }).text;
    expect(lower.indexOf('>better<')).toBeLessThan(lower.indexOf('>worse<'));
  });

  it('efficiency: takes size by itself, and the column that is asked for', () => {
    expect(paperFigure(usual, { kind: 'efficiency' }).text).toContain('Size (M)');
    expect(paperFigure(usual, { kind: 'efficiency', against: 'mrr' }).text).toContain('>MRR (%)<');
  });

  it('gives 12 rows marks that differ in grey, and all of them marks that differ in colour', () => {
    const runs = new MadeUpRuns();
    const names = Array.from({ length: 16 }, (_, at) => `m${at}`);
    names.forEach((name, at) => runs.add(name, 1, { auc: 0.6 + at / 100, parameters: 1e6 * (at + 1) }));
    const table = render(
      definitionOf(
        names.map((name) => rowOf(name)),
        [columnOf('auc'), columnOf('parameters')],
      ),
      runs,
    );
    const { text } = paperFigure(table, { kind: 'efficiency', size: 'double' });
    const marks = [...text.matchAll(/<(path|circle)([^>]*) fill="(#\w+)"([^>]*)><title>/g)].map(
      ([, element, place, fill, stroke]) => {
        // From its first corner, so that the place on the page does not count.
        const corners = [...place!.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [
          Number(x),
          Number(y),
        ]);
        const shape = corners.map(([x, y]) => [x! - corners[0]![0]!, y! - corners[0]![1]!].map(Math.round));
        const colour = stroke === '' ? fill : /stroke="(#\w+)"/.exec(stroke!)?.[1];
        return { colour, grey: JSON.stringify([element, shape, stroke !== '']) };
      },
    );
    expect(marks).toHaveLength(16);
    expect(new Set(marks.slice(0, 12).map(({ grey }) => grey)).size).toBe(12);
    expect(new Set(marks.map((mark) => JSON.stringify(mark))).size).toBe(16);
    expect(text).toContain('logarithmic');
  });

  it('finds a column by its metric where its id is another', () => {
    const runs = new MadeUpRuns().add('a', 1, { loss: 0.6, auc: 0.5 });
    const columns = [columnOf('auc'), columnOf('loss', { id: 'metric-2' })];
    const request = { kind: 'dots', column: 'loss' } as const;
    expect(columnsOf(render(definitionOf([rowOf('a')], columns), runs), request)).toEqual(['metric-2']);
  });

  it('escapes names, and speaks the language of its table', () => {
    const runs = new MadeUpRuns().add('<a> & "b"', 1, { auc: 0.6 }).add('<a> & "b"', 2, { auc: 0.61 });
    const table = render(definitionOf([rowOf('<a> & "b"')], [columnOf('auc')], { language: 'es' }), runs);
    const { text, caption } = paperFigure(table, { kind: 'dots' });
    expect(text).toContain('&lt;a&gt; &amp; &quot;b&quot;');
    expect(caption).toContain('por fila');
  });

  it.each([
    ['no column of a metric', { kind: 'dots' }, definitionOf([rowOf('a')], [columnOf('layers')])],
    ['no column "nope"', { kind: 'dots', column: 'nope' }, usualDefinition()],
    ['reference row', { kind: 'differences' }, usualDefinition({ reference: null })],
    [
      'column of size or speed',
      { kind: 'efficiency' },
      definitionOf([rowOf('TinyBERT-4')], [columnOf('auc')]),
    ],
    ['has a value', { kind: 'dots' }, definitionOf([rowOf('gone')], [columnOf('auc')])],
  ] as const)('says what lacks: %s', (words, request, definition) => {
    expect(() => paperFigure(render(definition, usualRuns()), request)).toThrow(words);
  });
});
