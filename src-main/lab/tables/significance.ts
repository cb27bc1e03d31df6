/**
 * Each row of a column against the reference row: by seed where both have at least two seeds in common, else as
 * independent samples. Holm adjusts over all of a table's tests.
 */
import type { CellTest, PaperColumn, TableDefinition } from '#shared/contract/paper-tables.ts';
import { pairedT } from '../stats/paired.ts';
import type { CellValue } from './resolve.ts';

export type RawTest = Omit<CellTest, 'holm' | 'verdict'>;

/** Null without enough values for any test. */
export function testCells(reference: readonly CellValue[], other: readonly CellValue[]): RawTest | null {
  const bySeed = new Map(other.map(({ seed, value }) => [seed, value]));
  const shared = reference.filter(({ seed }) => bySeed.has(seed));
  if (shared.length >= 2) {
    const paired = pairedT(
      shared.map(({ value }) => value),
      shared.map(({ seed }) => bySeed.get(seed) as number),
    );
    if (!paired) return null;
    const { n, difference, interval, p } = paired;
    return { design: 'paired', n, difference, interval, p };
  }
  return null;
}

/** Adjusted p values and verdicts of all tests of a table. */
export function judge(
  tests: readonly { test: RawTest; column: PaperColumn }[],
  { level, holm }: Pick<TableDefinition, 'level' | 'holm'>,
): CellTest[] {
  const adjusted = holm ? holmAdjust(tests.map(({ test }) => test.p)) : tests.map(() => null);
  return tests.map(({ test, column }, at) => {
    const p = holm ? adjusted[at] : test.p;
    const isSeen = typeof p === 'number' && p < level && test.difference !== 0 && column.direction !== 'none';
    const isBetter = test.difference > 0 === (column.direction === 'higher');
    return { ...test, holm: adjusted[at] ?? null, verdict: !isSeen ? 'none' : isBetter ? 'better' : 'worse' };
  });
}

function holmAdjust(values: readonly (number | null)[]): (number | null)[] {
  const order = values.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = values.map(() => null);
  let floor = 0;
  order.forEach(({ p, at }, rank) => {
    floor = Math.max(floor, Math.min(1, p * (order.length - rank)));
    adjusted[at] = floor;
  });
  return adjusted;
}
