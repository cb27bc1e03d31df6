/** What the rows of a sweep are called: their row with the values it was given, in full where there is room. */
import { type Method, methodLabel } from './methods.ts';
import type { Combination, SweepField, SweepValue } from './sweep-fields.ts';

/** Fields that the name of a row without a label says by itself. */
const IN_NAME: ReadonlySet<string> = new Set([
  'layers',
  'variant',
  'procedure',
  'teacherStart',
  'stageOne',
  'stageTwo',
]);
export const LONGEST_LABEL = 120;

type Namer = (row: Method, changed: Method, given: Combination) => Method;

/** @param combinations all of the sweep: the values of a field are written alike in all rows */
export function sweepNamer(fields: readonly SweepField[], combinations: readonly Combination[]): Namer {
  const words = spellings(fields);
  const letters = initials(words);
  const texts = new Map(
    fields.map(({ name }) => {
      const values = combinations.flatMap((one) =>
        one.flatMap(({ field, value }) => (field.name === name ? [value] : [])),
      );
      return [name, valueTexts(values)];
    }),
  );
  const cut = new Set<string>();
  return (row, changed, given) => {
    // A row with other values is not the paper's any more.
    const rest = { ...changed };
    delete rest.published;
    const said = given.filter(({ field }) => row.label !== undefined || !IN_NAME.has(field.name));
    if (said.length === 0) return rest;
    const own = methodLabel(changed);
    const values = said.map(({ field, value }) => texts.get(field.name)!(value));
    const called = (names: ReadonlyMap<string, string>): string =>
      [own, ...said.map(({ field }, i) => `${names.get(field.name)} ${values[i]}`)].join(', ');
    const label =
      [called(words), called(letters)].find(({ length }) => length <= LONGEST_LABEL) ??
      shortened(own, values.join(', '), cut);
    return { ...rest, label };
  };
}

/** Without the fields' names, and where that is too long, the row's own name gives way; a number tells equal ones apart. */
function shortened(own: string, values: string, taken: Set<string>): string {
  const cutTo = (text: string, length: number): string =>
    text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
  const named = (room: number): string =>
    cutTo(`${cutTo(own, Math.max(1, room - values.length - 2))}, ${values}`, room);
  let label = named(LONGEST_LABEL);
  for (let n = 2; taken.has(label); n++) {
    const end = ` #${n}`;
    label = `${named(LONGEST_LABEL - end.length)}${end}`;
  }
  taken.add(label);
  return label;
}

/** By name: `learning rate`, with its group where two swept fields are called alike. */
function spellings(fields: readonly SweepField[]): Map<string, string> {
  const words = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  const keys = fields.map(({ key }) => key);
  return new Map(
    fields.map(({ name, group, key }) => {
      const isAlone = keys.filter((other) => other === key).length === 1;
      return [name, isAlone ? words(key) : words(`${group ?? 'row'} ${key}`)];
    }),
  );
}

/** By name: `lr` for `learning rate`; those that would be alike stay as they are. */
function initials(words: ReadonlyMap<string, string>): Map<string, string> {
  const short = new Map([...words].map(([name, text]) => [name, text.replace(/(\w)\w*\s*/g, '$1')]));
  const all = [...short.values()];
  return new Map(
    [...words].map(([name, text]) => {
      const letters = short.get(name)!;
      return [name, all.filter((other) => other === letters).length === 1 ? letters : text];
    }),
  );
}

/** Below this a number is written with its exponent. */
const SMALL = 1e-3;

/** How the values of one field are written, all in one form: `yes`, `0.1`, or `1e-2` where one of them is very small. */
export function valueTexts(values: readonly SweepValue[]): (value: SweepValue) => string {
  const isSmall = values.some((value) => typeof value === 'number' && value !== 0 && Math.abs(value) < SMALL);
  return (value) => {
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (typeof value === 'string') return value;
    return value !== 0 && isSmall ? value.toExponential().replace('e+', 'e') : String(value);
  };
}
