/**
 * Every call and event between the lab and its clients (window, browser, command line), as one oRPC contract. Handlers
 * implement it in src-main/lab/router; a missing one is a compile error.
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { nameSchema } from '../config/base-plm.ts';
import { subsetSchema } from '../config/subset.ts';
import { ERROR_CODES } from '../errors.ts';
import { saidSchema } from '../messages/said.ts';
import * as k from './checkpoints.ts';
import * as c from './compare.ts';
import * as d from './domain.ts';
import * as i from './imports.ts';
import * as p from './paper-tables.ts';
import * as q from './queue.ts';
import * as r from './runs.ts';
import * as t from './tables.ts';

/** Errors cross as `{code, message, details, said}` (shared/errors.ts); oRPC's own code is always `LAB`. */
const base = oc.errors({
  LAB: {
    status: 400,
    data: z.object({
      code: z.enum(ERROR_CODES),
      details: z.record(z.string(), z.unknown()),
      said: saidSchema.optional(),
    }),
  },
});

const byName = z.strictObject({ name: nameSchema });
const byKey = z.strictObject({ key: z.string() });
const keys = z.array(z.string()).min(1);
/** The paper's values beside our rows: none, or one of its columns. */
const published = z.enum(t.PUBLISHED_CHOICES).default('none');
const byTable = z.strictObject({ name: p.tableNameSchema });
/** A saved table, or a definition that is not saved (yet) with the name it prints under. */
const someTable = byTable.extend({ definition: p.tableDefinitionSchema.optional() });
const ok = z.object({ ok: z.literal(true) });

