/** Each row of a column against the reference row, by the tests of comparisons; Holm adjusts over those that can carry a sign. */
import type { CellTest, PaperColumn, TableDefinition } from '#shared/contract/paper-tables.ts';
import { hasSpread, originOf, pairTest, type SeededValues } from '../compare/pair-test.ts';
import { holm as adjust } from '../stats/holm.ts';
import type { CellValue } from './resolve.ts';

export type RawTest = Omit<CellTest, 'holm' | 'verdict'>;

const seeded = (values: readonly CellValue[]): SeededValues => ({
  seeds: values.map(({ seed }) => seed),
  values: values.map(({ value }) => value),
  origin: originOf(values.map(({ run }) => run)),
});

/** Null without enough values for any test. */
export function testCells(reference: readonly CellValue[], other: readonly CellValue[]): RawTest | null {
  if (reference.length === 0 || other.length === 0) return null;
  const { design, test } = pairTest(seeded(reference), seeded(other));
  if (!test) return null;
  const n = design === 'paired' ? test.n : Math.min(reference.length, other.length);
  const { difference } = test;
  if (!hasSpread(test)) return { design, n, difference, interval: null, p: null };
  return { design, n, difference, interval: test.interval, p: test.p };
}

/** Adjusted p values and verdicts of all tests of a table. Columns without a direction have neither. */
export function judge(
  tests: readonly { test: RawTest; column: PaperColumn }[],
  { level, holm }: Pick<TableDefinition, 'level' | 'holm'>,
): CellTest[] {
  const family = tests.map(({ test, column }) => (column.direction === 'none' ? null : test.p));
  const adjusted = holm ? adjust(family) : tests.map(() => null);
  return tests.map(({ test, column }, at) => {
    const p = holm ? adjusted[at] : family[at];
    const isSeen = typeof p === 'number' && p < level && test.difference !== 0;
    const isBetter = test.difference > 0 === (column.direction === 'higher');
    return { ...test, holm: adjusted[at] ?? null, verdict: !isSeen ? 'none' : isBetter ? 'better' : 'worse' };
  });
}
