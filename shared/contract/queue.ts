/** The queue as its readers see it: what runs, which experiments have a place in it, and how many stages each device takes. */
import { z } from 'zod';
import { nameSchema } from '../config/base-plm.ts';
import { progressSchema } from './domain.ts';
import { deviceSchema } from '../trainer-protocol/messages.ts';

/** Where stages compute. A GPU is known once a stage has run on one. */
export const DEVICES = ['processor', 'gpu'] as const;
export type Device = (typeof DEVICES)[number];

/** Most urgent first; within a priority the order of the queue counts. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const MOST_SLOTS = 256;

export const queueDeviceSchema = z.object({
  device: z.enum(DEVICES),
  /** What it is called where stages ran on it; null: none has yet. */
  name: z.string().nullable(),
  slots: z.int(),
  /** What the lab takes where nothing else is set. */
  defaultSlots: z.int(),
  running: z.int(),
});

export const queueRunSchema = z.object({
  key: z.string(),
  kind: z.string(),
  /** E.g. `Fine-tune teacher 2`; of an import its kind in words. */
  title: z.string(),
  seed: z.int(),
  methods: z.array(z.string()),
  /** Experiments that want it; none for an import. */
  experiments: z.array(z.string()),
  /** Files that an import reads; null: no import. */
  source: z.string().nullable(),
  device: z.enum(DEVICES),
  backend: deviceSchema.nullable(),
  progress: progressSchema.nullable(),
  startedAt: z.number().nullable(),
  /** Last sample of its process. */
  memoryBytes: z.number().nullable(),
  /** It was asked to end and writes its checkpoint. */
  stopping: z.boolean(),
  /** It is timed, so nothing else runs beside it. */
  alone: z.boolean(),
});
export type QueueRun = z.infer<typeof queueRunSchema>;

export const QUEUE_WAITS = ['paused', 'queue-paused', 'slot', 'timed', 'alone', 'nothing'] as const;

export const queueEntrySchema = z.object({
  name: z.string(),
  /** `interrupted`: the lab ended while it was in the queue; it keeps its place and runs when it is taken up. */
  state: z.enum(['queued', 'running', 'interrupted']),
  priority: z.enum(PRIORITIES),
  paused: z.boolean(),
  dataset: z.string(),
  stagesDone: z.int(),
  stagesTotal: z.int(),
  stagesReused: z.int(),
  running: z.int(),
  /** Of its own stages alone; null until a rate is known. */
  secondsLeft: z.number().nullable(),
  waitsFor: z.object({
    /**
     * `slot`: a free place on `device`; `timed`: a timed stage that runs alone, or is about to; `alone`: its own timed
     * stage waits for what still runs; `nothing`: it runs.
     */
    reason: z.enum(QUEUE_WAITS),
    device: z.enum(DEVICES).nullable(),
    /** The timed stage that is waited for, and whose it is. */
    stage: z.string().nullable(),
    experiment: z.string().nullable(),
  }),
});
export type QueueEntry = z.infer<typeof queueEntrySchema>;

export const queueStateSchema = z.object({
  /** No stage of an experiment starts. Imports do: somebody waits for them. */
  paused: z.boolean(),
  devices: z.array(queueDeviceSchema),
  /** In the order in which they started. */
  running: z.array(queueRunSchema),
  /** Imports that wait for a slot; they go before all experiments. */
  imports: z.array(z.object({ key: z.string(), kind: z.string(), source: z.string().nullable() })),
  /** Experiments in the order in which the queue takes them. */
  entries: z.array(queueEntrySchema),
});
export type QueueState = z.infer<typeof queueStateSchema>;

export const queueTargetSchema = z.discriminatedUnion('place', [
  z.strictObject({ place: z.enum(['top', 'bottom']) }),
  z.strictObject({ place: z.enum(['before', 'after']), of: nameSchema }),
]);
export type QueueTarget = z.infer<typeof queueTargetSchema>;
