/** Experiments and which stages each of them needs, with the title and the rows of the table they serve there. */
import type { Experiment } from '#shared/config/experiment.ts';
import type { ExperimentState } from '#shared/contract/domain.ts';
import type { StageKind } from '#shared/trainer-protocol/stages.ts';
import { fromJson, toJson } from './columns.ts';
import type { Db } from './open-database.ts';

export interface ExperimentRecord {
  name: string;
  config: Experiment;
  yaml: string;
  state: ExperimentState;
  createdAt: number;
  endedAt: number | null;
  error: string | null;
}

/** One stage's place in one experiment. */
export interface StagePlace {
  key: string;
  title: string;
  /** Labels of the method rows. */
  methods: string[];
  /** 0-based. */
  repeats: number[];
  reused: boolean;
}

interface Row {
  name: string;
  config: string;
  yaml: string;
  state: string;
  created_at: number;
  ended_at: number | null;
  error: string | null;
}
interface PlaceRow {
  key: string;
  title: string;
  methods: string;
  repeats: string;
  reused: number;
}

const read = (row: Row): ExperimentRecord => ({
  name: row.name,
  config: fromJson(row.config),
  yaml: row.yaml,
  state: row.state as ExperimentState,
  createdAt: row.created_at,
  endedAt: row.ended_at,
  error: row.error,
});

const readPlace = (row: PlaceRow): StagePlace => ({
  key: row.key,
  title: row.title,
  methods: fromJson(row.methods),
  repeats: fromJson(row.repeats),
  reused: row.reused === 1,
});

export function experimentTable(db: Db) {
  const all = db.prepare<[], Row>('SELECT * FROM experiments ORDER BY created_at DESC, id DESC');
  const one = db.prepare<[string], Row>('SELECT * FROM experiments WHERE name = ?');
  const insert = db.prepare(
    `INSERT INTO experiments (name, config, yaml, state, created_at) VALUES (?, ?, ?, 'queued', ?)`,
  );
  const update = db.prepare('UPDATE experiments SET config = ?, yaml = ? WHERE name = ?');
  const setState = db.prepare('UPDATE experiments SET state = ?, ended_at = ?, error = ? WHERE name = ?');
  const remove = db.prepare('DELETE FROM experiments WHERE name = ?');
  const interrupted = db.prepare(
    `UPDATE experiments SET state = 'stopped', ended_at = ? WHERE state IN ('queued', 'running')`,
  );
  const clearPlaces = db.prepare(
    'DELETE FROM experiment_stages WHERE experiment = (SELECT id FROM experiments WHERE name = ?)',
  );
  const insertPlace = db.prepare(
    `INSERT INTO experiment_stages (experiment, stage, position, title, methods, repeats, reused)
     SELECT e.id, s.id, ?, ?, ?, ?, ? FROM experiments e, stages s WHERE e.name = ? AND s.key = ?`,
  );
  const places = db.prepare<[string, string], PlaceRow>(
    `SELECT s.key, p.title, p.methods, p.repeats, p.reused FROM experiment_stages p
     JOIN stages s ON s.id = p.stage JOIN experiments e ON e.id = p.experiment
     WHERE e.name = ? AND s.kind GLOB ? ORDER BY p.position`,
  );
  const place = db.prepare<[string, string], PlaceRow>(
    `SELECT s.key, p.title, p.methods, p.repeats, p.reused FROM experiment_stages p
     JOIN stages s ON s.id = p.stage JOIN experiments e ON e.id = p.experiment
     WHERE e.name = ? AND s.key = ?`,
  );
  const holders = db.prepare<[string], { name: string }>(
    `SELECT e.name FROM experiment_stages p JOIN experiments e ON e.id = p.experiment
     JOIN stages s ON s.id = p.stage WHERE s.key = ? ORDER BY e.id`,
  );

  return {
    list: (): ExperimentRecord[] => all.all().map(read),
    get: (name: string): ExperimentRecord | undefined => one.all(name).map(read)[0],
    add: (config: Experiment, yaml: string, createdAt: number): void =>
      void insert.run(config.name, toJson(config), yaml, createdAt),
    update: (config: Experiment, yaml: string): void => void update.run(toJson(config), yaml, config.name),
    setState: (name: string, state: ExperimentState, endedAt: number | null, error: string | null): void =>
      void setState.run(state, endedAt, error, name),
    remove: (name: string): void => void remove.run(name),
    stopInterrupted: (now: number): void => void interrupted.run(now),
    /** Replaces the experiment's list; `stages` in order, inputs first. */
    setPlaces(name: string, stages: readonly StagePlace[]): void {
      clearPlaces.run(name);
      stages.forEach((place, position) => {
        const { title, methods, repeats, reused, key } = place;
        insertPlace.run(position, title, toJson(methods), toJson(repeats), reused ? 1 : 0, name, key);
      });
    },
    /** @param kind only stages of this kind; default: all */
    places: (name: string, kind: StageKind | '*' = '*'): StagePlace[] =>
      places.all(name, kind).map(readPlace),
    place: (name: string, key: string): StagePlace | undefined => place.all(name, key).map(readPlace)[0],
    /** Names of the experiments that need a stage. */
    holders: (key: string): string[] => holders.all(key).map(({ name }) => name),
  };
}
export type ExperimentTable = ReturnType<typeof experimentTable>;
