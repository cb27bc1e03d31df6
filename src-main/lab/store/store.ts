/** The workspace's memory: one SQLite file behind a few tables with prepared statements. Holds no tensors and no files. */
import { checkpointTable, type CheckpointTable } from './checkpoint-table.ts';
import { curveTable, type CurveTable } from './curve-table.ts';
import { experimentTable, type ExperimentTable } from './experiment-table.ts';
import { datasetTable, plmTable, type DatasetTable, type PlmTable } from './library-tables.ts';
import { openDatabase } from './open-database.ts';
import { paperTableStore, type PaperTableStore } from './paper-table-store.ts';
import { queueTable, type QueueTable } from './queue-table.ts';
import { runTable, type RunTable, viewTable, type ViewTable } from './run-table.ts';
import { stageTable, type StageTable } from './stage-table.ts';

export interface Store {
  datasets: DatasetTable;
  plms: PlmTable;
  experiments: ExperimentTable;
  stages: StageTable;
  curves: CurveTable;
  runs: RunTable;
  views: ViewTable;
  checkpoints: CheckpointTable;
  paperTables: PaperTableStore;
  queue: QueueTable;
  /** All of `work` or nothing of it. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Opens or makes `lab.sqlite` in `workspace`; the caller holds the workspace's lock. */
export function openStore(workspace: string): Store {
  const db = openDatabase(workspace);
  const curves = curveTable(db);
  return {
    datasets: datasetTable(db),
    plms: plmTable(db),
    experiments: experimentTable(db),
    stages: stageTable(db),
    curves,
    runs: runTable(db),
    views: viewTable(db),
    checkpoints: checkpointTable(db),
    paperTables: paperTableStore(db),
    queue: queueTable(db),
    transaction: (work) => db.transaction(work)(),
    close: () => {
      curves.flush();
      db.close();
    },
  };
}
