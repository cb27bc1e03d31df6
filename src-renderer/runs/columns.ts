/** The columns of the runs table: how a field is called, how wide its column is and where it stands. */
import type { Run } from '#shared/contract/runs.ts';
import { isMessage } from '#shared/messages/messages.ts';
import { metricFacts } from '#shared/metrics.ts';
import type { Recipes, RunField } from '#shared/runs/fields.ts';
import type { Arrangement } from './arrangement.ts';
import { type ColumnDigits, columnDigits } from './column-digits.ts';
import { t } from '../state/language.svelte.ts';
import { factWord, kindTitle } from '../stage-words.ts';
import { fieldWords } from '../words.ts';

export interface Column {
  /** The field, or `group` or `n`, which only groups have. */
  id: string;
  /** Undefined where it is none: it cannot be sorted, moved or resized. */
  field?: RunField;
  label: string;
  /** The whole name. */
  title: string;
  /** px */
  width: number;
  /** px from the left where it is pinned. */
  left?: number;
  isNumber: boolean;
  /** Of a bare number; undefined where the field has a form of its own. */
  digits?: ColumnDigits;
  /** Groups show mean and deviation, for which runs leave the space free. */
  hasSpread: boolean;
  /** px of the width that are for what groups show beside the mean. */
  room: number;
}

/** px of the selection mark in front. */
export const LEAD_WIDTH = 32;
const SPREAD_WIDTH = 56;
const RANGE_WIDTH = 104;

const WIDTHS: Readonly<Record<string, number>> = {
  group: 230,
  n: 44,
  starred: 40,
  title: 140,
  method: 180,
  experiment: 150,
  kind: 150,
  layers: 64,
  dataset: 96,
  plm: 110,
  seed: 68,
  state: 110,
  started: 136,
  ended: 136,
  duration: 96,
  backend: 110,
  size: 76,
  tags: 120,
  note: 160,
};
const TEXT_WIDTH = 130;
const NUMBER_WIDTH = 84;

export const kindWords = (kind: string): string =>
  kind === 'imported' ? t('runs.kind.imported') : kindTitle(kind);

/** Short enough for a header. */
export function fieldLabel(field: RunField): string {
  const own = `runs.column.${field.id}`;
  if (field.source === 'run') return isMessage(own) ? t(own) : fieldWords(field.id);
  if (field.source === 'recipe') return fieldWords(field.id.slice(field.id.lastIndexOf('.') + 1));
  const { label, unit, version } = metricFacts(field.id);
  if (version === 0) return factWord(field.id);
  return unit === null || unit === '%' ? label : `${label} (${unit})`;
}

export const fieldTitle = (field: RunField): string =>
  field.source === 'recipe' ? `${fieldLabel(field)}: ${field.id}` : `${fieldLabel(field)} (${field.id})`;

/** Fields whose repeats scatter, so that groups show mean and deviation; of other numbers a group shows what is common. */
export const hasSpread = (field: RunField): boolean =>
  field.type === 'number' && (field.source === 'metric' || field.id === 'duration');

/** Numbers are wanted with the largest first, texts from A on. */
export const isNumberField = (id: string, fields: readonly RunField[]): boolean =>
  fields.some((field) => field.id === id && field.type !== 'text' && field.type !== 'list');

/** Fields that say their numbers in words of their own. */
const OWN_FORM: ReadonlySet<string> = new Set(['duration', 'size']);

/** What the columns are made of; the lists are those shown, in order. */
export type ColumnPlan = Pick<Arrangement, 'columns' | 'pinned' | 'widths' | 'ranges' | 'groupBy'>;

/** The columns of an arrangement; fields that no run has any more are left out. */
export function columnsOf(
  plan: ColumnPlan,
  fields: readonly RunField[],
  runs: readonly Run[],
  recipes: Recipes,
): Column[] {
  const known = new Map(fields.map((field) => [field.id, field]));
  const isGrouped = plan.groupBy.length > 0;
  const inLabel = isGrouped ? labelFields(plan.groupBy) : [];
  const columns: Column[] = [];
  let left = LEAD_WIDTH;
  const add = (column: Column, isPinned: boolean): void => {
    columns.push(isPinned ? { ...column, left } : column);
    if (isPinned) left += column.width;
  };
  if (isGrouped) for (const id of ['group', 'n'] as const) add(groupColumn(id), true);
  plan.columns.forEach((id, at) => {
    const field = known.get(id);
    // The group's own columns are pinned already; more would leave no room for the rest.
    if (field && !inLabel.includes(id))
      add(fieldColumn(field, plan, runs, recipes), at < plan.pinned && !isGrouped);
  });
  return columns;
}

/** What the group's own column says already: the names of its repeats, and what they are gathered by. */
const labelFields = (groupBy: readonly string[]): readonly string[] => [
  'starred',
  'title',
  ...groupBy,
  ...(groupBy.includes('recipe') ? ['method'] : []),
];

function groupColumn(id: 'group' | 'n'): Column {
  const label = t(`runs.column.${id}`);
  return { id, label, title: label, width: WIDTHS[id]!, isNumber: id === 'n', hasSpread: false, room: 0 };
}

/** The mean of whole numbers is seldom one. */
const withMeans = (digits: ColumnDigits, spreads: boolean): ColumnDigits =>
  spreads && digits.form === 'fixed' && digits.digits === 0 ? { form: 'fixed', digits: 1 } : digits;

function fieldColumn(field: RunField, plan: ColumnPlan, runs: readonly Run[], recipes: Recipes): Column {
  const { id } = field;
  const isNumber = field.type === 'number';
  const spreads = plan.groupBy.length > 0 && hasSpread(field);
  const room = !spreads ? 0 : plan.ranges ? SPREAD_WIDTH + RANGE_WIDTH : SPREAD_WIDTH;
  const own = plan.widths[id] ?? WIDTHS[id] ?? (isNumber ? NUMBER_WIDTH : TEXT_WIDTH);
  const isBare = isNumber && !OWN_FORM.has(id) && metricFacts(id).version === 0;
  return {
    id,
    field,
    label: fieldLabel(field),
    title: fieldTitle(field),
    width: own + room,
    isNumber,
    hasSpread: spreads,
    room,
    ...(isBare && { digits: withMeans(columnDigits(id, runs, recipes), spreads) }),
  };
}

/** px of the left edge of each column, and at last of the end. */
export function edgesOf(columns: readonly Column[], start: number): number[] {
  const edges = [start];
  let edge = start;
  for (const { width } of columns) edges.push((edge += width));
  return edges;
}
