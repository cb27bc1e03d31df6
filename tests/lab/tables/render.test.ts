/** What a rendered table says: marks, tests, left-out runs, published rows, notes. */
import { describe, expect, it } from 'vitest';
import { compareGroups } from '#lab/compare/compare-groups.ts';
import { holm } from '#lab/stats/holm.ts';
import { pairedT } from '#lab/stats/paired.ts';
import { mean, sampleSd } from '#lab/stats/sample.ts';
import { welchT } from '#lab/stats/welch.ts';
import type { PaperCell, RenderedTable } from '#shared/contract/paper-tables.ts';
import { madeUpRun } from '#tests/lab/compare/made-up-runs.ts';
import {
  columnOf,
  definitionOf,
  MadeUpRuns,
  render,
  rowOf,
  usualDefinition,
  usualRuns,
} from './made-up-table.ts';

const cellsOf = ({ lines }: RenderedTable, column: number): Record<string, PaperCell | null> =>
  Object.fromEntries(
    lines.flatMap((line) => (line.kind === 'runs' ? [[line.id, line.cells[column] ?? null]] : [])),
  );
const valuesOf = (runs: MadeUpRuns, method: string, metric: string): number[] =>
  [...runs.runs.values()].filter((one) => one.method === method).map(({ run }) => run.metrics[metric]!);

