/**
 * Metric points and log lines of stages. Writes are buffered for a moment and go to the disk in one transaction; reads
 * flush first, so a reader never misses what was said.
 */
import type { Curve, LogLine } from '#shared/contract/domain.ts';
import type { Db } from './open-database.ts';

/** How long a write may wait for company. */
const FLUSH_AFTER_MS = 100;
/** Rows of one INSERT: half the time of single rows, and more are no faster (tests/bench/points.ts). */
const ROWS_AT_ONCE = 25;
const COLUMNS = 4;

interface Point {
  stage: number;
  step: number;
  values: Readonly<Record<string, number>>;
}
interface Line {
  stage: number;
  time: number;
  level: string;
  message: string;
  written: (line: LogLine) => void;
}

/** Rows in the order of the primary key, one after the other, so that each finds its place beside the last one. */
function inOrder(points: readonly Point[], metricId: (name: string) => number): number[] {
  const byCurve = new Map<number, Map<number, number[]>>();
  for (const { stage, step, values } of points) {
    let curves = byCurve.get(stage);
    if (!curves) byCurve.set(stage, (curves = new Map()));
    for (const name in values) {
      const metric = metricId(name);
      const rows = curves.get(metric);
      if (rows) rows.push(stage, metric, step, values[name]!);
      else curves.set(metric, [stage, metric, step, values[name]!]);
    }
  }
  const sorted = <T>(map: ReadonlyMap<number, T>): T[] =>
    [...map].sort(([a], [b]) => a - b).map(([, one]) => one);
  return sorted(byCurve).flatMap((curves) => sorted(curves).flat());
}

export function curveTable(db: Db) {
  /** Only of rows that are on the disk: a number whose row was undone may become another metric's. */
  const metricIds = new Map<string, number>();
  const insertMetric = db.prepare('INSERT INTO metrics (name) VALUES (?) ON CONFLICT DO NOTHING');
  const selectMetric = db.prepare<[string], { id: number }>('SELECT id FROM metrics WHERE name = ?');
  // A stage that goes on from a checkpoint says the steps after it again.
  const insertPoints = (rows: number) =>
    db.prepare(
      `INSERT OR REPLACE INTO points (stage, metric, step, value) VALUES ${Array(rows).fill('(?, ?, ?, ?)').join(', ')}`,
    );
  const insertPoint = insertPoints(1);
  const insertBlock = insertPoints(ROWS_AT_ONCE);
  const insertLine = db.prepare('INSERT INTO log_lines (stage, time, level, message) VALUES (?, ?, ?, ?)');
  const selectMetrics = db.prepare<[number], { id: number; name: string }>(
    `SELECT id, name FROM metrics m
     WHERE EXISTS (SELECT 1 FROM points p WHERE p.stage = ? AND p.metric = m.id) ORDER BY id`,
  );
  const selectPoints = db
    .prepare<[number, number], [number, number]>(
      'SELECT step, value FROM points WHERE stage = ? AND metric = ? ORDER BY step',
    )
    .raw();
  const selectPeak = db.prepare<[number, string], { peak: number | null }>(
    'SELECT max(value) AS peak FROM points WHERE stage = ? AND metric = (SELECT id FROM metrics WHERE name = ?)',
  );
  const selectLines = db.prepare<[number, number, number], LogLine>(
    'SELECT id, time, level, message FROM log_lines WHERE stage = ? AND id > ? ORDER BY id LIMIT ?',
  );
  const clear = db.prepare('DELETE FROM points WHERE stage = ?');

  const metricId = (name: string): number => {
    let id = metricIds.get(name);
    if (id === undefined) {
      insertMetric.run(name);
      id = selectMetric.get(name)!.id;
      metricIds.set(name, id);
    }
    return id;
  };

  let points: Point[] = [];
  let lines: Line[] = [];
  let timer: NodeJS.Timeout | undefined;

  const write = db.transaction((somePoints: Point[], someLines: Line[]): LogLine[] => {
    const rows = inOrder(somePoints, metricId);
    const block = ROWS_AT_ONCE * COLUMNS;
    let at = 0;
    for (; at + block <= rows.length; at += block) insertBlock.run(rows.slice(at, at + block));
    for (; at < rows.length; at += COLUMNS) insertPoint.run(rows.slice(at, at + COLUMNS));
    return someLines.map(({ stage, time, level, message }) => {
      const id = Number(insertLine.run(stage, time, level, message).lastInsertRowid);
      return { id, time, level, message };
    });
  });

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (points.length === 0 && lines.length === 0) return;
    const [somePoints, someLines] = [points, lines];
    points = [];
    lines = [];
    let written: LogLine[];
    try {
      written = write(somePoints, someLines);
    } catch (error) {
      metricIds.clear();
      throw error;
    }
    written.forEach((line, i) => someLines[i]!.written(line));
  };
  const flushSoon = (): void => {
    timer ??= setTimeout(flush, FLUSH_AFTER_MS);
  };

  return {
    flush,
    /** Forgets what is not on the disk yet, or was in a transaction that has been undone. */
    discard(): void {
      clearTimeout(timer);
      timer = undefined;
      metricIds.clear();
      points = [];
      lines = [];
    },
    /** @param stage row number @param values finite numbers by metric name */
    addPoints(stage: number, step: number, values: Readonly<Record<string, number>>): void {
      points.push({ stage, step, values });
      flushSoon();
    },
    /** @param written called with the line's number once it is stored */
    addLine(line: Line): void {
      lines.push(line);
      flushSoon();
    },
    /** Before a stage starts from the beginning. */
    clearPoints(stage: number): void {
      flush();
      clear.run(stage);
    },
    /** In the order in which metrics were first heard of. @param metrics only these; default: all */
    curves(stage: number, metrics?: readonly string[]): Curve[] {
      flush();
      const found = selectMetrics.all(stage).filter(({ name }) => metrics?.includes(name) ?? true);
      return found.map(({ id, name }) => {
        const curve: Curve = { metric: name, steps: [], values: [] };
        for (const [step, value] of selectPoints.all(stage, id)) {
          curve.steps.push(step);
          curve.values.push(value);
        }
        return curve;
      });
    },
    /** Largest value of a metric that is on the disk; null without one. */
    peak: (stage: number, metric: string): number | null => selectPeak.get(stage, metric)?.peak ?? null,
    /** Lines after number `after`, oldest first. */
    lines(stage: number, after: number, limit: number): LogLine[] {
      flush();
      return selectLines.all(stage, after, limit);
    },
  };
}
export type CurveTable = ReturnType<typeof curveTable>;
