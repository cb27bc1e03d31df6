/** Runs in bulk, with the marks the user gave them, for the lists and the changes of src-main/lab/runs. */
import type { RunChange } from '#shared/contract/runs.ts';
import { toJson } from './columns.ts';
import type { Db } from './open-database.ts';

/** A stage with its marks; JSON stays text, so that the reader parses only what it has not seen yet. */
export interface RunRow {
  id: number;
  key: string;
  kind: string;
  seed: number;
  state: string;
  started_at: number | null;
  ended_at: number | null;
  device: string | null;
  summary: string | null;
  error: string | null;
  bytes: number | null;
  name: string | null;
  note: string | null;
  starred: number | null;
  archived: number | null;
  trashed_at: number | null;
  purged_at: number | null;
}

/** What of a stage never changes. */
export interface FixedRow {
  kind: string;
  config: string;
  inputs: string;
  seed: number;
}

export interface PlaceOfRun {
  stage: number;
  title: string;
  /** JSON: labels. */
  methods: string;
  experiment: string;
  preset: string | null;
}

const COLUMNS = `s.id, s.key, s.kind, s.seed, s.state, s.started_at, s.ended_at, s.device, s.summary, s.error, s.bytes,
  m.name, m.note, m.starred, m.archived, m.trashed_at, m.purged_at`;
const FROM = 'FROM stages s LEFT JOIN run_marks m ON m.stage = s.id';
const ID_OF = '(SELECT id FROM stages WHERE key = ?)';

