/** Places of experiments in the queue, in order, and the settings of the whole queue. What they mean is queue-desk.ts's. */
import { PRIORITIES, type Priority } from '#shared/contract/queue.ts';
import type { Db } from './open-database.ts';

export interface QueuePlace {
  name: string;
  position: number;
  priority: Priority;
  paused: boolean;
}

interface Row {
  name: string;
  position: number;
  priority: string;
  paused: number;
}

/** `paused` is 0 or 1; the others count stages at once. */
export type QueueSetting = 'paused' | 'slots/processor' | 'slots/gpu';

export function queueTable(db: Db) {
  const all = db.prepare<[], Row>(
    `SELECT e.name, p.position, p.priority, p.paused FROM queue_places p JOIN experiments e ON e.id = p.experiment
     ORDER BY p.position, e.id`,
  );
  const insert = db.prepare(
    `INSERT INTO queue_places (experiment, position)
     SELECT id, (SELECT coalesce(max(position), 0) + 1 FROM queue_places) FROM experiments WHERE name = ?
     ON CONFLICT (experiment) DO NOTHING`,
  );
  const update = db.prepare(
    `UPDATE queue_places SET position = ?, priority = ?, paused = ?
     WHERE experiment = (SELECT id FROM experiments WHERE name = ?)`,
  );
  const remove = db.prepare(
    'DELETE FROM queue_places WHERE experiment = (SELECT id FROM experiments WHERE name = ?)',
  );
  const setting = db.prepare<[string], { value: number }>('SELECT value FROM queue_settings WHERE name = ?');
  const put = db.prepare(
    'INSERT INTO queue_settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const clear = db.prepare('DELETE FROM queue_settings WHERE name = ?');

  return {
    /** In the order of the queue: by priority, then by position. */
    places(): QueuePlace[] {
      const rows = all.all().map((row): QueuePlace => ({
        ...row,
        priority: row.priority as Priority,
        paused: row.paused === 1,
      }));
      return PRIORITIES.flatMap((priority) => rows.filter((row) => row.priority === priority));
    },
    /** At the end of the queue, with normal priority; a place that is there stays. */
    add: (name: string): void => void insert.run(name),
    change: ({ name, position, priority, paused }: QueuePlace): void =>
      void update.run(position, priority, paused ? 1 : 0, name),
    remove: (name: string): void => void remove.run(name),
    /** Null: never set. */
    setting: (name: QueueSetting): number | null => setting.get(name)?.value ?? null,
    /** @param value null: as if never set */
    set: (name: QueueSetting, value: number | null): void =>
      void (value === null ? clear.run(name) : put.run(name, value)),
  };
}
export type QueueTable = ReturnType<typeof queueTable>;
