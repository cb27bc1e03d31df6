/**
 * A sweep, worked out: the combinations of its values, and a row with a readable name for each of them. Pure, and before
 * the stage graph, so that rows share the stages that no swept field touches.
 */
import { type Said, type SaidValue, say } from '../messages/said.ts';
import { Rng } from '../random.ts';
import { type Method, methodLabel } from './methods.ts';
import { sweepNamer } from './sweep-names.ts';
import { sweepSeries } from './sweep-series.ts';
import {
  type Combination,
  MAX_ROWS,
  noSuchField,
  type Sweep,
  SWEEP_FIELDS,
  type SweepField,
  type SweepValue,
  usesField,
} from './sweep-fields.ts';

type Report = (path: (string | number)[], said: Said) => void;
type Axis = { field: SweepField; draw: (rng: Rng) => SweepValue; values: readonly SweepValue[] | null };

interface Rows {
  methods: Method[];
  sweep?: Sweep | undefined;
  efficiency?: boolean | undefined;
}

export interface SweptRows {
  methods: Method[];
  /** Of each row: the written row it comes from, and names of the fields that it was given. */
  origins: { row: number; fields: readonly string[] }[];
  /** Distinct combinations of values; 1 without a sweep. */
  combinations: number;
}

/** @returns null where the sweep is wrong, which `report` was told */
export function expandSweep({ methods, sweep, efficiency = false }: Rows, report: Report): SweptRows | null {
  const whole = methods.map((_, row) => ({ row, fields: [] }));
  if (!sweep) return { methods, origins: whole, combinations: 1 };
  const at = (path: (string | number)[], said: Said): null => {
    report(['sweep', ...path], said);
    return null;
  };
  const axes = axesOf(sweep, at);
  const chosen = chosenRows(methods, sweep.rows, at);
  if (!axes || !chosen) return null;
  const combinations = sweep.method === 'grid' ? gridOf(axes, at) : drawn(axes, sweep, at);
  if (!combinations) return null;

  const swept: SweptRows = { methods: [], origins: [], combinations: combinations.length };
  const named = sweepNamer(
    axes.map(({ field }) => field),
    combinations,
  );
  const used = new Set<string>();
  for (const [row, method] of methods.entries()) {
    const variants = chosen.has(row) ? variantsOf(method, combinations, efficiency) : [];
    if (sweep.rows && chosen.has(row) && variants.length === 0)
      return at(
        ['rows', sweep.rows.indexOf(methodLabel(method))],
        say('error.sweep.unusedRow', { row: methodLabel(method) }),
      );
    for (const { method: changed, given } of variants) {
      swept.methods.push(named(method, changed, given));
      swept.origins.push({ row, fields: given.map(({ field }) => field.name) });
      for (const { field } of given) used.add(field.name);
      if (swept.methods.length > MAX_ROWS)
        return at(['fields'], tooMany(say('error.sweep.moreThan', { most: MAX_ROWS }), sweep));
    }
    if (variants.length > 0) continue;
    swept.methods.push(method);
    swept.origins.push({ row, fields: [] });
  }
  const idle = axes.filter(({ field }) => !used.has(field.name));
  for (const { field } of idle)
    at(['fields', field.name], say('error.sweep.unusedField', { field: field.name }));
  return idle.length > 0 ? null : swept;
}

/** Where the user can mend what is wrong with an expanded row. */
export function sweptPath({ origins }: SweptRows, path: (string | number)[]): (string | number)[] {
  const [list, place, field, ...rest] = path;
  const origin = list === 'methods' && typeof place === 'number' ? origins[place] : undefined;
  if (!origin) return path;
  const name = field === 'settings' ? rest.slice(0, 2).join('.') : String(field);
  if (origin.fields.includes(name)) return ['sweep', 'fields', name];
  return ['methods', origin.row, ...(field === undefined ? [] : [field]), ...rest];
}