export function runTable(db: Db) {
  const all = db.prepare<[], RunRow>(`SELECT ${COLUMNS} ${FROM} ORDER BY s.id`);
  const some = db.prepare<[string], RunRow>(
    `SELECT ${COLUMNS} ${FROM} WHERE s.key IN (SELECT value FROM json_each(?)) ORDER BY s.id`,
  );
  const fixed = db.prepare<[string], FixedRow>('SELECT kind, config, inputs, seed FROM stages WHERE key = ?');
  const allInputs = db.prepare<[], { key: string; inputs: string }>('SELECT key, inputs FROM stages');
  const placeColumns = `SELECT p.stage, p.title, p.methods, e.name AS experiment,
    json_extract(e.config, '$.preset') AS preset
    FROM experiment_stages p JOIN experiments e ON e.id = p.experiment`;
  const allPlaces = db.prepare<[], PlaceOfRun>(`${placeColumns} ORDER BY e.id`);
  const somePlaces = db.prepare<[string], PlaceOfRun>(
    `${placeColumns} WHERE p.stage IN (SELECT value FROM json_each(?)) ORDER BY e.id`,
  );
  const allTags = db.prepare<[], { stage: number; tag: string }>(
    'SELECT stage, tag FROM run_tags ORDER BY stage, tag',
  );
  const readers = db.prepare<[string], { key: string }>(
    `SELECT key FROM stages WHERE id IN (
       SELECT s.id FROM stages s, json_each(s.inputs) i WHERE i.value IN (SELECT value FROM json_each(?)))`,
  );
  const setBytes = db.prepare('UPDATE stages SET bytes = ? WHERE key = ?');
  const ensure = db.prepare(
    'INSERT INTO run_marks (stage) SELECT id FROM stages WHERE key = ? ON CONFLICT DO NOTHING',
  );
  const setters = {
    name: db.prepare(`UPDATE run_marks SET name = ? WHERE stage = ${ID_OF}`),
    note: db.prepare(`UPDATE run_marks SET note = ? WHERE stage = ${ID_OF}`),
    starred: db.prepare(`UPDATE run_marks SET starred = ? WHERE stage = ${ID_OF}`),
    archived: db.prepare(`UPDATE run_marks SET archived = ? WHERE stage = ${ID_OF}`),
    trashedAt: db.prepare(`UPDATE run_marks SET trashed_at = ? WHERE stage = ${ID_OF}`),
  };
  const addTag = db.prepare(
    'INSERT INTO run_tags (stage, tag) SELECT id, ? FROM stages WHERE key = ? ON CONFLICT DO NOTHING',
  );
  const removeTag = db.prepare(`DELETE FROM run_tags WHERE tag = ? AND stage = ${ID_OF}`);
  const bringBack = db.prepare(
    `UPDATE run_marks SET trashed_at = NULL
     WHERE stage IN (SELECT id FROM stages WHERE key IN (SELECT value FROM json_each(?)))`,
  );
  const trashed = db.prepare<[], { key: string }>(
    `SELECT s.key ${FROM} WHERE m.trashed_at IS NOT NULL ORDER BY s.id`,
  );
  const inTrash = db.prepare<[string], { one: 1 }>(
    `SELECT 1 AS one FROM run_marks WHERE trashed_at IS NOT NULL AND stage = ${ID_OF}`,
  );
  const purgedRows = db.prepare<[], { id: number; key: string; placed: number }>(
    `SELECT s.id, s.key, EXISTS (SELECT 1 FROM experiment_stages p WHERE p.stage = s.id) AS placed
     ${FROM} WHERE m.purged_at IS NOT NULL ORDER BY s.id DESC`,
  );
  const removeStage = db.prepare('DELETE FROM stages WHERE id = ?');
  // What stands on it still tells its size and its loss by this summary, so that stays.
  const empty = [
    'DELETE FROM run_tags WHERE stage = @id',
    'DELETE FROM points WHERE stage = @id',
    'DELETE FROM log_lines WHERE stage = @id',
    `UPDATE stages SET state = 'waiting', started_at = NULL, ended_at = NULL, device = NULL,
       error = NULL, bytes = NULL WHERE id = @id`,
    `INSERT OR REPLACE INTO run_marks (stage, purged_at) VALUES (@id, @now)`,
  ].map((sql) => db.prepare<{ id: number; now: number }>(sql));

  return {
    /** In the order in which they came. @param keys default: all */
    list: (keys?: readonly string[]): RunRow[] => (keys ? some.all(toJson(keys)) : all.all()),
    fixed: (key: string): FixedRow | undefined => fixed.get(key),
    /** Places in experiments, older experiments first. @param stages row numbers; default: all */
    places: (stages?: readonly number[]): PlaceOfRun[] =>
      stages ? somePlaces.all(toJson(stages)) : allPlaces.all(),
    /** By row number. */
    tags(): Map<number, string[]> {
      const tags = new Map<number, string[]>();
      for (const { stage, tag } of allTags.all()) {
        const list = tags.get(stage);
        if (list) list.push(tag);
        else tags.set(stage, [tag]);
      }
      return tags;
    },
    /** Stages that have one of these among their inputs. */
    readersOf: (keys: readonly string[]): string[] => readers.all(toJson(keys)).map(({ key }) => key),
    setBytes: (key: string, bytes: number): void => void setBytes.run(bytes, key),
    change(key: string, change: RunChange & { trashedAt?: number | null }): void {
      ensure.run(key);
      if (change.name !== undefined) setters.name.run(change.name, key);
      if (change.note !== undefined) setters.note.run(change.note, key);
      if (change.starred !== undefined) setters.starred.run(change.starred ? 1 : 0, key);
      if (change.archived !== undefined) setters.archived.run(change.archived ? 1 : 0, key);
      if (change.trashedAt !== undefined) setters.trashedAt.run(change.trashedAt, key);
      for (const tag of change.removeTags ?? []) removeTag.run(tag, key);
      for (const tag of change.addTags ?? []) addTag.run(tag, key);
    },
    /** Out of the trash, those that are in it. */
    bringBack: (keys: readonly string[]): void => void bringBack.run(toJson(keys)),
    /** Keys, oldest run first. */
    trashed: (): string[] => trashed.all().map(({ key }) => key),
    isTrashed: (key: string): boolean => inTrash.get(key) !== undefined,
    /** Whether a run is gone for good (or never was), whatever is left of its row. */
    isPurged: (key: string): boolean => some.all(toJson([key])).every((row) => row.purged_at !== null),
    /** Takes all away that a stage gave, but not the row itself. */
    empty(id: number, now: number): void {
      for (const statement of empty) statement.run({ id, now });
    },
    /** Removes emptied rows that no experiment shows and nothing stands on any more. */
    removeUnread(): void {
      const reads = new Map<string, string[]>();
      const readers = new Map<string, number>();
      for (const { key, inputs } of allInputs.iterate()) {
        const keys = [...new Set(Object.values(JSON.parse(inputs) as Record<string, string>))];
        reads.set(key, keys);
        for (const input of keys) readers.set(input, (readers.get(input) ?? 0) + 1);
      }
      // Newest first: what a row stands on came before it.
      for (const { id, key, placed } of purgedRows.all()) {
        if (placed === 1 || (readers.get(key) ?? 0) > 0) continue;
        removeStage.run(id);
        for (const input of reads.get(key)!) readers.set(input, readers.get(input)! - 1);
      }
    },
  };
}
export type RunTable = ReturnType<typeof runTable>;

/** Saved arrangements of the runs table. */
export function viewTable(db: Db) {
  const all = db.prepare<[], { name: string; state: string }>('SELECT * FROM saved_views ORDER BY name');
  const put = db.prepare('INSERT OR REPLACE INTO saved_views (name, state) VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM saved_views WHERE name = ?');
  return {
    list: (): { name: string; state: unknown }[] =>
      all.all().map(({ name, state }) => ({ name, state: JSON.parse(state) as unknown })),
    put: (name: string, state: unknown): void => void put.run(name, toJson(state ?? null)),
    /** Whether there was one. */
    remove: (name: string): boolean => remove.run(name).changes > 0,
  };
}
export type ViewTable = ReturnType<typeof viewTable>;
