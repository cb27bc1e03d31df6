/** Rows that join a table which has some already. */
import type { TableDefinition, TableRow } from '#shared/contract/paper-tables.ts';

/** `rows` after those of the table, under ids that are free there; runs that it has already are not added again. */
export function withRows(definition: TableDefinition, rows: readonly TableRow[]): TableDefinition {
  const present = new Set(
    definition.rows.flatMap(({ sources }) =>
      sources.flatMap((source) => ('runs' in source ? source.runs : [])),
    ),
  );
  const ids = new Set(definition.rows.map(({ id }) => id));
  const added: TableRow[] = [];
  for (const row of rows) {
    const runs = row.sources.flatMap((source) => ('runs' in source ? source.runs : []));
    const news = runs.filter((key) => !present.has(key));
    if (news.length === 0) continue;
    let at = definition.rows.length + added.length + 1;
    while (ids.has(`row-${at}`)) at++;
    ids.add(`row-${at}`);
    added.push({ ...row, id: `row-${at}`, sources: [{ runs: news }] });
  }
  return { ...definition, rows: [...definition.rows, ...added] };
}