describe('renderPaperTable()', () => {
  it('has mean and deviation of lab/stats at full precision, and prints them rounded', () => {
    const runs = usualRuns();
    const cell = cellsOf(render(usualDefinition(), runs), 1)['Tiny-NewsRec-4']!;
    const values = valuesOf(runs, 'Tiny-NewsRec-4', 'auc');
    expect(cell.mean).toBe(mean(values));
    expect(cell.sd).toBe(sampleSd(values));
    expect(cell.n).toBe(5);
    expect(cell.text.value).toBe((mean(values) * 100).toFixed(2));
  });

  it('marks best and second by the direction of the metric, and facts not at all', () => {
    const runs = new MadeUpRuns();
    [3, 1, 2].forEach((slow, at) =>
      runs.add(`m${at}`, 1, { auc: 0.6 + at / 100, rankingMs: slow, layers: at }),
    );
    const rows = [rowOf('m0'), rowOf('m1'), rowOf('m2')];
    const table = render(
      definitionOf(rows, [columnOf('auc'), columnOf('rankingMs'), columnOf('layers')]),
      runs,
    );
    const marks = (column: number) => Object.values(cellsOf(table, column)).map((cell) => cell?.mark);
    expect(marks(0)).toEqual([null, 'second', 'best']);
    expect(marks(1)).toEqual([null, 'best', 'second']);
    expect(marks(2)).toEqual([null, null, null]);
  });

  it('tests by seed as comparisons do, and adjusts by Holm over the whole table', async () => {
    const runs = usualRuns();
    const table = render(usualDefinition(), runs);
    const tested = [1, 2].flatMap((column) =>
      Object.entries(cellsOf(table, column)).flatMap(([id, cell]) =>
        cell?.test ? [{ id, column, cell }] : [],
      ),
    );
    expect(tested).toHaveLength(6);
    const reference = 'PLM-NR-12 (DP)';
    const expected = tested.map(({ id, column }) => {
      const metric = column === 1 ? 'auc' : 'mrr';
      return pairedT(valuesOf(runs, reference, metric), valuesOf(runs, id, metric))!;
    });
    expect(tested.map(({ cell }) => cell.test?.p)).toEqual(expected.map(({ p }) => p));
    expect(tested.map(({ cell }) => cell.test?.interval)).toEqual(expected.map(({ interval }) => interval));
    expect(tested.map(({ cell }) => cell.test?.holm)).toEqual(holm(expected.map(({ p }) => p)));

    const methods = ['PLM-NR-12 (DP)', 'TinyBERT-4', 'NewsBERT-4', 'Tiny-NewsRec-4'];
    const compared = await compareGroups(
      {
        runs: (keys) =>
          keys.map((key) => {
            const { run, seed } = runs.runs.get(key)!;
            return { ...madeUpRun(key, seed, 0), metrics: run.metrics, recipe: run.recipe };
          }),
      },
      {
        groups: methods.map((label) => ({
          label,
          runs: [...runs.runs.values()].filter((one) => one.method === label).map(({ run }) => run.key),
        })),
        metrics: ['auc', 'mrr'],
        against: reference,
      },
    );
    const byPair = new Map(compared.pairs.map((pair) => [`${pair.b}/${pair.metric}`, pair]));
    for (const { id, column, cell } of tested) {
      const pair = byPair.get(`${id}/${column === 1 ? 'auc' : 'mrr'}`)!;
      expect(cell.test).toMatchObject({ p: pair.p, holm: pair.holm, difference: pair.difference, n: pair.n });
    }
  });

  it('leaves columns without a direction out of the family: they never carry a sign', () => {
    const runs = new MadeUpRuns();
    [0.6, 0.61, 0.62].forEach((auc, at) => runs.add('a', at + 1, { auc, loss: 1 + at }));
    [0.64, 0.652, 0.66].forEach((auc, at) => runs.add('b', at + 1, { auc, loss: 2 + at * 1.1 }));
    const table = render(
      definitionOf([rowOf('a'), rowOf('b')], [columnOf('auc'), columnOf('loss', { direction: 'none' })], {
        reference: 'a',
      }),
      runs,
    );
    const [auc, loss] = [cellsOf(table, 0).b!.test!, cellsOf(table, 1).b!.test!];
    expect(auc.holm).toBe(auc.p);
    expect(loss).toMatchObject({ p: expect.any(Number) as number, holm: null, verdict: 'none' });
    expect(table.notes.join(' ')).toContain('1 test');
  });

  it('takes the reference and the others as independent where they share fewer than two seeds', () => {
    const runs = new MadeUpRuns();
    [0.6, 0.61, 0.62].forEach((auc, at) => runs.add('a', at + 1, { auc }));
    [0.65, 0.66, 0.68].forEach((auc, at) => runs.add('b', at + 3, { auc }));
    const definition = definitionOf([rowOf('a'), rowOf('b')], [columnOf('auc')], { reference: 'a' });
    const table = render(definition, runs);
    const expected = welchT([0.6, 0.61, 0.62], [0.65, 0.66, 0.68])!;
    expect(cellsOf(table, 0).b?.test).toMatchObject({ design: 'independent', n: 3, p: expected.p });
    expect(table.notes.join(' ')).toContain('Welch');
    expect(cellsOf(table, 0).a?.test).toBeNull();
  });

  it('claims no p value without any spread, and no verdict on a metric without a direction', () => {
    const runs = new MadeUpRuns();
    for (let seed = 1; seed < 5; seed++)
      runs.add('a', seed, { auc: 0.5, other: seed }).add('b', seed, { auc: 0.75, other: seed ** 2 + 100 });
    const definition = definitionOf([rowOf('a'), rowOf('b')], [columnOf('auc'), columnOf('other')], {
      reference: 'a',
      holm: false,
    });
    const table = render(definition, runs);
    expect(cellsOf(table, 0).b?.test).toMatchObject({
      difference: 0.25,
      p: null,
      interval: null,
      verdict: 'none',
    });
    expect(cellsOf(table, 1).b?.test).toMatchObject({ holm: null, verdict: 'none' });
    expect(cellsOf(table, 1).b?.test?.p).toBeLessThan(0.05);
  });

  it('says better and worse by the direction', () => {
    const runs = new MadeUpRuns();
    [1, 2, 3, 4].forEach((seed) =>
      runs.add('a', seed, { rankingMs: 5 + seed / 100 }).add('b', seed, { rankingMs: 3 + seed ** 2 / 100 }),
    );
    const definition = definitionOf([rowOf('a'), rowOf('b')], [columnOf('rankingMs')], { reference: 'a' });
    expect(cellsOf(render(definition, runs), 0).b?.test?.verdict).toBe('better');
  });

  it('keeps left-out runs visible with their reason, but out of mean, n and test', () => {
    const runs = usualRuns();
    const out = { run: 'NewsBERT-4-3-evaluated', reason: 'disk was full' };
    const table = render(usualDefinition({ leftOut: [out] }), runs);
    const cell = cellsOf(table, 1)['NewsBERT-4']!;
    const kept = valuesOf(runs, 'NewsBERT-4', 'auc').filter((_, at) => at !== 2);
    expect(cell.mean).toBe(mean(kept));
    expect([cell.n, cell.test?.n]).toEqual([4, 4]);
    expect(cell.repeats.map(({ seed, leftOut }) => [seed, leftOut])).toEqual([
      [1, null],
      [2, null],
      [3, 'disk was full'],
      [4, null],
      [5, null],
    ]);
    expect(table.notes).toContain('1 run is left out: disk was full.');
    expect(Object.keys(table.runs)).toContain(out.run);
  });

  it('leaves out a run that is named by the beginning of its key', () => {
    const runs = usualRuns();
    const whole = { run: 'NewsBERT-4-3-evaluated', reason: 'disk was full' };
    const short = { ...whole, run: 'NewsBERT-4-3' };
    expect(render(usualDefinition({ leftOut: [short] }), runs)).toEqual(
      render(usualDefinition({ leftOut: [whole] }), runs),
    );
  });

  it('shows published rows without marks, tests or any part in those of ours', () => {
    const runs = usualRuns();
    const plain = render(usualDefinition(), runs);
    const table = render(usualDefinition({ published: 'MIND' }), runs);
    const published = table.lines.flatMap((line) => (line.kind === 'published' ? [line] : []));
    expect(published).toHaveLength(1);
    for (const cell of published[0]!.cells) {
      if (!cell) continue;
      expect(cell).toMatchObject({ mark: null, test: null, repeats: [] });
    }
    expect(published[0]?.cells[0]).toBeNull();
    expect(published[0]?.cells[1]?.text.value).toBe('71.02');
    const ours = (one: RenderedTable) => [1, 2].map((column) => cellsOf(one, column));
    const bare = (one: RenderedTable) =>
      ours(one).map((cells) => Object.values(cells).map((cell) => [cell?.mark, cell?.test, cell?.mean]));
    expect(bare(table)).toEqual(bare(plain));
    expect(table.notes.at(-1)).toContain('MIND, test split, 5 repeats');
  });

  it('puts the published values of one dataset beside that dataset alone', () => {
    const runs = new MadeUpRuns();
    runs.add('m', 1, { auc: 0.6 }, { dataset: 'MIND-large', key: 'mind-run' });
    runs.add('m', 2, { auc: 0.7 }, { dataset: 'feeds', key: 'feeds-run', dataKey: 'e' });
    const definition = definitionOf(
      [rowOf('m', { published: 'PLM-NR-12 (DP)' })],
      [columnOf('auc', { dataset: 'MIND-large' }), columnOf('auc', { id: 'b', dataset: 'feeds' })],
      { published: 'MIND' },
    );
    const line = render(definition, runs).lines[1]!;
    expect('cells' in line && line.cells.map((cell) => cell !== null)).toEqual([true, false]);
  });

  it('writes n, test, correction, split, selection rule, data and shared teachers below the table', () => {
    const runs = new MadeUpRuns();
    for (let seed = 1; seed < 4; seed++)
      runs
        .add('a', seed, { auc: 0.6 + seed / 1000 }, { skipped: 7 })
        .add('b', seed, { auc: 0.7 + seed ** 2 / 1000 }, { teachers: 'one', abstractsForBodies: true });
    const rows = [rowOf('a'), rowOf('b')];
    const notes = render(definitionOf(rows, [columnOf('auc')], { reference: 'a' }), runs).notes.join('\n');
    for (const words of [
      '3 runs per cell',
      'paired t over shared seeds; Holm over 1 test',
      'Data: news, test split.',
      'after the last step',
      '7 impressions',
      'Repeats share their teachers: b.',
      'Abstracts',
      'backend wasm',
    ])
      expect(notes).toContain(words);
    expect(
      render(definitionOf(rows, [columnOf('auc')], { ownNotes: false, notes: ['Mine.'] }), runs).notes,
    ).toEqual(['Mine.']);
    expect(render(definitionOf(rows, [columnOf('auc')], { language: 'es' }), runs).notes.join(' ')).toContain(
      'ejecuciones por celda',
    );
  });
});

