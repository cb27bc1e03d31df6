import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PUBLISHED_ROWS } from '#shared/config/published-rows.ts';

interface Row {
  model: string;
  layers: number;
  variant?: string | null;
}

test('PUBLISHED_ROWS names every row of the published tables once', () => {
  const paper = JSON.parse(readFileSync('resources/paper-results.json', 'utf8')) as {
    main_table: Row[];
    multi_teacher_table: { rows: Row[] };
  };
  const ids = [...paper.main_table, ...paper.multi_teacher_table.rows].map(
    ({ model, layers, variant }) => `${model}-${layers}${variant ? ` (${variant})` : ''}`,
  );
  expect([...PUBLISHED_ROWS].sort()).toEqual([...new Set(ids)].sort());
});
