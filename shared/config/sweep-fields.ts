/**
 * The sweep of an experiment file: which fields take which values, as a grid or by chance; and which fields there are to
 * sweep. What it makes of the rows is sweep.ts.
 */
import { z } from 'zod';
import { rule } from '../messages/issue-said.ts';
import { type Said, say } from '../messages/said.ts';
import { type Method, methodSchema, methodTraits } from './methods.ts';
import { type Settings, settingsSchema } from './settings.ts';

/** Rows of one table, whether they are written or swept. */
export const MAX_ROWS = 200;

const valueSchema = z.union([z.number(), z.boolean(), z.string()]);
export type SweepValue = z.infer<typeof valueSchema>;

export const sweepRangeSchema = z
  .strictObject({
    min: z.number(),
    max: z.number(),
    /** `log`: even in the exponent, as for learning rates. */
    scale: z.enum(['linear', 'log']).default('linear'),
    /** Values from min to max, both included; a grid needs it, a draw does not. */
    count: z.int().min(2).max(MAX_ROWS).optional(),
  })
  .refine(({ min, max }) => min < max, { path: ['max'], error: rule('rule.maxAboveMin') })
  .refine(({ min, scale }) => scale === 'linear' || min > 0, {
    path: ['min'],
    error: rule('rule.logAboveZero'),
  });
export type SweepRange = z.infer<typeof sweepRangeSchema>;

const common = {
  /** By name: `<group>.<field>` of the settings, or a field of the row such as `layers`. */
  fields: z
    .record(z.string(), z.union([z.array(valueSchema).min(1, rule('rule.oneValue')), sweepRangeSchema]))
    .refine((fields) => Object.keys(fields).length > 0, rule('rule.oneField'))
    .meta({ title: 'Fields', description: 'Each with a list of values, or a range.' }),
  /** Labels; default: every row that has one of the fields. */
  rows: z.array(z.string()).min(1).optional().meta({ title: 'Rows' }),
};

export const sweepSchema = z.discriminatedUnion(
  'method',
  [
    z.strictObject({ method: z.literal('grid'), ...common }),
    z.strictObject({
      method: z.literal('random'),
      ...common,
      samples: z.int().min(1).max(MAX_ROWS).meta({ title: 'Samples' }),
      seed: z.int().min(0).max(2_147_483_647).default(1).meta({ title: 'Seed of the draw' }),
    }),
  ],
  {
    error: ({ code }) => (code === 'invalid_union' ? rule('rule.sweepMethod') : undefined),
  },
);
export type Sweep = z.infer<typeof sweepSchema>;

/** What a sweep knows of a field. */
export interface SweepField {
  name: string;
  /** Undefined: a field of the row itself. */
  group: keyof Settings | undefined;
  key: string;
  type: 'integer' | 'number' | 'flag' | 'choice';
  options: readonly string[];
  accepts(value: unknown): z.ZodSafeParseResult<unknown>;
}

/** One value of each of some fields. */
export type Combination = readonly { field: SweepField; value: SweepValue }[];

/** The PLM is pre-trained once, so a row cannot have its own. */
const WHOLE_EXPERIMENT: ReadonlySet<string> = new Set(['mlm']);
/** What a row is called, not what it computes; and lists have no values to step through. */
const NOT_SWEPT: ReadonlySet<string> = new Set(['method', 'label', 'published', 'settings', 'teacherPlms']);

function fieldOf(group: keyof Settings | undefined, key: string, type: z.ZodType): SweepField {
  const json = z.toJSONSchema(type, { io: 'input' }) as { type?: string; enum?: string[] };
  return {
    name: group === undefined ? key : `${group}.${key}`,
    group,
    key,
    type: json.enum
      ? 'choice'
      : json.type === 'boolean'
        ? 'flag'
        : json.type === 'integer'
          ? 'integer'
          : 'number',
    options: json.enum ?? [],
    accepts: (value) => type.safeParse(value, { reportInput: true }),
  };
}

const shapes = new Map(
  methodSchema.options.map(({ shape }) => [shape.method.value, shape as Record<string, z.ZodType>] as const),
);

/** Every field that can be swept, by name. */
export const SWEEP_FIELDS: ReadonlyMap<string, SweepField> = new Map(
  [
    ...[...shapes.values()].flatMap((shape) =>
      Object.entries(shape)
        .filter(([key]) => !NOT_SWEPT.has(key))
        .map(([key, type]) => fieldOf(undefined, key, type)),
    ),
    ...Object.entries(settingsSchema.shape)
      .filter(([group]) => !WHOLE_EXPERIMENT.has(group))
      .flatMap(([group, { shape }]) =>
        Object.entries(shape as Record<string, z.ZodType>).map(([key, type]) =>
          fieldOf(group as keyof Settings, key, type),
        ),
      ),
  ].map((field) => [field.name, field]),
);

/** Whether a change of this field changes what the row computes. */
export function usesField(row: Method, { group, key }: SweepField, efficiency: boolean): boolean {
  if (group === undefined) return key in (shapes.get(row.method) ?? {});
  if (group === 'model' || group === 'input' || group === 'evaluation') return true;
  return group === 'efficiency' ? efficiency : methodTraits(row).uses.includes(group);
}

/** Why a name is no field to sweep. */
export function noSuchField(name: string): Said {
  const [group = ''] = name.split('.');
  if (WHOLE_EXPERIMENT.has(group)) return say('error.sweep.wholeExperiment', { name });
  const shape = (settingsSchema.shape as Record<string, { shape: object } | undefined>)[group]?.shape;
  return shape
    ? say('error.sweep.noGroupField', { name, group, fields: Object.keys(shape).join(', ') })
    : say('error.sweep.noField', { name });
}
