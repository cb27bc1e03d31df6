/** What could be written at a place of a filter: fields, operators that fit one, values that the runs have. */
import type { Run } from '../contract/runs.ts';
import { isEmptyValue, readerOf, type Recipes, type RunField } from './fields.ts';
import { FilterFields } from './filter-fields.ts';
import { FilterError } from './filter-problem.ts';
import { filterTokens, type Token } from './filter-tokens.ts';

export interface FilterOption {
  /** To put in place of what stands from `from` to `to`. */
  text: string;
  kind: 'field' | 'operator' | 'value' | 'keyword';
  /** Of a value: how many runs have it; else empty. */
  hint: string;
}
export interface Completion {
  from: number;
  to: number;
  options: FilterOption[];
}

const MOST_OPTIONS = 12;
const COMPARISONS: ReadonlySet<string> = new Set(['=', '==', ':', '!=', '<', '<=', '>', '>=', '~', '!~']);
const OPERATORS: Readonly<Record<RunField['type'], readonly string[]>> = {
  number: ['>', '>=', '<', '<=', '=', '!=', 'in (', 'is empty'],
  time: ['>', '>=', '<', '<=', '=', 'is empty'],
  text: ['=', '!=', '~', '!~', 'in (', 'is empty'],
  list: ['=', '!=', '~', '!~', 'in (', 'is empty'],
  boolean: ['=', 'and', 'or'],
};
const TIMES = ['today', 'yesterday', '7d', '30d'];

/** @param caret offset in `text` */
export function completeFilter(
  text: string,
  caret: number,
  fields: readonly RunField[],
  runs: readonly Run[],
  recipes: Recipes,
): Completion {
  const known = new FilterFields(fields);
  const { before, typed, from, isQuoted } = afterColon(placeOf(text.slice(0, caret)), known);
  const after = isQuoted ? /^[^"]*"?/ : /^[^\s"'`(),=<>~!&|]*/;
  const to = caret + (after.exec(text.slice(caret))?.[0].length ?? 0);
  const last = before[before.length - 1];
  const valueOf = fieldOfValue(before, known);
  const named = last?.type === 'word' || last?.type === 'name' ? known.find(last.text) : undefined;
  const options = valueOf
    ? valueOptions(valueOf, typed, runs, recipes)
    : isQuoted
      ? []
      : named && from > last!.to
        ? operatorOptions(named, typed)
        : [...fieldOptions(fields, typed), ...keywordOptions(before, typed)];
  return { from, to, options: options.filter((option) => option.text !== typed).slice(0, MOST_OPTIONS) };
}

const KEYWORDS = ['and', 'or', 'not', 'in', 'is'];

/** Whether the text ends in what begins a condition but is none yet, as a field's name that is being written. */
export function isUnfinished(text: string, fields: readonly RunField[], known: FilterFields): boolean {
  const { before, typed, isQuoted } = placeOf(text);
  if (isQuoted) return false;
  const short = known.shorthand(typed);
  if (short) return short.value === '';
  if (typed === '') {
    const last = before[before.length - 1];
    if (last?.type === 'word' && known.shorthand(last.text)?.value === '') return true;
    if (last?.type !== 'word' || fieldOfValue(before.slice(0, -1), known)) return false;
    const field = known.find(last.text);
    return field !== undefined && field.type !== 'boolean';
  }
  if (fieldOfValue(before, known) || known.find(typed)?.type === 'boolean') return false;
  const begins = (name: string): boolean => name.toLowerCase().startsWith(typed.toLowerCase());
  // Settings are named by the end of their path, too.
  const names = (id: string): string[] => [id, id.slice(id.lastIndexOf('.') + 1)];
  return (
    known.find(typed) !== undefined ||
    fields.some(({ id }) => names(id).some(begins)) ||
    KEYWORDS.some(begins)
  );
}

interface Place {
  /** Whole words before the one that is being written. */
  before: Token[];
  typed: string;
  from: number;
  isQuoted: boolean;
}

function placeOf(head: string): Place {
  try {
    const tokens = filterTokens(head).slice(0, -1);
    const last = tokens[tokens.length - 1];
    if (last?.type === 'word' && last.to === head.length)
      return { before: tokens.slice(0, -1), typed: last.text, from: last.from, isQuoted: false };
    return { before: tokens, typed: '', from: head.length, isQuoted: false };
  } catch (thrown) {
    if (!(thrown instanceof FilterError)) throw thrown;
    const { from } = thrown.problem;
    const before = filterTokens(head.slice(0, from)).slice(0, -1);
    return { before, typed: head.slice(from + 1), from, isQuoted: true };
  }
}

/** Of `tag:fo` the part behind the colon is being written. */
function afterColon(place: Place, known: FilterFields): Place {
  const short = place.isQuoted ? undefined : known.shorthand(place.typed);
  if (!short) return place;
  const { from } = place;
  const end = from + short.name.length + 1;
  const named: Token = { type: 'word', text: `${short.name}:`, from, to: end };
  return { before: [...place.before, named], typed: short.value, from: end, isQuoted: false };
}

/** The field whose value is to come: after a colon, a comparison, or in the list of `in`. */
function fieldOfValue(before: readonly Token[], known: FilterFields): RunField | undefined {
  const last = before[before.length - 1];
  if (last?.type === 'operator' && COMPARISONS.has(last.text))
    return fieldAt(before, before.length - 2, known);
  if (last?.type === 'word' && last.text.endsWith(':')) return known.find(last.text.slice(0, -1));
  if (last?.type !== '(' && last?.type !== ',') return undefined;
  let at = before.length - 1;
  while (at >= 0 && before[at]!.type !== '(') at--;
  if (before[at - 1]?.text.toLowerCase() !== 'in') return undefined;
  return fieldAt(before, before[at - 2]?.text.toLowerCase() === 'not' ? at - 3 : at - 2, known);
}

function fieldAt(tokens: readonly Token[], at: number, known: FilterFields): RunField | undefined {
  const token = tokens[at];
  return token && known.find(token.text);
}

function fieldOptions(fields: readonly RunField[], typed: string): FilterOption[] {
  const wanted = typed.toLowerCase();
  const rank = ({ id, source }: RunField): number => {
    const name = id.toLowerCase();
    const end = name.slice(name.lastIndexOf('.') + 1);
    if (source === 'recipe' && wanted === '') return -1;
    const place = name.startsWith(wanted) ? 0 : end.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : -1;
    return place < 0 ? -1 : place + (source === 'recipe' ? 0.5 : 0);
  };
  return fields
    .map((field) => ({ field, rank: rank(field) }))
    .filter((one) => one.rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ field }) => ({ text: nameText(field.id), kind: 'field', hint: '' }));
}

