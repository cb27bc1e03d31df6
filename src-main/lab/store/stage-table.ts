/** Stages as the database keeps them: identity, state, times, device, summary, error. */
import type { StageState } from '#shared/contract/domain.ts';
import type { ErrorShape } from '#shared/errors.ts';
import type { DeviceInfo } from '#shared/trainer-protocol/messages.ts';
import type { StageConfig, StageKind } from '#shared/trainer-protocol/stages.ts';
import { fromJson, fromNullableJson, toJson } from './columns.ts';
import type { Db } from './open-database.ts';

export interface StageRecord {
  key: string;
  kind: StageKind;
  config: StageConfig;
  inputs: Record<string, string>;
  seed: number;
  state: StageState;
  startedAt: number | null;
  endedAt: number | null;
  device: DeviceInfo | null;
  summary: Record<string, unknown> | null;
  error: ErrorShape | null;
}

/** What changes while a stage lives. */
export type StageChange = Partial<
  Pick<StageRecord, 'state' | 'startedAt' | 'endedAt' | 'device' | 'summary' | 'error'>
>;

/** A run that no stage of ours computed; what its configuration holds is the importer's business. */
export interface ImportedStage extends Pick<StageRecord, 'key' | 'seed' | 'state' | 'startedAt' | 'endedAt'> {
  config: { kind: 'imported' };
  summary: Record<string, number>;
}

interface Row {
  key: string;
  kind: string;
  config: string;
  inputs: string;
  seed: number;
  state: string;
  started_at: number | null;
  ended_at: number | null;
  device: string | null;
  summary: string | null;
  error: string | null;
}

const toRecord = (row: Row): StageRecord => ({
  key: row.key,
  kind: row.kind as StageKind,
  config: fromJson(row.config),
  inputs: fromJson(row.inputs),
  seed: row.seed,
  state: row.state as StageState,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  device: fromNullableJson(row.device),
  summary: fromNullableJson(row.summary),
  error: fromNullableJson(row.error),
});

export function stageTable(db: Db) {
  const insert = db.prepare(
    `INSERT INTO stages (key, kind, config, inputs, seed, state) VALUES (?, ?, ?, ?, ?, 'waiting')
     ON CONFLICT (key) DO NOTHING`,
  );
  const insertImported = db.prepare(
    `INSERT INTO stages (key, kind, config, inputs, seed, state, started_at, ended_at, summary)
     VALUES (?, 'imported', ?, '{}', ?, ?, ?, ?, ?)`,
  );
  const select = db.prepare<[string], Row>('SELECT * FROM stages WHERE key = ?');
  const selectFrom = db.prepare<[string, string, number], { key: string }>(
    'SELECT key FROM stages WHERE key >= ? AND key < ? ORDER BY key LIMIT ?',
  );
  const selectImported = db.prepare<[], Row>(`SELECT * FROM stages WHERE kind = 'imported'`);
  const selectId = db.prepare<[string], { id: number }>('SELECT id FROM stages WHERE key = ?');
  const update = db.prepare(
    // Another try may leave files of other sizes.
    `UPDATE stages SET state = ?, started_at = ?, ended_at = ?, device = ?, summary = ?, error = ?,
       bytes = CASE WHEN state = 'done' AND ? = 'done' THEN bytes END WHERE key = ?`,
  );
  const remove = db.prepare('DELETE FROM stages WHERE key = ?');
  const interrupted = db.prepare(
    `UPDATE stages SET state = 'stopped' WHERE state IN ('running', 'queued', 'waiting')`,
  );
  const lastDevice = db.prepare<[], { device: string }>(
    `SELECT device FROM stages WHERE json_extract(device, '$.backend') <> 'none' ORDER BY ended_at DESC LIMIT 1`,
  );
  const newest = db.prepare<[number], { key: string; ended_at: number }>(
    `SELECT key, ended_at FROM (
       SELECT key, ended_at, row_number() OVER (PARTITION BY kind ORDER BY ended_at DESC) AS place FROM stages
       WHERE state = 'done' AND started_at IS NOT NULL AND ended_at IS NOT NULL AND kind <> 'imported')
     WHERE place <= ?`,
  );

  const get = (key: string): StageRecord | undefined => {
    const row = select.get(key);
    return row && toRecord(row);
  };

  return {
    get,
    /** Row number, for the tables of points and log lines. */
    id: (key: string): number | undefined => selectId.get(key)?.id,
    /** What computed the latest stage with tensors; null: there was none. */
    lastDevice: (): DeviceInfo | null => fromNullableJson(lastDevice.get()?.device ?? null),
    /** At most `limit` keys that begin with `start`. */
    keysFrom: (start: string, limit: number): string[] =>
      // Keys are hex digits, all below `~`.
      selectFrom.all(start, `${start}~`, limit).map(({ key }) => key),
    /** Runs of other programs. */
    imported: (): StageRecord[] => selectImported.all().map(toRecord),
    /** Keeps a row that is already there. */
    add(stage: Pick<StageRecord, 'key' | 'config' | 'inputs' | 'seed'>): void {
      const { key, config, inputs, seed } = stage;
      insert.run(key, config.kind, toJson(config), toJson(inputs), seed);
    },
    /** A run of another program, finished there. @returns its row number */
    addImported(run: ImportedStage): number {
      const { key, config, seed, state, startedAt, endedAt, summary } = run;
      const values = [key, toJson(config), seed, state, startedAt, endedAt, toJson(summary)];
      return Number(insertImported.run(...values).lastInsertRowid);
    },
    change(key: string, change: StageChange): StageRecord {
      const before = get(key);
      if (!before) throw new RangeError(`No stage ${key} in the database.`);
      const after = { ...before, ...change };
      const json = (value: unknown) => (value === null ? null : toJson(value));
      update.run(
        after.state,
        after.startedAt,
        after.endedAt,
        json(after.device),
        json(after.summary),
        json(after.error),
        after.state,
        key,
      );
      return after;
    },
    remove: (key: string): void => void remove.run(key),
    /** After a crash of the lab: whatever was under way is not any more. */
    stopInterrupted: (): void => void interrupted.run(),
    /** Of each kind the finished stages that ended last; what was imported is left out. */
    newest: (perKind: number): { key: string; endedAt: number }[] =>
      newest.all(perKind).map(({ key, ended_at: endedAt }) => ({ key, endedAt })),
  };
}
export type StageTable = ReturnType<typeof stageTable>;
