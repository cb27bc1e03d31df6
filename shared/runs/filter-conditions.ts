/** One condition of a filter as a test of a run: a field, an operator and values, checked against the field's type. */
import type { Run } from '../contract/runs.ts';
import { isEmptyValue, readerOf, type Recipes, type RunField, type RunValue, textOfValue } from './fields.ts';
import { readBoolean, readNumber, readTime } from './filter-literals.ts';
import { FilterError } from './filter-problem.ts';
import type { Token } from './filter-tokens.ts';

export type RunTest = (run: Run, recipes: Recipes) => boolean;
type ValueTest = (value: RunValue) => boolean;

const ORDER: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

const onField = ({ id }: RunField, test: ValueTest): RunTest => {
  const read = readerOf(id);
  return (run, recipes) => test(read(run, recipes));
};

export const isEmptyTest = (field: RunField): RunTest => onField(field, isEmptyValue);
export const isTrueTest = (field: RunField): RunTest => onField(field, (value) => value === true);

/** @param now for times like `today` @throws FilterError for a value or an operator that the field does not take */
export function comparison(field: RunField, operator: Token, value: Token, now: number): RunTest {
  const { text } = operator;
  if (text === '~') return onField(field, contains(value));
  if (text === ':' && (field.type === 'text' || field.type === 'list'))
    return onField(field, contains(value));
  if (text === '!~') return negated(onField(field, contains(value)));
  if (text === '!=') return negated(onField(field, equals(field, value, now)));
  if (!ORDER.has(text)) return onField(field, equals(field, value, now));
  if (field.type === 'time') return onField(field, timeOrder(text, value, now));
  if (field.type !== 'number')
    throw new FilterError('no-order', operator.from, operator.to, { field: field.id, operator: text });
  const bound = numberOf(field, value);
  return onField(field, (one) => typeof one === 'number' && inOrder(text, one, bound));
}

/** `in (a, b)` */
export function oneOf(field: RunField, values: readonly Token[], now: number): RunTest {
  const tests = values.map((value) => equals(field, value, now));
  return onField(field, (value) => tests.some((test) => test(value)));
}

/** Words without a field: in any of the texts that tell what a run is. */
export function anywhere(word: string): RunTest {
  const wanted = word.toLowerCase();
  const has = (text: string | null): boolean => text !== null && text.toLowerCase().includes(wanted);
  return (run) =>
    has(run.title) ||
    run.methods.some(has) ||
    run.experiments.some(has) ||
    run.tags.some(has) ||
    has(run.dataset) ||
    has(run.plm) ||
    has(run.kind) ||
    has(run.state) ||
    has(run.note) ||
    (wanted.length >= 4 && run.key.startsWith(wanted));
}

export const negated =
  (test: RunTest): RunTest =>
  (run, recipes) =>
    !test(run, recipes);

function equals(field: RunField, value: Token, now: number): ValueTest {
  if (field.type === 'time') {
    const { from, to } = timeOf(value, now);
    return (one) => typeof one === 'number' && one >= from && one < Math.max(to, from + 1);
  }
  if (field.type === 'boolean') {
    const wanted = readBoolean(value.text);
    if (wanted === null) throw new FilterError('not-a-boolean', value.from, value.to, { field: field.id });
    return (one) => one === wanted;
  }
  const wanted = value.text.toLowerCase();
  const isText: ValueTest = (one) => typeof one !== 'object' && String(one).toLowerCase() === wanted;
  if (field.type === 'number') {
    // Settings may be joined texts (`0.1, 0.2`); in quotes they are compared as such.
    if (value.type === 'text') return isText;
    const number = numberOf(field, value);
    return (one) => one === number;
  }
  if (field.type === 'list')
    return (one) =>
      one !== null && typeof one === 'object' && one.some((item) => item.toLowerCase() === wanted);
  return isText;
}

function contains(value: Token): ValueTest {
  if (value.type === 'pattern') {
    const expression = patternOf(value);
    return onTexts((text) => expression.test(text));
  }
  const wanted = value.text.toLowerCase();
  return onTexts((text) => text.toLowerCase().includes(wanted));
}

/** Of a list, each item by itself. */
const onTexts =
  (test: (text: string) => boolean): ValueTest =>
  (value) =>
    value === null ? false : typeof value === 'object' ? value.some(test) : test(textOfValue(value));

function patternOf({ text, flags, from, to }: Token): RegExp {
  try {
    // A pattern finds the letters in either case unless it has flags of its own; `g` and `y` would keep a place.
    return new RegExp(text, flags ? flags.replace(/[gy]/g, '') : 'i');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FilterError('bad-pattern', from, to, { reason });
  }
}

function numberOf(field: RunField, { text, from, to }: Token): number {
  const unit = field.id === 'duration' || field.id === 'size' ? field.id : null;
  const number = readNumber(text, unit);
  if (number === null) throw new FilterError('not-a-number', from, to, { field: field.id, value: text });
  return number;
}

function timeOf({ text, from, to }: Token, now: number): { from: number; to: number } {
  const span = readTime(text, now);
  if (span === null) throw new FilterError('not-a-time', from, to, { value: text });
  return span;
}

/** After a day means after its end, before it means before its start. */
function timeOrder(operator: string, value: Token, now: number): ValueTest {
  const { from, to } = timeOf(value, now);
  const bound = operator === '<' || operator === '>=' ? from : to;
  const isAfter = operator === '>' || operator === '>=';
  return (one) => typeof one === 'number' && (isAfter ? one >= bound : one < bound);
}

function inOrder(operator: string, a: number, b: number): boolean {
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}
