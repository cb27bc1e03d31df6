/**
 * The form of an experiment, read from its zod schema: every field with label, unit, help, range and options. What a
 * field looks like is components/form's business.
 */
import { z } from 'zod';
import { experimentSchema } from '#shared/config/experiment.ts';

export type Path = readonly (string | number)[];

export interface Field {
  key: string;
  label: string;
  unit: string;
  help: string;
  type: 'integer' | 'number' | 'flag' | 'choice' | 'text';
  options: readonly string[];
  /** E.g. "1 to 48"; empty where there is no range worth saying. */
  range: string;
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
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  items?: JsonSchema;
}

/** In the order of the work; the words of STAGE_TITLES. */
const GROUP_TITLES: Readonly<Record<string, string>> = {
  model: 'Model',
  input: 'Input',
  mlm: 'Pre-training (MLM)',
  postTraining: 'Post-training (DP)',
  fineTuning: 'Fine-tuning',
  stageOne: 'Distillation, Stage I',
  stageTwo: 'Distillation, Stage II',
  evaluation: 'Evaluation',
};

const schema = z.toJSONSchema(experimentSchema, { io: 'input' }) as JsonSchema;

function property(of: JsonSchema, key: string): JsonSchema {
  const found = of.properties?.[key];
  if (!found) throw new TypeError(`The experiment schema has no field "${key}".`);
  return found;
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  // Safe-integer limits are zod's, not the field's.
  const bounded = (n: number | undefined): n is number => n !== undefined && Math.abs(n) < 2 ** 53 - 1;
  if (exclusiveMinimum !== undefined && bounded(maximum))
    return `above ${exclusiveMinimum}, at most ${maximum}`;
  if (bounded(minimum) && bounded(maximum))
    return `${minimum.toLocaleString('en')} to ${maximum.toLocaleString('en')}`;
  return '';
}

function fieldOf(key: string, node: JsonSchema): Field {
  const type = node.enum
    ? 'choice'
    : node.type === 'boolean'
      ? 'flag'
      : node.type === 'integer' || node.type === 'number'
        ? node.type
        : 'text';
  return {
    key,
    label: node.title ?? key,
    unit: node.unit ?? '',
    help: node.description ?? '',
    type,
    options: node.enum ?? [],
    range: rangeOf(node),
    fallback: node.default,
  };
}

const fieldsOf = (node: JsonSchema, without: readonly string[] = []): Field[] =>
  Object.entries(node.properties ?? {})
    .filter(([key]) => !without.includes(key))
    .map(([key, child]) => fieldOf(key, child));

/** Fields of the experiment itself; dataset, PLM, methods and changes have forms of their own. */
export const experimentField = (key: string): Field => fieldOf(key, property(schema, key));

const pretrained = property(schema, 'plm').anyOf?.find((option) => option.type === 'object');
export const PRETRAIN_FIELDS: readonly Field[] = fieldsOf(pretrained ?? {}, ['pretrain']);

export const SETTING_GROUPS: readonly FieldGroup[] = Object.entries(
  property(schema, 'settings').properties ?? {},
).map(([key, node]) => ({ key, title: GROUP_TITLES[key] ?? key, fields: fieldsOf(node) }));

const rows = property(schema, 'methods').items;
/** Method name -> its fields, without the name itself and its changes. */
export const METHOD_FIELDS: ReadonlyMap<string, readonly Field[]> = new Map(
  (rows?.oneOf ?? rows?.anyOf ?? []).map((node) => [
    property(node, 'method').const ?? '',
    fieldsOf(node, ['method', 'settings']),
  ]),
);
