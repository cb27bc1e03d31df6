/**
 * One lab per workspace: an exclusive lock that the operating system lets go when the process dies, however it dies, so
 * a lock can never be stale. `lab.pid` beside it only tells who holds it.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '#shared/errors.ts';

export interface WorkspaceLock {
  release(): void;
}

/** The locks that hold: a connection that nothing refers to is closed when the garbage is collected, and its lock goes. */
const held = new Set<Database.Database>();

/** @throws AppError `busy` with `details.pid` when another lab holds the workspace */
export function lockWorkspace(workspace: string): WorkspaceLock {
  mkdirSync(workspace, { recursive: true });
  const pidFile = path.join(workspace, 'lab.pid');
  const db = new Database(path.join(workspace, 'lab.lock'), { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error;
    const pid = readPid(pidFile);
    throw AppError.of('busy', 'error.lock.busy', { workspace, pid: pid ?? 'none' }, { workspace, pid });
  }
  held.add(db);
  writeFileSync(pidFile, `${process.pid}\n`);
  return {
    release: () => {
      if (!db.open) return;
      rmSync(pidFile, { force: true });
      db.exec('ROLLBACK');
      db.close();
      held.delete(db);
    },
  };
}

function readPid(file: string): number | null {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || null;
  } catch {
    return null;
  }
}
