/**
 * What a lab offers its clients inside the process (command line, router): every call of the contract as a method, and
 * some that only make sense in-process (waiting, closing). Implemented by lab.ts.
 */
import type {
  Curve,
  Dataset,
  DatasetDetail,
  ExperimentCheck,
  ExperimentDetail,
  ExperimentPreset,
  ExperimentRow,
  LabEvent,
  LogLine,
  Plm,
  PresetCost,
  SystemStatus,
} from '#shared/contract/domain.ts';
import type {
  EfficiencyTable,
  DatasetTableFormat,
  PublishedChoice,
  ResultTable,
} from '#shared/contract/tables.ts';
import type {
  Bootstrap,
  BootstrapRequest,
  CompareRequest,
  Comparison,
  Repeats,
  RepeatsRequest,
} from '#shared/contract/compare.ts';
import type { ImportPreview, ImportReport, ImportRequest } from '#shared/contract/imports.ts';
import type { Subset } from '#shared/config/subset.ts';
import type { ExportedFile } from './export/render-table.ts';
import type { CheckpointDesk } from './checkpoints/checkpoint-desk.ts';
import type { QueueCalls } from './queue/queue-calls.ts';
import type { RunDesk } from './runs/run-desk.ts';
import type { PaperTableDesk } from './tables/paper-table-desk.ts';

export interface LabOptions {
  /** Folder of the database and the artifacts; made when missing. */
  workspace: string;
  /** Stages that run at the same time on the processor, unless the user has set it. Default: as cores and memory allow. */
  slots?: number;
  /** The trainer's program file. Default: the one beside this program. */
  trainerEntry?: string;
  /** Node binary of the trainers. Default: the one that runs the lab. */
  nodePath?: string;
  /** One line for people about what the lab does (stage starts, retries, recomputation). */
  onLog?: (line: LogNote) => void;
  /** Bounds of the supervisor, in milliseconds; tests shorten them. */
  timings?: Partial<SupervisorTimings>;
  /** Seconds between two checkpoints of a training stage. Default 30. */
  checkpointEverySeconds?: number;
}

export interface LogNote {
  level: 'info' | 'warn';
  /** The stage it is about, if any. */
  key: string | null;
  message: string;
}

export interface SupervisorTimings {
  /** A stage that says nothing for so long is ended. Default 30 min. */
  hangMs: number;
  /** How long a stopped stage may take for its checkpoint before SIGTERM. Default 60 s. */
  stopMs: number;
  /** From SIGTERM to SIGKILL. Default 5 s. */
  terminateMs: number;
  /** How long a trainer without work is kept warm. Default 3 s. */
  idleMs: number;
}

/** A generated news world; sizes default to the generator's. */
export interface SampleRequest {
  /** Default: a folder under the workspace, `samples/<name or seed>`. */
  outDir?: string;
  /** Also imports it under this name. */
  name?: string;
  seed?: number;
  news?: number;
  users?: number;
  impressions?: number;
}

export interface RunOptions {
  /** The file as the user wrote it, comments included. Default: the configuration as YAML. */
  yaml?: string;
}

export interface Lab {
  /** Absolute path. */
  readonly workspace: string;
  status(): SystemStatus;
  /** Live changes from now on; ends with `signal`, with the lab, or when the reader leaves. */
  events(signal?: AbortSignal): AsyncIteratorObject<LabEvent, undefined, void>;

  listDatasets(): Dataset[];
  /** @throws AppError `not-found`, as all calls by name */
  getDataset(name: string): Promise<DatasetDetail>;
  /** Imports a folder or zip in the MIND layout; resolves when done. Same content under the same name: nothing to do. */
  importDataset(name: string, source: string): Promise<Dataset>;
  sample(request: SampleRequest): Promise<{ outDir: string; dataset: Dataset | null }>;
  /**
   * Makes a dataset of some users or days of another one, or with a validation split; resolves when done.
   * @throws AppError `bad-input` for what the other one cannot give, before anything is written
   */
  deriveDataset(name: string, parent: string, subset: Subset): Promise<Dataset>;
  /** The statistics rows of these datasets (default: all) as one table. */
  datasetTable(format: DatasetTableFormat, names?: readonly string[]): ExportedFile;
  removeDataset(name: string): Promise<void>;

  listPlms(): Plm[];
  importPlm(name: string, source: string): Promise<Plm>;
  removePlm(name: string): Promise<void>;

  listPresets(): ExperimentPreset[];
  /** What each of them would compute and take here. */
  presetCosts(): PresetCost[];

  listExperiments(): ExperimentRow[];
  getExperiment(name: string): ExperimentDetail;
  /** Every problem of a configuration with its path, and what it would compute. */
  check(config: unknown): ExperimentCheck;
  /**
   * Stores and queues an experiment; the same configuration again goes on where it stopped.
   * @throws AppError `bad-input` with `details.problems`, `conflict` when the name has another configuration
   */
  run(config: unknown, options?: RunOptions): ExperimentRow;
  /** Resolves when nothing of it runs or waits any more: done, failed or stopped. */
  settled(name: string): Promise<ExperimentRow>;
  /** Running stages write a checkpoint and end; resolves when they have. */
  stop(name: string): Promise<void>;
  resume(name: string): ExperimentRow;
  /** Ends the processes at once; the work goes back to the last checkpoint. */
  kill(name: string): Promise<void>;
  /** Forgets the experiment; its artifacts stay for others to reuse. */
  removeExperiment(name: string): Promise<void>;

  /** What runs and what waits, in the order in which the user wants it. */
  readonly queue: QueueCalls;

  points(key: string): Curve[];
  log(key: string, after?: number, limit?: number): LogLine[];
  /** @param published the paper's column shown beside our rows; default `none` */
  resultTable(name: string, published?: PublishedChoice): ResultTable;
  efficiencyTable(name: string): EfficiencyTable;
  /** Tests between groups of runs. @throws AppError `not-found` for a run, `bad-input` for its labels */
  compareGroups(request: CompareRequest): Promise<Comparison>;
  /** Paired bootstrap over impressions, in threads. @throws AppError `bad-input` without values by impression */
  bootstrapGroups(request: BootstrapRequest): Promise<Bootstrap>;
  /** @throws AppError `bad-input` where there is no spread to reckon with */
  repeatsNeeded(request: RepeatsRequest): Repeats;
  /** Every run with the user's marks; views of their table. */
  readonly runs: Pick<
    RunDesk,
    'list' | 'get' | 'curves' | 'change' | 'trash' | 'restore' | 'purge' | 'views' | 'saveView' | 'removeView'
  >;
  /** Weights and the disk. */
  readonly checkpoints: Pick<CheckpointDesk, 'list' | 'keep' | 'release' | 'remove' | 'export' | 'cleanUp'>;
  /** Tables that the user builds. */
  readonly tables: Pick<
    PaperTableDesk,
    'list' | 'get' | 'propose' | 'render' | 'save' | 'update' | 'rename' | 'remove' | 'export' | 'figure'
  >;
  /** What a source of another program holds. @throws AppError `bad-input` where it cannot be read as runs */
  previewImport(request: ImportRequest): Promise<ImportPreview>;
  /** Takes all of its runs in, or none. */
  importRuns(request: ImportRequest): Promise<ImportReport>;
  /** Absolute folder of a finished stage. */
  artifactPath(key: string): string;

  /** Stops running stages at a checkpoint and gives the workspace free. Safe to call twice. */
  close(): Promise<void>;
}
