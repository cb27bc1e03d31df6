/** Saved tables as the database keeps them: definition and snapshot as JSON, read back as they were written. */
import { type TableDefinition, tableDefinitionSchema } from '#shared/contract/paper-tables.ts';
import type { Snapshot } from '../tables/table-run.ts';
import { fromJson, toJson } from './columns.ts';
import type { Db } from './open-database.ts';

export interface PaperTableRecord {
  name: string;
  createdAt: number;
  updatedAt: number;
  definition: TableDefinition;
  snapshot: Snapshot;
}

interface Row {
  name: string;
  created_at: number;
  updated_at: number;
  definition: string;
  snapshot: string;
}

const read = (row: Row): PaperTableRecord => ({
  name: row.name,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  // Fields that a later version added have their defaults.
  definition: tableDefinitionSchema.parse(fromJson(row.definition)),
  snapshot: fromJson(row.snapshot),
});

export function paperTableStore(db: Db) {
  const all = db.prepare<[], Row>('SELECT * FROM paper_tables ORDER BY updated_at DESC, name');
  const one = db.prepare<[string], Row>('SELECT * FROM paper_tables WHERE name = ?');
  const put = db.prepare(
    `INSERT INTO paper_tables (name, created_at, updated_at, definition, snapshot) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET updated_at = excluded.updated_at, definition = excluded.definition,
       snapshot = excluded.snapshot`,
  );
  const rename = db.prepare('UPDATE paper_tables SET name = ? WHERE name = ?');
  const remove = db.prepare('DELETE FROM paper_tables WHERE name = ?');
  return {
    list: (): PaperTableRecord[] => all.all().map(read),
    get: (name: string): PaperTableRecord | undefined => one.all(name).map(read)[0],
    /** New, or in place of the one of that name, which keeps its `createdAt`. */
    put: ({ name, createdAt, updatedAt, definition, snapshot }: PaperTableRecord): void =>
      void put.run(name, createdAt, updatedAt, toJson(definition), toJson(snapshot)),
    rename: (from: string, to: string): void => void rename.run(to, from),
    remove: (name: string): void => void remove.run(name),
  };
}
export type PaperTableStore = ReturnType<typeof paperTableStore>;