const nameText = (id: string): string =>
  /[\s"'`(),=<>~!&|]/.test(id) ? `\`${id.replace(/[`\\]/g, '\\$&')}\`` : id;

const operatorOptions = (field: RunField, typed: string): FilterOption[] =>
  OPERATORS[field.type]
    .filter((operator) => operator.startsWith(typed.toLowerCase()))
    .map((text) => ({ text, kind: 'operator', hint: '' }));

/** `not` can begin a condition; `and` and `or` need one before them. */
function keywordOptions(before: readonly Token[], typed: string): FilterOption[] {
  const last = before[before.length - 1];
  const isOpen =
    !last ||
    last.type === '(' ||
    last.type === 'operator' ||
    ['and', 'or', 'not'].includes(last.text.toLowerCase());
  const words = isOpen ? ['not'] : ['and', 'or', 'not'];
  return words
    .filter((word) => word.startsWith(typed.toLowerCase()))
    .map((text) => ({ text, kind: 'keyword', hint: '' }));
}

/** Values in use, those of most runs first. Numbers are many and seldom met exactly; few of them are worth offering. */
function valueOptions(
  field: RunField,
  typed: string,
  runs: readonly Run[],
  recipes: Recipes,
): FilterOption[] {
  const option = (text: string, hint = ''): FilterOption => ({ text, kind: 'value', hint });
  const starts = (text: string): boolean => text.toLowerCase().startsWith(typed.toLowerCase());
  if (field.type === 'time') return TIMES.filter(starts).map((text) => option(text));
  if (field.type === 'boolean') return ['yes', 'no'].filter(starts).map((text) => option(text));
  const counts = countsOf(field.id, runs, recipes);
  if (field.source === 'metric' && counts.size > MOST_OPTIONS) return [];
  const wanted = typed.toLowerCase();
  return [...counts]
    .filter(([text]) => text.toLowerCase().includes(wanted))
    .sort((a, b) => Number(starts(b[0])) - Number(starts(a[0])) || b[1] - a[1])
    .slice(0, MOST_OPTIONS)
    .map(([text, count]) => option(valueText(text), String(count)));
}

/** The last count, as each key that is typed asks for the same. */
let counted:
  { field: string; runs: readonly Run[]; recipes: Recipes; counts: Map<string, number> } | undefined;

/** How many runs have each value of a field. */
function countsOf(field: string, runs: readonly Run[], recipes: Recipes): ReadonlyMap<string, number> {
  if (counted?.field === field && counted.runs === runs && counted.recipes === recipes) return counted.counts;
  const read = readerOf(field);
  const counts = new Map<string, number>();
  for (const run of runs) {
    const value = read(run, recipes);
    if (isEmptyValue(value)) continue;
    const texts = typeof value === 'object' && value !== null ? value : [String(value)];
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  counted = { field, runs, recipes, counts };
  return counts;
}

const valueText = (text: string): string =>
  /^[^\s"'`(),=<>~!&|/]+$/.test(text) && !/^(and|or|not|in|is|empty)$/i.test(text)
    ? text
    : `"${text.replace(/["\\]/g, '\\$&')}"`;
