/**
 * CSV of metrics. Three forms, told apart by the header: one row per run (`run,seed,AUC,...`), one row per step with a
 * column `step` or `epoch`, and one row per value with columns `metric` and `value`. Numeric columns are metrics unless
 * their name says parameter. Which rows of the latter two are one run is csv-groups.ts's.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { AppError } from '#shared/errors.ts';
import { say } from '#shared/messages/said.ts';
import { DATASET_FIELDS, METHOD_FIELDS, SEED_FIELDS, SPLIT_FIELDS } from '../field-names.ts';
import {
  collectMetrics,
  type ForeignRun,
  type ForeignStore,
  type ForeignValue,
  type LoggedPoint,
  readValue,
} from '../foreign-run.ts';
import { metricNamed } from '../metric-names.ts';
import { type CsvEntry, type CsvGroup, type CsvRow, groupCourses } from './csv-groups.ts';

const RUN_COLUMNS = ['run', 'run_id', 'run_name', 'name', 'id', 'experiment_run'];
const STEP_COLUMNS = ['step', 'global_step', 'iteration', 'epoch'];
const TIME_COLUMNS = ['timestamp', 'wall time', 'time'];
/** Rows that differ in one of these are of different runs. */
const IDENTITY: readonly string[] = [
  ...METHOD_FIELDS,
  ...DATASET_FIELDS,
  ...SEED_FIELDS,
  ...SPLIT_FIELDS,
  'experiment',
  'layers',
];
/** Columns that describe a run, whatever their values look like. */
const DESCRIBING: ReadonlySet<string> = new Set([
  ...RUN_COLUMNS,
  ...STEP_COLUMNS,
  ...TIME_COLUMNS,
  ...IDENTITY,
  'epochs',
  'lr',
  'learning_rate',
  'batch_size',
]);
/** They count rows, whatever run they are of. */
const COUNTING: ReadonlySet<string> = new Set([...STEP_COLUMNS, ...TIME_COLUMNS, 'id']);

const plain = (column: string): string => column.trim().toLowerCase();

/** @throws AppError `bad-input` with the line of what cannot be read */
export async function readCsvRuns(file: string): Promise<ForeignStore> {
  const text = await readFile(file, 'utf8');
  const { rows, columns } = parseRows(text, file);
  if (rows.length === 0)
    throw AppError.of(
      'bad-input',
      text.trim() === '' ? 'error.imports.nothingInIt' : 'error.imports.noRows',
      { file },
      { file },
    );
  const find = (names: readonly string[]): string | undefined =>
    columns.find((column) => names.includes(plain(column)));
  const runColumn = find(RUN_COLUMNS);
  const stepColumn = find(STEP_COLUMNS);
  const metricColumn = find(['metric', 'tag', 'key']);
  const valueColumn = find(['value']);
  const long = metricColumn !== undefined && valueColumn !== undefined;
  const metrics = long ? [] : metricColumns(columns, rows);
  if (!long && metrics.length === 0)
    throw AppError.of(
      'bad-input',
      'error.imports.noColumn',
      { file, columns: columns.join(', ') },
      { file, columns },
    );
  // Without steps each row is a run of its own, named or not.
  const isCourse = long || stepColumn !== undefined;
  const base = path.basename(file, path.extname(file));
  const params = columns.filter(
    (column) =>
      ![runColumn, stepColumn, metricColumn, valueColumn].includes(column) && !metrics.includes(column),
  );
  const ownName = ({ row }: CsvEntry): string => (runColumn === undefined ? '' : row[runColumn]!);
  const cellsOf = ({ row }: CsvEntry): (readonly [metric: string, cell: string])[] =>
    (long
      ? [[row[metricColumn]!, row[valueColumn]!] as const]
      : metrics.map((column) => [column.trim(), row[column]!] as const)
    ).filter(([, cell]) => cell !== '');
  const groups = isCourse
    ? groupCourses(
        rows,
        {
          identity: params.filter((column) => IDENTITY.includes(plain(column))),
          settings: params.filter(
            (column) => !IDENTITY.includes(plain(column)) && !COUNTING.has(plain(column)),
          ),
        },
        (entry) => ownName(entry) || base,
        (entry) =>
          cellsOf(entry).map(([metric]) => JSON.stringify([metric, stepColumn && entry.row[stepColumn]])),
      )
    : rows.map((entry, at): CsvGroup => {
        const name = ownName(entry) || `${base} ${at + 1}`;
        return { externalId: `${at + 1}:${name}`, name, entries: [entry] };
      });

  let notFinite = 0;
  const runs = groups.map(({ externalId, name, entries }): ForeignRun => {
    const points = new Map<string, LoggedPoint[]>();
    entries.forEach((entry, at) => {
      const { row, line } = entry;
      const step = stepColumn === undefined ? at : stepOf(row[stepColumn]!, stepColumn, file, line);
      for (const [metric, cell] of cellsOf(entry)) {
        const value = numberOf(cell, metric, file, line);
        const ofMetric = points.get(metric);
        if (ofMetric) ofMetric.push({ step, value, time: at });
        else points.set(metric, [{ step, value, time: at }]);
      }
    });
    const collected = collectMetrics(points);
    notFinite += collected.notFinite;
    const first = entries[0]!.row;
    return {
      externalId,
      name,
      experiment: null,
      state: 'done',
      startedAt: null,
      endedAt: null,
      params: Object.fromEntries(
        params
          .filter((column) => first[column]!.trim() !== '')
          .map((column): [string, ForeignValue] => [plain(column), readValue(first[column]!)]),
      ),
      tags: {},
      note: '',
      metrics: collected.metrics,
      curves: collected.curves,
    };
  });
  return {
    format: 'csv',
    runs,
    warnings: notFinite > 0 ? [say('imports.warning.notFinite', { count: notFinite })] : [],
  };
}

