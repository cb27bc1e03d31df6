/** Saved tables: kept in the store, rendered from their snapshots, exported. The numbers themselves are render.ts's. */
import type {
  FigureRequest,
  PaperFigure,
  PaperFormat,
  RenderedTable,
  SavedTable,
  TableDefinition,
  TableListRow,
} from '#shared/contract/paper-tables.ts';
import { AppError } from '#shared/errors.ts';
import { problemSaid } from '#shared/table-words.ts';
import type { EventHub } from '../events/event-hub.ts';
import { columnsOf, paperFigure } from '../export/figure/paper-figure.ts';
import { exportPaperTable } from '../export/paper/export-paper-table.ts';
import type { ExportedFile } from '../export/render-table.ts';
import type { PaperResults } from '../published/paper-results.ts';
import type { PaperTableRecord } from '../store/paper-table-store.ts';
import { wholeKey } from '../runs/whole-key.ts';
import type { Store } from '../store/store.ts';
import { proposeOfExperiments, proposeOfRuns } from './propose.ts';
import { renderPaperTable } from './render.ts';
import { renewSnapshot, takeSnapshot } from './resolve.ts';
import { staleReasons } from './stale.ts';
import type { RunSource, Snapshot } from './table-run.ts';

/** A saved table by name, or a definition that is not saved (yet) with the name it prints under. */
export interface TableRequest {
  name: string;
  definition?: TableDefinition | undefined;
}

export class PaperTableDesk {
  private readonly store: Store;
  private readonly runs: RunSource;
  private readonly hub: EventHub;
  private readonly readPaper: () => PaperResults;
  private paper: PaperResults | undefined;

  constructor(store: Store, runs: RunSource, hub: EventHub, readPaper: () => PaperResults) {
    this.store = store;
    this.runs = runs;
    this.hub = hub;
    this.readPaper = readPaper;
  }

  list(): TableListRow[] {
    return this.store.paperTables.list().map((record) => {
      const { name, createdAt, updatedAt, definition } = record;
      const { problems, stale, runs } = this.rendered(name, definition, record.snapshot);
      const experiments = [...new Set(Object.values(runs).flatMap((run) => run.experiments))];
      const sources = definition.rows.flatMap((row) =>
        row.sources.flatMap((one) => ('runs' in one ? [] : one.experiment)),
      );
      return {
        name,
        createdAt,
        updatedAt,
        experiments: sources.length > 0 ? [...new Set(sources)] : experiments,
        rows: definition.rows.filter(({ kind }) => kind === 'runs').length,
        columns: definition.columns.length,
        runs: Object.keys(runs).length,
        stale,
        problems,
      };
    });
  }

  get(name: string): SavedTable {
    return this.saved(this.record(name));
  }

  /** Renders with the snapshot of the saved table of that name, where there is one. */
  render({ name, definition }: TableRequest): RenderedTable {
    const record = this.store.paperTables.get(name);
    const wanted = definition ?? this.record(name).definition;
    return this.rendered(name, wanted, takeSnapshot(wanted, this.runs, record?.snapshot ?? null, Date.now()));
  }

  /** @throws AppError `conflict` where a new table would take the name of another */
  save(name: string, definition: TableDefinition, isNew = false): SavedTable {
    const before = this.store.paperTables.get(name);
    if (isNew && before) throw AppError.of('conflict', 'error.table.taken', { name }, { name });
    return this.put(
      name,
      definition,
      takeSnapshot(definition, this.runs, before?.snapshot ?? null, Date.now()),
      before,
    );
  }

  /** Takes the runs as they are now. */
  update(name: string): SavedTable {
    const before = this.record(name);
    const { definition, snapshot } = before;
    return this.put(name, definition, renewSnapshot(definition, this.runs, snapshot, Date.now()), before);
  }

