/** MLflow's SQLite store, opened to read only; schema as of MLflow 1.0 to 3.x (store/dbmodels/models.py). */
import Database from 'better-sqlite3';
import { AppError } from '#shared/errors.ts';
import {
  collectMetrics,
  type ForeignRun,
  type ForeignStore,
  type LoggedPoint,
  readValue,
  requireSafeStep,
} from '../foreign-run.ts';
import { leftOutWarnings, type LeftOut, MLFLOW_NOTE, ownTags, stateOfStatus } from './mlflow-terms.ts';

interface RunRow {
  id: string;
  name: string | null;
  status: string;
  start_time: number | null;
  end_time: number | null;
  lifecycle_stage: string;
  experiment: string;
  experiment_stage: string;
}

/** @throws AppError `bad-input` where the file is no whole MLflow database */
export function readMlflowSqlite(file: string): ForeignStore {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true });
    const intact = db.pragma('quick_check(1)', { simple: true });
    if (intact !== 'ok') throw new RangeError(String(intact));
    return readRuns(db, file);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw AppError.of('bad-input', 'error.imports.noDatabase', { file, reason }, { file }, error);
  } finally {
    db?.close();
  }
}

function readRuns(db: Database.Database, file: string): ForeignStore {
  const rows = db
    .prepare<[], RunRow>(
      `SELECT r.run_uuid AS id, r.name, r.status, r.start_time, r.end_time, r.lifecycle_stage,
         e.name AS experiment, e.lifecycle_stage AS experiment_stage
       FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id ORDER BY r.start_time, r.run_uuid`,
    )
    .all();
  const params = db.prepare<[string], { key: string; value: string }>(
    'SELECT key, value FROM params WHERE run_uuid = ?',
  );
  const tags = db.prepare<[string], { key: string; value: string | null }>(
    'SELECT key, value FROM tags WHERE run_uuid = ?',
  );
  // A value that is no number is stored as 0 with `is_nan`; an infinite one as the largest double.
  const metrics = db.prepare<
    [string],
    { key: string; value: number; timestamp: number; step: number; is_nan: number }
  >('SELECT key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ?');
  const runs: ForeignRun[] = [];
  const leftOut: LeftOut = { deleted: 0, notFinite: 0, empty: 0 };
  for (const row of rows) {
    if (row.lifecycle_stage !== 'active' || row.experiment_stage !== 'active') {
      leftOut.deleted++;
      continue;
    }
    const points = new Map<string, LoggedPoint[]>();
    for (const { key, value, timestamp, step, is_nan } of metrics.iterate(row.id)) {
      requireSafeStep(step, { file, run: row.name || row.id, metric: key, step: String(step) });
      const finite = is_nan === 0 && Math.abs(value) < Number.MAX_VALUE;
      const point = { step, time: timestamp, value: finite ? value : Number.NaN };
      const list = points.get(key);
      if (list) list.push(point);
      else points.set(key, [point]);
    }
    const collected = collectMetrics(points);
    leftOut.notFinite += collected.notFinite;
    if (Object.keys(collected.metrics).length === 0) {
      leftOut.empty++;
      continue;
    }
    const ofRun = new Map(tags.all(row.id).map(({ key, value }) => [key, value ?? '']));
    runs.push({
      externalId: row.id,
      name: row.name || ofRun.get('mlflow.runName') || row.id,
      experiment: row.experiment,
      state: stateOfStatus(row.status),
      startedAt: row.start_time,
      endedAt: row.end_time,
      params: Object.fromEntries(params.all(row.id).map(({ key, value }) => [key, readValue(value)])),
      tags: ownTags(ofRun),
      note: ofRun.get(MLFLOW_NOTE) ?? '',
      metrics: collected.metrics,
      curves: collected.curves,
    });
  }
  return { format: 'mlflow-sqlite', runs, warnings: leftOutWarnings(leftOut) };
}