function parseRows(text: string, file: string): { columns: string[]; rows: CsvEntry[] } {
  try {
    const records = parse(text, {
      bom: true,
      columns: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
      delimiter: [',', ';', '\t'],
    }) as unknown as { record: CsvRow; info: { lines: number } }[];
    const columns = Object.keys(records[0]?.record ?? {});
    return { columns, rows: records.map(({ record, info }) => ({ row: record, line: info.lines })) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw AppError.of(
      'bad-input',
      'error.imports.noCsv',
      { file, reason: error.message },
      { file, line: error.lines },
    );
  }
}

/** Columns with a known metric's name, and other columns of numbers that do not describe the run. */
function metricColumns(columns: readonly string[], rows: readonly CsvEntry[]): string[] {
  return columns.filter((column) => {
    if (metricNamed(column) !== null) return true;
    if (DESCRIBING.has(plain(column))) return false;
    const filled = rows.map(({ row }) => row[column]!.trim()).filter((cell) => cell !== '');
    return filled.length > 0 && filled.every((cell) => isNumeric(cell));
  });
}

const isNumeric = (cell: string): boolean =>
  /^(nan|[-+]?inf(inity)?)$/i.test(cell) || typeof readValue(cell) === 'number';

function numberOf(cell: string, metric: string, file: string, line: number): number {
  const text = cell.trim();
  if (/^nan$/i.test(text)) return Number.NaN;
  if (/^[-+]?inf(inity)?$/i.test(text)) return Number.POSITIVE_INFINITY;
  // "71.02%" says its own scale; the number is what the metric's scale is applied to.
  const value = readValue(text.replace(/\s*%$/, ''));
  if (typeof value === 'number') return value;
  throw AppError.of(
    'bad-input',
    'error.imports.noNumber',
    { file, line, cell, metric },
    { file, line, metric },
  );
}

function stepOf(cell: string, column: string, file: string, line: number): number {
  const step = readValue(cell);
  if (typeof step === 'number' && Number.isSafeInteger(step) && step >= 0) return step;
  throw AppError.of(
    'bad-input',
    'error.imports.noStep',
    { file, line, cell, column },
    { file, line, column },
  );
}