const tooMany = (rows: SaidValue, { method }: Sweep): Said =>
  say(method === 'grid' ? 'error.sweep.tooManyGrid' : 'error.sweep.tooManyRandom', { rows, most: MAX_ROWS });

type At = (path: (string | number)[], said: Said) => null;

function axesOf(sweep: Sweep, at: At): Axis[] | null {
  const axes: Axis[] = [];
  let wrong = false;
  for (const [name, values] of Object.entries(sweep.fields)) {
    const field = SWEEP_FIELDS.get(name);
    if (!field) {
      at(['fields', name], noSuchField(name));
      wrong = true;
      continue;
    }
    const series = sweepSeries(field, values, sweep.method);
    if ('problem' in series) {
      at(['fields', name, ...series.path], series.problem);
      wrong = true;
    } else axes.push({ field, ...series });
  }
  return wrong ? null : axes;
}

/** Places of the rows that are swept. */
function chosenRows(
  methods: readonly Method[],
  names: readonly string[] | undefined,
  at: At,
): Set<number> | null {
  if (!names) return new Set(methods.keys());
  const labels = methods.map(methodLabel);
  const chosen = new Set<number>();
  for (const [i, name] of names.entries()) {
    const row = labels.indexOf(name);
    if (row === -1) return at(['rows', i], say('error.sweep.noRow', { name, rows: labels.join(', ') }));
    chosen.add(row);
  }
  return chosen;
}

function gridOf(axes: readonly Axis[], at: At): Combination[] | null {
  const size = axes.reduce((product, { values }) => product * (values?.length ?? 1), 1);
  if (size > MAX_ROWS)
    return at(['fields'], tooMany(size.toLocaleString('en'), { method: 'grid', fields: {} }));
  let combinations: Combination[] = [[]];
  for (const { field, values } of axes)
    combinations = combinations.flatMap((before) =>
      (values ?? []).map((value) => [...before, { field, value }]),
    );
  return combinations;
}

/** Each field draws from its own stream, so that one more field changes none of the others' values. */
function drawn(axes: readonly Axis[], sweep: Sweep & { method: 'random' }, at: At): Combination[] | null {
  const { samples, seed } = sweep;
  const streams = axes.map(({ field }) => new Rng(seed, 'sweep', field.name));
  const found = new Map<string, Combination>();
  for (let tries = 0; found.size < samples && tries < 50 * samples; tries++) {
    const combination = axes.map(({ field, draw }, i) => ({ field, value: draw(streams[i]!) }));
    const key = keyOf(combination);
    if (!found.has(key)) found.set(key, combination);
  }
  if (found.size === samples) return [...found.values()];
  return at(['samples'], say('error.sweep.fewCombinations', { count: found.size }));
}

const keyOf = (combination: Combination): string =>
  JSON.stringify(combination.map(({ field, value }) => [field.name, value]));

/** The row with each combination, as far as it uses the fields: what differs in the others alone is one row. */
function variantsOf(
  row: Method,
  combinations: readonly Combination[],
  efficiency: boolean,
): { method: Method; given: Combination }[] {
  const variants = new Map<string, { method: Method; given: Combination }>();
  for (const combination of combinations) {
    const own = combination.filter(({ field }) => !field.group && usesField(row, field, efficiency));
    const changed = { ...row, ...Object.fromEntries(own.map(({ field, value }) => [field.key, value])) };
    const settings = combination.filter(({ field }) => field.group && usesField(changed, field, efficiency));
    const given = [...own, ...settings];
    if (given.length === 0) continue;
    variants.set(keyOf(given), { method: withSettings(changed, settings), given });
  }
  return [...variants.values()];
}

function withSettings(row: Method, given: Combination): Method {
  if (given.length === 0) return row;
  const settings: Record<string, Record<string, unknown>> = structuredClone(row.settings ?? {});
  for (const { field, value } of given)
    settings[field.group!] = { ...settings[field.group!], [field.key]: value };
  return { ...row, settings };
}
