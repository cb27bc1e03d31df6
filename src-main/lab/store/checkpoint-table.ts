/** Which runs' weights the user keeps, and under what name. */
import type { Db } from './open-database.ts';

export function checkpointTable(db: Db) {
  const all = db.prepare<[], { key: string; name: string }>(
    'SELECT s.key, k.name FROM kept_checkpoints k JOIN stages s ON s.id = k.stage ORDER BY k.name',
  );
  const named = db.prepare<[string], { key: string }>(
    'SELECT s.key FROM kept_checkpoints k JOIN stages s ON s.id = k.stage WHERE k.name = ?',
  );
  const put = db.prepare(
    `INSERT INTO kept_checkpoints (stage, name, kept_at) SELECT id, ?, ? FROM stages WHERE key = ?
     ON CONFLICT (stage) DO UPDATE SET name = excluded.name`,
  );
  const remove = db.prepare(
    'DELETE FROM kept_checkpoints WHERE stage = (SELECT id FROM stages WHERE key = ?)',
  );
  const clearBytes = db.prepare('UPDATE stages SET bytes = NULL WHERE key = ?');
  return {
    /** Key -> name. */
    kept: (): Map<string, string> => new Map(all.all().map(({ key, name }) => [key, name])),
    keyOf: (name: string): string | undefined => named.get(name)?.key,
    keep: (key: string, name: string, now: number): void => void put.run(name, now, key),
    /** @returns whether it was kept */
    release: (key: string): boolean => remove.run(key).changes > 0,
    /** Its files are gone. */
    clearBytes: (key: string): void => void clearBytes.run(key),
  };
}
export type CheckpointTable = ReturnType<typeof checkpointTable>;
