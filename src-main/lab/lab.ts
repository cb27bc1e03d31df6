/** Composition root of the lab: builds its parts for one workspace, in the order in which they need each other. */
import { statfsSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import path from 'node:path';
import { readTrainingDays } from '#data/subset/days.ts';
import { writeWorld } from '#data/world/write-world.ts';
import type { ExperimentPreset, SystemStatus } from '#shared/contract/domain.ts';
import type { BackendChoice } from '#shared/trainer-protocol/messages.ts';
import { AppError } from '#shared/errors.ts';
import { ArtifactStore } from './artifacts/artifact-store.ts';
import { processEntry, programRoot } from './cli/program-root.ts';
import { CompareDesk } from './compare/compare-desk.ts';
import { StoreSource } from './compare/store-source.ts';
import { CheckpointDesk } from './checkpoints/checkpoint-desk.ts';
import { EventHub } from './events/event-hub.ts';
import { checkExperiment } from './experiments/check-experiment.ts';
import { CostDesk } from './experiments/cost/cost-desk.ts';
import { costsOfPresets } from './experiments/cost/preset-costs.ts';
import { buildEfficiencyTable } from './experiments/efficiency-table.ts';
import { ExperimentDesk } from './experiments/experiment-desk.ts';
import { buildResultTable } from './experiments/result-table.ts';
import type { Lab, LabOptions, SampleRequest, SupervisorTimings } from './lab-api.ts';
import { exportDatasetTable } from './export/dataset-table.ts';
import { ImportDesk } from './imports/import-desk.ts';
import { readDatasetSample } from './library/dataset-sample.ts';
import { Library } from './library/library.ts';
import { readPresets } from './library/presets.ts';
import { lockWorkspace } from './lock/workspace-lock.ts';
import { programVersion } from './program-version.ts';
import { besidePublished } from './published/beside-published.ts';
import { readPaperResults } from './published/paper-results.ts';
import { DeviceBook } from './queue/devices.ts';
import { QueueDesk, slotsOf } from './queue/queue-desk.ts';
import { QueueLine } from './queue/queue-line.ts';
import { DEFAULT_GPU_SLOTS, defaultSlots, heapMegabytes, threadsPerSlot } from './queue/slots.ts';
import { StageDesk } from './queue/stage-desk.ts';
import { createRouter, type LabRouter } from './router/router.ts';
import { RunDesk } from './runs/run-desk.ts';
import { openStore } from './store/store.ts';
import { PaperTableDesk } from './tables/paper-table-desk.ts';
import { StoreRuns } from './tables/read-runs.ts';
import { TrainerPool } from './supervisor/trainer-pool.ts';

export type { Lab, LabOptions } from './lab-api.ts';

const TIMINGS: SupervisorTimings = { hangMs: 30 * 60_000, stopMs: 60_000, terminateMs: 5_000, idleMs: 3_000 };

/** A lab with the router of its contract. */
export type OpenLab = Lab & { readonly router: LabRouter };

/** @throws AppError `busy` when another lab holds the workspace, `unavailable` without a trainer program */
export async function createLab(options: LabOptions): Promise<OpenLab> {
  const workspace = path.resolve(options.workspace);
  const trainerEntry =
    options.trainerEntry ?? processEntry('src-main/trainer/main.ts', 'dist/trainer/main.js');
  if (trainerEntry === null) throw AppError.of('unavailable', 'error.trainerMissing');
  const lock = lockWorkspace(workspace);
  try {
    return openLab(workspace, { ...options, trainerEntry }, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openLab(
  workspace: string,
  options: LabOptions & { trainerEntry: string },
  release: () => void,
): OpenLab {
  const ownSlots = { processor: options.slots ?? defaultSlots(), gpu: DEFAULT_GPU_SLOTS };
  const timings = { ...TIMINGS, ...options.timings };
  const root = programRoot();
  const labVersion = programVersion(root);
  const store = openStore(workspace);
  store.stages.stopInterrupted();
  store.experiments.stopInterrupted(Date.now());
  const slots = () => slotsOf(store, ownSlots);
  const program = () => ({
    entry: options.trainerEntry,
    nodePath: options.nodePath ?? process.execPath,
    heapMegabytes: heapMegabytes(slotCount()),
    threads: threadsPerSlot(slots().processor),
  });
  const artifacts = new ArtifactStore(workspace);
  artifacts.settleAside((key) => store.runs.isPurged(key));
  const hub = new EventHub();
  const devices = new DeviceBook(store.stages.lastDevice());
  const slotCount = (): number => slots().processor + (devices.hasGpu() ? slots().gpu : 0);
  const pool = new TrainerPool(program(), timings.idleMs, timings.terminateMs);
  const checkpointEverySeconds = options.checkpointEverySeconds ?? 30;
  const parts = { pool, artifacts, timings, checkpointEverySeconds, labVersion };

  // Until a stage tells, what computed last is the best guess of what will.
  let device = store.stages.lastDevice();
  const stages = new StageDesk(
    store,
    hub,
    parts,
    { slots: slots(), devices },
    {
      stageChanged: (key) => {
        const row = store.stages.get(key);
        // Stages that only move files say `none`.
        if (row?.device && row.device.backend !== 'none') device = row.device;
        experiments.onStageChanged(key);
        line.tellSoon();
        hub.publish({ type: 'runs', keys: [key] });
        // Progress is not told here, so this is rare enough.
        if (hub.hasReaders) hub.publish({ type: 'status', status: status() });
      },
      settled: (owner) => experiments.onSettled(owner),
      log: (note) => options.onLog?.(note),
    },
  );
  const line = new QueueLine(store, stages, hub);
  /** Stages at once where this backend computes. */
  const slotsFor = (backend: BackendChoice): number => slots()[devices.ofChoice(backend) ?? 'processor'];
  const experiments = new ExperimentDesk(store, stages, line, hub, {
    slots: ({ backend }) => slotsFor(backend),
    clock: ({ backend }) => costs.clock(backend),
  });
  const queue = new QueueDesk({
    store,
    stages,
    line,
    experiments,
    devices,
    defaultSlots: ownSlots,
    slotsChanged: () => {
      pool.use(program());
      hub.publish({ type: 'status', status: status() });
    },
  });
  const library = new Library(store, artifacts, stages, hub);
  const imports = new ImportDesk(store, hub);
  const runs = new RunDesk(store, artifacts, hub, {
    progressOf: (key) => stages.progressOf(key),
    isOpen: (key) => stages.isOpen(key),
    trashChanged: (keys) => experiments.onTrashChanged(keys),
    purged: (keys) => experiments.onPurged(keys),
  });
  const checkpoints = new CheckpointDesk(workspace, store, artifacts, runs, hub, (key) => stages.isOpen(key));
  // Pages of the program itself: they do not change while it runs.
  let presets: ExperimentPreset[] | undefined;
  const listPresets = (): ExperimentPreset[] => (presets ??= readPresets(path.join(root, 'resources')));
  const paper = () => readPaperResults(path.join(root, 'resources', 'paper-results.json'));
  const tableRuns = new StoreRuns(store, (key) => artifacts.path(key), runs.index);
  const tables = new PaperTableDesk(store, tableRuns, hub, paper);
  const compare = new CompareDesk(new StoreSource(store, artifacts, runs.index));

  const status = (): SystemStatus => {
    const disk = statfsSync(workspace);
    return {
      version: labVersion.version,
      workspace,
      backend: device,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      memoryFreeBytes: freemem(),
      diskFreeBytes: disk.bavail * disk.bsize,
      ...stages.counts(),
      slots: slotCount(),
    };
  };

  const costs = new CostDesk(store, artifacts, (backend) => ({ ...status(), slots: slotsFor(backend) }));

  const stageId = (key: string): number => {
    const id = store.stages.id(key);
    if (id === undefined) throw AppError.of('not-found', 'error.noStage', { key }, { key });
    return id;
  };

  const sample = async ({ outDir, name, ...sizes }: SampleRequest) => {
    const seed = sizes.seed ?? 1;
    const folder = path.resolve(outDir ?? path.join(workspace, 'samples', name ?? `seed-${seed}`));
    await writeWorld({ ...sizes, seed, outDir: folder });
    return { outDir: folder, dataset: name === undefined ? null : await library.importDataset(name, folder) };
  };

  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    experiments.startClosing();
    compare.close();
    await stages.close();
    line.close();
    await pool.close();
    experiments.close();
    hub.close();
    store.stages.stopInterrupted();
    store.close();
    release();
  };

  const lab: Lab = {
    workspace,
    status,
    events: (signal) => hub.subscribe(signal),
    listDatasets: () => store.datasets.list(),
    getDataset: async (name) => {
      const dataset = library.dataset(name);
      const folder = artifacts.path(dataset.key);
      const [sample, trainingDays] = await Promise.all([readDatasetSample(folder), readTrainingDays(folder)]);
      return { ...dataset, sample, trainingDays };
    },
    importDataset: (name, source) => library.importDataset(name, source),
    deriveDataset: (name, parent, subset) => library.deriveDataset(name, parent, subset),
    datasetTable: (format, names) =>
      exportDatasetTable(names?.map((name) => library.dataset(name)) ?? store.datasets.list(), format),
    sample,
    removeDataset: async (name) => library.removeDataset(name),
    listPlms: () => store.plms.list(),
    importPlm: (name, source) => library.importPlm(name, source),
    removePlm: async (name) => library.removePlm(name),
    listPresets,
    listExperiments: () => experiments.list(),
    getExperiment: (name) => experiments.get(name),
    presetCosts: () => costsOfPresets(store, stages, costs, listPresets()),
    check: (config) => checkExperiment(store, stages, costs, config),
    run: (config, { yaml } = {}) => experiments.run(config, yaml),
    settled: (name) => experiments.settled(name),
    stop: (name) => experiments.end(name, 'stop'),
    resume: (name) => experiments.resume(name),
    kill: (name) => experiments.end(name, 'kill'),
    removeExperiment: (name) => experiments.remove(name),
    queue,
    points: (key) => store.curves.curves(stageId(key)),
    log: (key, after = 0, limit = 1000) => store.curves.lines(stageId(key), after, limit),
    resultTable: (name, published = 'none') => {
      const record = experiments.record(name);
      const table = buildResultTable(store, record);
      if (published === 'none') return table;
      return besidePublished(table, record.config.methods, paper(), published);
    },
    efficiencyTable: (name) => buildEfficiencyTable(store, experiments.record(name)),
    compareGroups: (request) => compare.groups(request),
    bootstrapGroups: (request) => compare.bootstrap(request),
    repeatsNeeded: (request) => compare.repeats(request),
    runs,
    checkpoints,
    tables,
    previewImport: (request) => imports.preview(request),
    importRuns: (request) => imports.run(request),
    artifactPath: (key) => artifacts.path(key),
    close: () => (closing ??= close()),
  };
  return { ...lab, router: createRouter(lab) };
}
