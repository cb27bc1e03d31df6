/** What a cell of the runs table says: of a run its value, of a group mean and deviation or what its runs have in common. */
import type { Run } from '#shared/contract/runs.ts';
import { metricFacts } from '#shared/metrics.ts';
import { isEmptyValue, type Recipes, readerOf, type ReadField, type RunValue } from '#shared/runs/fields.ts';
import type { RunGroup } from '#shared/runs/group.ts';
import { runError } from '../error-words.ts';
import { language, t } from '../state/language.svelte.ts';
import { stageTitle } from '../stage-words.ts';
import { bytes, compact, duration, moment, stateWord } from '../words.ts';
import { decimalsOf } from './column-digits.ts';
import { type Column, kindWords } from './columns.ts';
import type { Row } from './rows.ts';

/** A run's own name as it is; a stage's title in the language shown. */
export const runTitle = (run: Run): string =>
  run.renamed || run.kind === 'imported' ? run.title : stageTitle(run.title);

/** The same, or another name of the run, with the word that it was not computed here. */
export const markedName = (run: Run, name = runTitle(run)): string =>
  run.kind === 'imported' ? t('runs.importedName', { name }) : name;

/** As wide as a digit, and as a point. */
const DIGIT_SPACE = '\u2007';
const POINT_SPACE = '\u2008';

/** With the digits of its column: metrics as tables print them, in percent where they are shares. */
export function numberText(column: Column, value: number): string {
  if (column.id === 'duration') return duration(value);
  if (column.id === 'size') return bytes(value);
  if (!column.digits) {
    const { scale, digits } = metricFacts(column.id);
    return (value * scale).toFixed(digits);
  }
  const { form, digits } = column.digits;
  if (form === 'own') return alignPoint(compact(value), digits);
  const text = value.toFixed(digits);
  return column.field?.source === 'metric' ? grouped(text) : text;
}

/** Commas between thousands; of what is counted or measured alone, as seeds and years are names. */
function grouped(text: string): string {
  const point = text.includes('.') ? text.indexOf('.') : text.length;
  return text.slice(0, point).replace(/\B(?=(\d{3})+$)/g, ',') + text.slice(point);
}

/** Filled up behind, so that points stand under each other in a column that is aligned at its end. */
export function alignPoint(text: string, digits: number): string {
  if (digits === 0 || text.includes('e')) return text;
  return (
    text +
    (text.includes('.') ? '' : POINT_SPACE) +
    DIGIT_SPACE.repeat(Math.max(0, digits - decimalsOf(text)))
  );
}

const readers = new Map<string, ReadField>();

function readOf(field: string): ReadField {
  let read = readers.get(field);
  if (!read) readers.set(field, (read = readerOf(field)));
  return read;
}

export function runCell(column: Column, run: Run, recipes: Recipes): string {
  if (column.field) return valueText(column, readOf(column.id)(run, recipes), run);
  return column.id === 'group' ? runTitle(run) : '';
}

function valueText(column: Column, value: RunValue, run?: Run): string {
  if (isEmptyValue(value) || value === null) return '';
  if (typeof value === 'boolean') return t(value ? 'shared.yes' : 'shared.no');
  if (typeof value === 'object') return value.join(', ');
  if (typeof value === 'number')
    return column.field?.type === 'time' ? moment(value) : numberText(column, value);
  if (column.id === 'title' && run) return markedName(run);
  if (column.id === 'kind') return kindWords(value);
  if (column.id === 'state') return stateWord(value as Run['state']);
  // A note's first line; the panel shows all of it.
  if (column.id === 'note') return value.split('\n').find((line) => line.trim() !== '') ?? '';
  // Hashes: their beginnings tell them apart.
  if (column.id === 'key' || column.id === 'recipe') return value.slice(0, 12);
  return value;
}

export interface Cell {
  text: string;
  /** `± ...`, where the runs scatter. */
  sd?: string;
  /** From the least to the largest. */
  range?: string;
  title?: string;
  /** Says how many values there are, not which. */
  quiet?: boolean;
}

export const cellOf = (column: Column, row: Row, recipes: Recipes): Cell =>
  'run' in row ? { text: runCell(column, row.run, recipes) } : groupCell(column, row.group, recipes);

/** What the tooltip says: how a mean came about, else the whole text. */
export function cellTitle(column: Column, row: Row, recipes: Recipes): string {
  if ('run' in row && column.id === 'state' && row.run.error !== null) return runError(row.run) ?? '';
  const { title, text } = cellOf(column, row, recipes);
  return title ?? text.trim();
}

/** Worked out when a group is first drawn; a changed list brings new groups. */
const cells = new WeakMap<RunGroup, Map<string, Cell>>();

export function groupCell(column: Column, group: RunGroup, recipes: Recipes): Cell {
  const kept = cells.get(group) ?? new Map<string, Cell>();
  cells.set(group, kept);
  const name = `${language.shown}/${column.id}`;
  let cell = kept.get(name);
  if (!cell) kept.set(name, (cell = workOut(column, group, recipes)));
  return cell;
}

function workOut(column: Column, group: RunGroup, recipes: Recipes): Cell {
  if (column.id === 'n') return { text: String(group.runs.length) };
  if (column.id === 'group') return { text: groupLabel(group, recipes) };
  if (!column.field) return { text: '' };
  if (column.hasSpread) return spreadCell(column, group);
  // Nothing where no run has it; one that some lack still stands for the group.
  const texts = new Set(group.runs.map((run) => runCell(column, run, recipes)));
  texts.delete('');
  const [first = ''] = texts;
  if (texts.size < 2) return { text: first };
  const summary = column.isNumber ? group.summary(column.id) : null;
  const text = summary
    ? `${numberText(column, summary.min).trim()} – ${numberText(column, summary.max).trim()}`
    : t('runs.group.values', { n: texts.size });
  return { text, quiet: true, title: [...texts].slice(0, 20).join(', ') };
}

/** What its runs have in common, in few words: of repeats their method, else the values they are gathered by. */
export function groupLabel(group: RunGroup, recipes: Recipes): string {
  const fields = Object.keys(group.values);
  if (fields.length === 1 && fields[0] === 'recipe') {
    const [run] = group.runs;
    if (!run) return '';
    const name = run.methods.length > 0 ? run.methods.join(', ') : runTitle(run);
    if (run.kind === 'imported') return markedName(run, name);
    return run.kind === 'evaluate' ? name : `${runTitle(run)}, ${name}`;
  }
  return fields
    .map((id) => {
      const value = readOf(id)(group.runs[0]!, recipes);
      if (isEmptyValue(value)) return t('runs.group.none.value');
      if (id === 'kind') return kindWords(String(value));
      if (id === 'state') return stateWord(value as Run['state']);
      if (typeof value === 'boolean') return t(value ? 'shared.yes' : 'shared.no');
      return typeof value === 'object' && value ? value.join(', ') : String(value);
    })
    .join(' · ');
}

function spreadCell(column: Column, group: RunGroup): Cell {
  const summary = group.summary(column.id);
  if (!summary) return { text: '' };
  const text = (value: number): string => numberText(column, value).trim();
  const mean = numberText(column, summary.mean);
  if (summary.sd === null) return { text: mean, sd: '', title: t('runs.group.one', { mean: mean.trim() }) };
  const [sd, min, max] = [summary.sd, summary.min, summary.max].map(text) as [string, string, string];
  return {
    text: mean,
    sd: `± ${sd}`,
    range: `${min} – ${max}`,
    title: t('runs.group.spread', { mean: mean.trim(), sd, min, max, n: summary.n }),
  };
}
