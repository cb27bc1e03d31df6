/** Opens the workspace's database and brings it to the present version: a backup copy, then all steps or none. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '#shared/errors.ts';
import { MIGRATIONS } from './migrations/migrations.ts';

export type Db = Database.Database;
/** In the workspace. */
export const DATABASE_FILE = 'lab.sqlite';

const BACKUPS_KEPT = 5;

/**
 * @param migrations SQL by version; default: all that this program knows
 * @throws AppError `corrupt` when the file is no database, `conflict` when a newer program wrote it
 */
export function openDatabase(workspace: string, migrations: readonly string[] = MIGRATIONS): Db {
  mkdirSync(workspace, { recursive: true });
  const file = path.join(workspace, DATABASE_FILE);
  const db = new Database(file);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    migrate(db, path.join(workspace, 'backups'), migrations);
    return db;
  } catch (error) {
    db.close();
    if (error instanceof AppError) throw error;
    throw AppError.of(
      'corrupt',
      'error.store.unopened',
      { file, reason: error instanceof Error ? error.message : String(error) },
      { file },
      error,
    );
  }
}

function migrate(db: Db, backups: string, migrations: readonly string[]): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length)
    throw AppError.of('conflict', 'error.store.newer', { version, known: migrations.length }, { version });
  if (version === migrations.length) return;
  if (version > 0) backUp(db, backups, version);
  db.transaction(() => {
    for (const sql of migrations.slice(version)) db.exec(sql);
    db.pragma(`user_version = ${migrations.length}`);
  })();
}

/** A whole, compacted copy; only the last few are kept. */
function backUp(db: Db, backups: string, version: number): void {
  mkdirSync(backups, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(':', '-');
  const copy = path.join(backups, `lab-${stamp}-v${version}.sqlite`);
  if (existsSync(copy)) rmSync(copy);
  db.prepare('VACUUM INTO ?').run(copy);
  const copies = readdirSync(backups)
    .filter((name) => /^lab-.*\.sqlite$/.test(name))
    .sort();
  for (const name of copies.slice(0, -BACKUPS_KEPT)) rmSync(path.join(backups, name));
}
