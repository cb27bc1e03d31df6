/**
 * The form of an experiment, read from its zod schema: every field with label, unit, help, range and options. What a
 * field looks like is components/form's business.
 */
import { z } from 'zod';
import { experimentSchema } from '#shared/config/experiment.ts';
import { fieldWords } from '../words.ts';

export type Path = readonly (string | number)[];

export interface Field {
  key: string;
  label: string;
  unit: string;
  help: string;
  /** A `list` has an editor of its own. */
  type: 'integer' | 'number' | 'flag' | 'choice' | 'text' | 'list';
  options: readonly string[];
  /** May be left out, and has no default. */
  optional: boolean;
  /** Undefined where there is no range worth saying. */
  limits: { min: number; max: number; /** Above `min`, not at it. */ isOpen: boolean } | undefined;
  fallback: unknown;
}

export interface FieldGroup {
  key: string;
  title: string;
  fields: readonly Field[];
}

interface JsonSchema {
  type?: string;
  title?: string;
  description?: string;
  unit?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  enum?: string[];
  const?: string;
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  items?: JsonSchema;
}

/** The words of STAGE_TITLES; a group without an entry is named after its key. */
const GROUP_TITLES: Readonly<Record<string, string>> = {
  model: 'Model',
  input: 'Input',
  mlm: 'Pre-training (MLM)',
  domainMlm: 'DAPT and TAPT (MLM)',
  postTraining: 'Post-training (DP)',
  fineTuning: 'Fine-tuning',
  stageOne: 'Distillation, Stage I',
  stageTwo: 'Distillation, Stage II',
  tinyBert: 'Distillation, TinyBERT',
  newsBert: 'Distillation, NewsBERT',
  mtBert: 'Distillation, MT-BERT',
};

const schema = z.toJSONSchema(experimentSchema, { io: 'input' }) as JsonSchema;

function property(of: JsonSchema, key: string): JsonSchema {
  const found = of.properties?.[key];
  if (!found) throw new TypeError(`The experiment schema has no field "${key}".`);
  return found;
}

function limitsOf({ minimum, maximum, exclusiveMinimum }: JsonSchema): Field['limits'] {
  // Safe-integer limits are zod's, not the field's.
  const bounded = (n: number | undefined): n is number => n !== undefined && Math.abs(n) < 2 ** 53 - 1;
  if (exclusiveMinimum !== undefined && bounded(maximum))
    return { min: exclusiveMinimum, max: maximum, isOpen: true };
  if (bounded(minimum) && bounded(maximum)) return { min: minimum, max: maximum, isOpen: false };
  return undefined;
}

const TYPES: Readonly<Record<string, Field['type']>> = {
  boolean: 'flag',
  integer: 'integer',
  number: 'number',
  array: 'list',
};

function fieldOf(key: string, of: JsonSchema): Field {
  const node = property(of, key);
  return {
    key,
    label: node.title ?? key,
    unit: node.unit ?? '',
    help: node.description ?? '',
    type: node.enum ? 'choice' : (TYPES[node.type ?? ''] ?? 'text'),
    options: node.enum ?? [],
    optional: !of.required?.includes(key) && node.default === undefined,
    limits: limitsOf(node),
    fallback: node.default,
  };
}

const fieldsOf = (node: JsonSchema, without: readonly string[] = []): Field[] =>
  Object.keys(node.properties ?? {})
    .filter((key) => !without.includes(key))
    .map((key) => fieldOf(key, node));

export const experimentField = (key: string): Field => fieldOf(key, schema);

/** Every field at the top of an experiment. */
export const TOP_FIELDS: readonly Field[] = fieldsOf(schema);

/** Fields of the experiment that need no form of their own. */
export const EXPERIMENT_FIELDS: readonly Field[] = fieldsOf(schema, [
  'name',
  'description',
  'dataset',
  'corpus',
  'plm',
  'settings',
  'methods',
  'sweep',
]);

const pretrained = property(schema, 'plm').anyOf?.find((option) => option.type === 'object');
export const PRETRAIN_FIELDS: readonly Field[] = fieldsOf(pretrained ?? {}, ['pretrain']);

export const SETTING_GROUPS: readonly FieldGroup[] = Object.entries(
  property(schema, 'settings').properties ?? {},
).map(([key, node]) => ({ key, title: GROUP_TITLES[key] ?? fieldWords(key), fields: fieldsOf(node) }));

const rows = property(schema, 'methods').items;
/** Method name -> its fields, without the name itself and its changes. */
export const METHOD_FIELDS: ReadonlyMap<string, readonly Field[]> = new Map(
  (rows?.oneOf ?? rows?.anyOf ?? []).map((node) => [
    property(node, 'method').const ?? '',
    fieldsOf(node, ['method', 'settings']),
  ]),
);
