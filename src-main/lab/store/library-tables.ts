/** Names of imported datasets and PLMs, each pointing at the import stage whose artifact it is. */
import type { Dataset, Plm } from '#shared/contract/domain.ts';
import { fromJson, toJson } from './columns.ts';
import type { Db } from './open-database.ts';

interface CommonRow {
  name: string;
  key: string;
  source: string;
  imported_at: number;
  bytes: number;
}

const common = (row: CommonRow) => ({
  name: row.name,
  key: row.key,
  source: row.source,
  importedAt: row.imported_at,
  bytes: row.bytes,
});

export function datasetTable(db: Db) {
  const columns = `SELECT d.*, s.key FROM datasets d JOIN stages s ON s.id = d.stage`;
  type Row = CommonRow & { summary: string };
  const all = db.prepare<[], Row>(`${columns} ORDER BY d.name`);
  const one = db.prepare<[string], Row>(`${columns} WHERE d.name = ?`);
  const insert = db.prepare(
    `INSERT INTO datasets (name, stage, source, imported_at, bytes, summary)
     SELECT ?, id, ?, ?, ?, ? FROM stages WHERE key = ?`,
  );
  const remove = db.prepare('DELETE FROM datasets WHERE name = ?');
  const read = (row: Row): Dataset => ({ ...common(row), summary: fromJson(row.summary) });
  return {
    list: (): Dataset[] => all.all().map(read),
    get: (name: string): Dataset | undefined => one.all(name).map(read)[0],
    add: (d: Dataset): void =>
      void insert.run(d.name, d.source, d.importedAt, d.bytes, toJson(d.summary), d.key),
    remove: (name: string): void => void remove.run(name),
  };
}
export type DatasetTable = ReturnType<typeof datasetTable>;

export function plmTable(db: Db) {
  const columns = `SELECT p.*, s.key FROM plms p JOIN stages s ON s.id = p.stage`;
  type Row = CommonRow & { config: string; parameters: number };
  const all = db.prepare<[], Row>(`${columns} ORDER BY p.name`);
  const one = db.prepare<[string], Row>(`${columns} WHERE p.name = ?`);
  const insert = db.prepare(
    `INSERT INTO plms (name, stage, source, imported_at, bytes, config, parameters)
     SELECT ?, id, ?, ?, ?, ?, ? FROM stages WHERE key = ?`,
  );
  const remove = db.prepare('DELETE FROM plms WHERE name = ?');
  const read = (row: Row): Plm => ({
    ...common(row),
    config: fromJson(row.config),
    parameters: row.parameters,
  });
  return {
    list: (): Plm[] => all.all().map(read),
    get: (name: string): Plm | undefined => one.all(name).map(read)[0],
    add: (p: Plm): void =>
      void insert.run(p.name, p.source, p.importedAt, p.bytes, toJson(p.config), p.parameters, p.key),
    remove: (name: string): void => void remove.run(name),
  };
}
export type PlmTable = ReturnType<typeof plmTable>;