  rename(name: string, to: string): SavedTable {
    this.record(name);
    if (name !== to) {
      if (this.store.paperTables.get(to))
        throw AppError.of('conflict', 'error.table.taken', { name: to }, { name: to });
      this.store.paperTables.rename(name, to);
      this.hub.publish({ type: 'tables' });
    }
    return this.get(to);
  }

  remove(name: string): void {
    this.record(name);
    this.store.paperTables.remove(name);
    this.hub.publish({ type: 'tables' });
  }

  /** A definition to start from: rows of experiments, and below them those of chosen runs. */
  propose(wanted: {
    experiments?: readonly string[];
    runs?: readonly string[];
    metrics?: readonly string[];
  }): TableDefinition {
    const records = (wanted.experiments ?? []).map((name) => {
      const record = this.store.experiments.get(name);
      if (!record) throw AppError.of('not-found', 'error.noExperiment', { name }, { name });
      return record;
    });
    const ofExperiments = records.length > 0 ? proposeOfExperiments(records, wanted.metrics) : null;
    const keys = (wanted.runs ?? []).map((key) => wholeKey(this.store, key));
    if (keys.length === 0) {
      if (!ofExperiments) throw AppError.of('bad-input', 'error.table.noStart');
      return ofExperiments;
    }
    const { repeats, runs } = this.runs.find([{ runs: keys }]);
    if (repeats.flat().length === 0) throw AppError.of('bad-input', 'error.table.noRuns', {}, { keys });
    const ofRuns = proposeOfRuns(Object.values(runs), wanted.metrics);
    if (!ofExperiments) return ofRuns;
    const below = ofRuns.rows.map((row) => ({ ...row, id: `chosen-${row.id}` }));
    return { ...ofExperiments, rows: [...ofExperiments.rows, ...below] };
  }

  /** @throws AppError `bad-input` where a column mixes numbers that mean different things */
  export(request: TableRequest, format: PaperFormat): ExportedFile {
    const table = this.render(request);
    refuseMixed(
      table,
      table.columns.map(({ id }) => id),
    );
    return exportPaperTable(table, format);
  }

  /** @throws AppError `bad-input` where the table has not what the figure shows, or a column it shows is mixed */
  figure(request: TableRequest, figure: FigureRequest): PaperFigure {
    const table = this.render(request);
    refuseMixed(table, columnsOf(table, figure));
    return paperFigure(table, figure);
  }

  private put(
    name: string,
    definition: TableDefinition,
    snapshot: Snapshot,
    before?: PaperTableRecord,
  ): SavedTable {
    const now = Date.now();
    const record = { name, createdAt: before?.createdAt ?? now, updatedAt: now, definition, snapshot };
    this.store.paperTables.put(record);
    this.hub.publish({ type: 'tables' });
    return this.saved(record);
  }

  private saved(record: PaperTableRecord): SavedTable {
    const { name, createdAt, updatedAt, definition } = record;
    return {
      name,
      createdAt,
      updatedAt,
      definition,
      table: this.rendered(name, definition, record.snapshot),
    };
  }

  private rendered(name: string, definition: TableDefinition, snapshot: Snapshot): RenderedTable {
    this.paper ??= this.readPaper();
    const table = renderPaperTable({ name, definition, snapshot, paper: this.paper });
    return { ...table, stale: staleReasons(definition, snapshot, this.runs) };
  }

  private record(name: string): PaperTableRecord {
    const record = this.store.paperTables.get(name);
    if (!record) throw AppError.of('not-found', 'error.noTable', { name }, { name });
    return record;
  }
}

/** Numbers that mean different things do not leave the lab side by side. */
function refuseMixed({ name, problems }: RenderedTable, columns: readonly string[]): void {
  const errors = problems.filter(
    ({ severity, column }) => severity === 'error' && (column === null || columns.includes(column)),
  );
  if (errors.length === 0) return;
  throw AppError.of(
    'bad-input',
    'error.table.notExported',
    { name, problems: { each: errors.map(problemSaid), between: ' ' } },
    { problems: errors },
  );
}