describe('the problems of a rendered table', () => {
  const two = (a: object, b: object, more = {}) => {
    const runs = new MadeUpRuns();
    for (let seed = 1; seed < 4; seed++)
      runs.add('a', seed, { auc: 0.6 + seed / 1000 }, a).add('b', seed, { auc: 0.7 + seed ** 2 / 1000 }, b);
    return render(
      definitionOf([rowOf('a'), rowOf('b')], [columnOf('auc')], { reference: 'a', ...more }),
      runs,
    );
  };
  const codes = (table: RenderedTable) => table.problems.map(({ code, severity }) => `${code}/${severity}`);

  it.each([
    ['data', { dataKey: 'other' }],
    ['split', { split: 'dev' }],
    ['impressions', { impressions: 199 }],
    ['metric', { meanOver: 'all', skipped: 3 }],
  ])('refuse a column of mixed %s: neither marks nor tests', (code, other) => {
    const table = two({ skipped: 3 }, other);
    expect(codes(table)).toContain(`${code}/error`);
    expect(table.problems[0]?.rows).toEqual(['b']);
    expect(Object.values(cellsOf(table, 0)).every((cell) => cell?.mark === null && cell.test === null)).toBe(
      true,
    );
  });

  it.each([
    ['code', { numericsVersion: 2 }],
    ['preset', { preset: 'repo' }],
    ['backend', { backend: 'webgpu' }],
    ['imported', { importedFrom: 'CSV: a.csv', dataKey: null, split: null, impressions: null }],
  ])('tell of mixed %s, and test all the same', (code, other) => {
    const table = two({}, other);
    expect(codes(table)).toEqual([`${code}/warning`]);
    expect(cellsOf(table, 0).b?.test).not.toBeNull();
  });

  it('tell of a cell of several recipes, of a seed that stands twice, of empty rows and a lost reference', () => {
    const runs = new MadeUpRuns();
    runs.add('a', 1, { auc: 0.6 }).add('a', 2, { auc: 0.61 }, { recipe: 'other' });
    runs.add('b', 1, { auc: 0.6 }).add('b', 1, { auc: 0.62 }, { key: 'b-again' });
    const rows = [rowOf('a'), rowOf('b'), rowOf('gone')];
    const table = render(definitionOf(rows, [columnOf('auc')], { reference: 'lost' }), runs);
    expect(codes(table)).toEqual([
      'mixed-cell/warning',
      'seed-twice/warning',
      'no-runs/warning',
      'reference/warning',
    ]);
    expect(table.problems.map(({ rows: about }) => about)).toEqual([['a'], ['b'], ['gone'], []]);
  });
});