export const contract = {
  system: {
    /** Status line: backend, cores, memory, disk, queue. */
    status: base.output(d.systemStatusSchema),
    /** One stream for all live changes; clients re-read what an event names. */
    events: base.output(eventIterator(d.labEventSchema)),
  },
  datasets: {
    list: base.output(z.array(d.datasetSchema)),
    get: base.input(byName).output(d.datasetDetailSchema),
    /** Starts an import in a process of its own; the answer comes when it is done. */
    import: base
      .input(z.strictObject({ name: nameSchema, source: z.string().min(1) }))
      .output(d.datasetSchema),
    /** Writes a generated news world to `outDir` and, with `name`, imports it. */
    sample: base
      .input(
        z.strictObject({
          outDir: z.string().min(1).optional(),
          name: nameSchema.optional(),
          seed: z.int().default(1),
          news: z.int().min(50).max(1_000_000).optional(),
          users: z.int().min(10).max(1_000_000).optional(),
          impressions: z.int().min(50).max(10_000_000).optional(),
        }),
      )
      .output(z.object({ outDir: z.string(), dataset: d.datasetSchema.nullable() })),
    /** Makes a dataset of some users or days of another one, or with a validation split; the answer comes when it is done. */
    derive: base
      .input(z.strictObject({ name: nameSchema, parent: nameSchema, subset: subsetSchema }))
      .output(d.datasetSchema),
    /** The statistics rows of these datasets (default: all) as the text of one table. */
    export: base
      .input(
        z.strictObject({
          format: z.enum(t.DATASET_TABLE_FORMATS),
          names: z.array(nameSchema).min(1).optional(),
        }),
      )
      .output(t.exportedFileSchema),
    remove: base.input(byName).output(ok),
  },
  plms: {
    list: base.output(z.array(d.plmSchema)),
    import: base.input(z.strictObject({ name: nameSchema, source: z.string().min(1) })).output(d.plmSchema),
    remove: base.input(byName).output(ok),
  },
  presets: {
    /** Ready experiments of resources/presets, each a YAML page with what it reproduces and costs. */
    list: base.output(z.array(d.experimentPresetSchema)),
    /** What each of them would compute and take on this machine. */
    costs: base.output(z.array(d.presetCostSchema)),
  },
  experiments: {
    list: base.output(z.array(d.experimentRowSchema)),
    get: base.input(byName).output(d.experimentDetailSchema),
    /** Checks a configuration as far as it got: every problem with its path, and what would be computed. */
    check: base.input(z.strictObject({ config: z.unknown() })).output(d.experimentCheckSchema),
    /** Stores the experiment and queues it; an existing name with another configuration is a `conflict`. */
    start: base
      .input(
        z.strictObject({
          config: z.unknown(),
          /** The file as the user wrote it, comments included. Default: the configuration as YAML. */
          yaml: z.string().optional(),
        }),
      )
      .output(d.experimentRowSchema),
    /** Running stages write a checkpoint and end; queued ones leave the queue. */
    stop: base.input(byName).output(ok),
    resume: base.input(byName).output(ok),
    /** Ends the processes at once; the work goes back to the last checkpoint. */
    kill: base.input(byName).output(ok),
    remove: base.input(byName).output(ok),
  },
  queue: {
    get: base.output(q.queueStateSchema),
    /** Next to another experiment it takes on that one's priority; at the top or bottom, that of the first or last. */
    move: base.input(byName.extend({ to: q.queueTargetSchema })).output(q.queueStateSchema),
    setPriority: base.input(byName.extend({ priority: z.enum(q.PRIORITIES) })).output(q.queueStateSchema),
    /** Without a name: the whole queue. `now`: what runs stops at a checkpoint, else it ends as it would. */
    pause: base
      .input(z.strictObject({ name: nameSchema.optional(), now: z.boolean().default(false) }))
      .output(q.queueStateSchema),
    resume: base.input(z.strictObject({ name: nameSchema.optional() })).output(q.queueStateSchema),
    /** Null: as many as the lab would take by itself. */
    setSlots: base
      .input(
        z.strictObject({
          device: z.enum(q.DEVICES),
          slots: z.int().min(1).max(q.MOST_SLOTS).nullable(),
        }),
      )
      .output(q.queueStateSchema),
    /** Goes on with experiments that the lab's end interrupted, each in its place; default: all of them. */
    takeUp: base.input(z.strictObject({ names: z.array(nameSchema).optional() })).output(q.queueStateSchema),
    /** Interrupted experiments give up their place; they stay stopped. */
    dismiss: base.input(z.strictObject({ names: z.array(nameSchema).optional() })).output(q.queueStateSchema),
  },
  stages: {
    /** Curves of one stage, oldest first. */
    points: base.input(z.strictObject({ key: z.string() })).output(z.array(d.curveSchema)),
    log: base
      .input(
        z.strictObject({
          key: z.string(),
          after: z.int().default(0),
          limit: z.int().min(1).max(5000).default(1000),
        }),
      )
      .output(z.array(d.logLineSchema)),
  },
  runs: {
    /** All runs, those in the trash too; or only those of `keys` that are still there. */
    list: base.input(z.strictObject({ keys: keys.optional() }).optional()).output(r.runListSchema),
    get: base.input(byKey).output(r.runDetailSchema),
    /** Curves of many runs at once, each thinned to at most `maxPoints` that keep its extremes. */
    curves: base
      .input(
        z.strictObject({
          keys: z.array(z.string()).min(1).max(2000),
          /** Default: all. */
          metrics: z.array(z.string()).optional(),
          maxPoints: z.int().min(10).default(2000),
        }),
      )
      .output(z.array(r.runCurvesSchema)),
    /** Gives the runs as they are then. */
    change: base.input(z.strictObject({ keys, change: r.runChangeSchema })).output(z.array(r.runSchema)),
    /** Into the trash; running ones are refused. Nothing leaves the disk. */
    trash: base.input(z.strictObject({ keys })).output(z.array(r.runSchema)),
    restore: base.input(z.strictObject({ keys })).output(z.array(r.runSchema)),
    /** Takes trashed runs and their files away for good; default: all in the trash. */
    purge: base.input(z.strictObject({ keys: keys.optional() })).output(r.purgeReportSchema),
  },
  views: {
    list: base.output(z.array(r.savedViewSchema)),
    /** Replaces a view of the same name. */
    save: base.input(r.savedViewSchema).output(ok),
    remove: base.input(z.strictObject({ name: z.string() })).output(ok),
  },
  checkpoints: {
    /** Weights of finished runs, checkpoints of unfinished ones, and what takes the disk. */
    list: base.output(k.checkpointListSchema),
    /** Names the weights of a run, so that no clean-up takes them; `conflict` when the name is taken. */
    keep: base.input(k.keepRequestSchema).output(ok),
    release: base.input(byKey).output(ok),
    /** Frees the files of these runs; they stay as records. What is running, kept or needed stays, with the reason. */
    remove: base.input(z.strictObject({ keys })).output(r.purgeReportSchema),
    /** Copies weights into a new folder inside `folder`, on the lab's machine. */
    export: base.input(byKey.extend({ folder: z.string().min(1) })).output(k.weightsExportSchema),
    cleanUp: base.input(k.cleanUpRequestSchema).output(r.purgeReportSchema),
  },
  imports: {
    /** What a source of another program holds, without taking anything in. */
    preview: base.input(i.importRequestSchema).output(i.importPreviewSchema),
    /** Takes all of its runs in, or none where one cannot be read. */
    run: base.input(i.importRequestSchema).output(i.importReportSchema),
  },
  compare: {
    groups: base.input(c.compareRequestSchema).output(c.comparisonSchema),
    bootstrap: base.input(c.bootstrapRequestSchema).output(c.bootstrapSchema),
    /** How many repeats would show a difference of a chosen size. */
    repeats: base.input(c.repeatsRequestSchema).output(c.repeatsSchema),
  },
  tables: {
    get: base.input(byName.extend({ published })).output(t.resultTableSchema),
    /** The exported text itself; `chart` formats are SVG. */
    export: base
      .input(byName.extend({ format: z.enum(t.EXPORT_FORMATS), published }))
      .output(t.exportedFileSchema),
    /** Speed, size and memory of each row; rows without a measurement are there, too. */
    efficiency: base.input(byName).output(t.efficiencyTableSchema),
    /** The same as text; `svg` is the chart of speed against AUC. */
    exportEfficiency: base
      .input(byName.extend({ format: z.enum(t.EXPORT_FORMATS) }))
      .output(t.exportedFileSchema),
  },
  /** Tables that the user builds of any runs, and takes to a paper. */
  paperTables: {
    list: base.output(z.array(p.tableListRowSchema)),
    get: base.input(byTable).output(p.savedTableSchema),
    /** A definition to start from: experiments side by side, and below them chosen runs by recipe. */
    propose: base
      .input(
        z.strictObject({
          experiments: z.array(z.string()).optional(),
          runs: z.array(z.string()).optional(),
          metrics: z.array(z.string()).optional(),
        }),
      )
      .output(p.tableDefinitionSchema),
    render: base.input(someTable).output(p.renderedTableSchema),
    /** With `isNew`, an existing name is a `conflict`. */
    save: base
      .input(byTable.extend({ definition: p.tableDefinitionSchema, isNew: z.boolean().default(false) }))
      .output(p.savedTableSchema),
    /** Takes the runs as they are now. */
    update: base.input(byTable).output(p.savedTableSchema),
    rename: base.input(byTable.extend({ to: p.tableNameSchema })).output(p.savedTableSchema),
    remove: base.input(byTable).output(ok),
    /** `bad-input` where a column mixes numbers that mean different things. */
    export: base.input(someTable.extend({ format: z.enum(p.PAPER_FORMATS) })).output(t.exportedFileSchema),
    /** `bad-input` where the table has not what the figure shows, or the column shown is one that `export` refuses. */
    figure: base.input(someTable.extend(p.figureRequestSchema.shape)).output(p.paperFigureSchema),
  },
};
export type Contract = typeof contract;
