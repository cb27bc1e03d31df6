/** The contract, implemented: each call is one line over the lab. A call without a handler does not compile. */
import { implement, type Router } from '@orpc/server';
import { contract, type Contract } from '#shared/contract/contract.ts';
import { exportEfficiency } from '../export/render-efficiency.ts';
import { exportTable } from '../export/render-table.ts';
import type { Lab } from '../lab-api.ts';
import { toLabError } from './map-errors.ts';

export type LabRouter = Router<Contract, Record<never, never>>;

const OK = { ok: true } as const;

export function createRouter(lab: Lab): LabRouter {
  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toLabError(error);
    }
  });
  return os.router({
    system: {
      status: os.system.status.handler(() => lab.status()),
      events: os.system.events.handler(({ signal }) => lab.events(signal)),
    },
    datasets: {
      list: os.datasets.list.handler(() => lab.listDatasets()),
      get: os.datasets.get.handler(({ input }) => lab.getDataset(input.name)),
      import: os.datasets.import.handler(({ input }) => lab.importDataset(input.name, input.source)),
      sample: os.datasets.sample.handler(({ input }) => lab.sample(input)),
      derive: os.datasets.derive.handler(({ input }) =>
        lab.deriveDataset(input.name, input.parent, input.subset),
      ),
      export: os.datasets.export.handler(({ input }) => lab.datasetTable(input.format, input.names)),
      remove: os.datasets.remove.handler(async ({ input }) => {
        await lab.removeDataset(input.name);
        return OK;
      }),
    },
    plms: {
      list: os.plms.list.handler(() => lab.listPlms()),
      import: os.plms.import.handler(({ input }) => lab.importPlm(input.name, input.source)),
      remove: os.plms.remove.handler(async ({ input }) => {
        await lab.removePlm(input.name);
        return OK;
      }),
    },
    presets: {
      list: os.presets.list.handler(() => lab.listPresets()),
      costs: os.presets.costs.handler(() => lab.presetCosts()),
    },
    experiments: {
      list: os.experiments.list.handler(() => lab.listExperiments()),
      get: os.experiments.get.handler(({ input }) => lab.getExperiment(input.name)),
      check: os.experiments.check.handler(({ input }) => lab.check(input.config)),
      start: os.experiments.start.handler(({ input }) => lab.run(input.config, { yaml: input.yaml })),
      stop: os.experiments.stop.handler(async ({ input }) => {
        await lab.stop(input.name);
        return OK;
      }),
      resume: os.experiments.resume.handler(({ input }) => {
        lab.resume(input.name);
        return OK;
      }),
      kill: os.experiments.kill.handler(async ({ input }) => {
        await lab.kill(input.name);
        return OK;
      }),
      remove: os.experiments.remove.handler(async ({ input }) => {
        await lab.removeExperiment(input.name);
        return OK;
      }),
    },
    compare: {
      groups: os.compare.groups.handler(({ input }) => lab.compareGroups(input)),
      bootstrap: os.compare.bootstrap.handler(({ input }) => lab.bootstrapGroups(input)),
      repeats: os.compare.repeats.handler(({ input }) => lab.repeatsNeeded(input)),
    },
    checkpoints: {
      list: os.checkpoints.list.handler(() => lab.checkpoints.list()),
      keep: os.checkpoints.keep.handler(({ input }) => {
        lab.checkpoints.keep(input.key, input.name);
        return OK;
      }),
      release: os.checkpoints.release.handler(({ input }) => {
        lab.checkpoints.release(input.key);
        return OK;
      }),
      remove: os.checkpoints.remove.handler(({ input }) => lab.checkpoints.remove(input.keys)),
      export: os.checkpoints.export.handler(({ input }) => lab.checkpoints.export(input.key, input.folder)),
      cleanUp: os.checkpoints.cleanUp.handler(({ input }) => lab.checkpoints.cleanUp(input)),
    },
    imports: {
      preview: os.imports.preview.handler(({ input }) => lab.previewImport(input)),
      run: os.imports.run.handler(({ input }) => lab.importRuns(input)),
    },
    queue: {
      get: os.queue.get.handler(() => lab.queue.get()),
      move: os.queue.move.handler(({ input }) => lab.queue.move(input.name, input.to)),
      setPriority: os.queue.setPriority.handler(({ input }) =>
        lab.queue.setPriority(input.name, input.priority),
      ),
      pause: os.queue.pause.handler(({ input }) => lab.queue.pause(input.name, input.now)),
      resume: os.queue.resume.handler(({ input }) => lab.queue.resume(input.name)),
      setSlots: os.queue.setSlots.handler(({ input }) => lab.queue.setSlots(input.device, input.slots)),
      takeUp: os.queue.takeUp.handler(({ input }) => lab.queue.takeUp(input.names)),
      dismiss: os.queue.dismiss.handler(({ input }) => lab.queue.dismiss(input.names)),
    },
    stages: {
      points: os.stages.points.handler(({ input }) => lab.points(input.key)),
      log: os.stages.log.handler(({ input }) => lab.log(input.key, input.after, input.limit)),
    },
    runs: {
      list: os.runs.list.handler(({ input }) => lab.runs.list(input?.keys)),
      get: os.runs.get.handler(({ input }) => lab.runs.get(input.key)),
      curves: os.runs.curves.handler(({ input }) => lab.runs.curves(input)),
      change: os.runs.change.handler(({ input }) => lab.runs.change(input.keys, input.change)),
      trash: os.runs.trash.handler(({ input }) => lab.runs.trash(input.keys)),
      restore: os.runs.restore.handler(({ input }) => lab.runs.restore(input.keys)),
      purge: os.runs.purge.handler(({ input }) => lab.runs.purge(input.keys)),
    },
    views: {
      list: os.views.list.handler(() => lab.runs.views()),
      save: os.views.save.handler(({ input }) => {
        lab.runs.saveView(input);
        return OK;
      }),
      remove: os.views.remove.handler(({ input }) => {
        lab.runs.removeView(input.name);
        return OK;
      }),
    },
    tables: {
      get: os.tables.get.handler(({ input }) => lab.resultTable(input.name, input.published)),
      export: os.tables.export.handler(({ input }) =>
        exportTable(lab.resultTable(input.name, input.published), input.format),
      ),
      efficiency: os.tables.efficiency.handler(({ input }) => lab.efficiencyTable(input.name)),
      exportEfficiency: os.tables.exportEfficiency.handler(({ input }) =>
        exportEfficiency(lab.efficiencyTable(input.name), input.format),
      ),
    },
    paperTables: {
      list: os.paperTables.list.handler(() => lab.tables.list()),
      get: os.paperTables.get.handler(({ input }) => lab.tables.get(input.name)),
      propose: os.paperTables.propose.handler(({ input }) => lab.tables.propose(input)),
      render: os.paperTables.render.handler(({ input }) => lab.tables.render(input)),
      save: os.paperTables.save.handler(({ input }) =>
        lab.tables.save(input.name, input.definition, input.isNew),
      ),
      update: os.paperTables.update.handler(({ input }) => lab.tables.update(input.name)),
      rename: os.paperTables.rename.handler(({ input }) => lab.tables.rename(input.name, input.to)),
      remove: os.paperTables.remove.handler(({ input }) => {
        lab.tables.remove(input.name);
        return OK;
      }),
      export: os.paperTables.export.handler(({ input: { format, ...table } }) =>
        lab.tables.export(table, format),
      ),
      figure: os.paperTables.figure.handler(({ input: { name, definition, ...figure } }) =>
        lab.tables.figure({ name, definition }, figure),
      ),
    },
  });
}
