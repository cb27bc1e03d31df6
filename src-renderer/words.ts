/**
 * Numbers, times and states as people read them, in the language shown. Numbers look the same in every language, as in
 * the tables that are exported: a point before decimals, commas between thousands.
 */
import type { ExperimentRow, Progress, StageState } from '#shared/contract/domain.ts';
import { phaseWord, unitWord } from './stage-words.ts';
import { t } from './state/language.svelte.ts';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export const count = (value: number): string => whole.format(value);

/** "1 stage", "48 stages". */
export const counted = (value: number, noun: string, plural = `${noun}s`): string =>
  `${count(value)} ${value === 1 ? noun : plural}`;

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size < 10 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** A model's size: "109.9 M". */
export const millions = (parameters: number): string =>
  parameters < 1e6 ? `${(parameters / 1e3).toFixed(1)} k` : `${(parameters / 1e6).toFixed(1)} M`;

/** "8 s", "3 min 20 s", "2 h 05 min". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  if (s < 172_800)
    return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, '0')} min`;
  return t('time.days', { count: Math.round(s / 86_400) });
}

export const left = (seconds: number): string => t('time.left', { time: duration(seconds) });

/** In the time of this place; today's times without a date. */
export function moment(time: number, now = Date.now()): string {
  const date = new Date(time);
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (date.toDateString() === new Date(now).toDateString()) return t('time.today', { clock });
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A share as percent with two digits, without the sign: 0.7102 -> "71.02". */
export const percent = (share: number): string => (share * 100).toFixed(2);

/** Few digits of a number of any size. */
export function compact(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1000) return oneDigit.format(value);
  if (size < 0.001) return value.toExponential(1);
  return String(Number(value.toPrecision(4)));
}

export const stateWord = (state: StageState): string => t(`state.${state}`);

export function stagesLine(row: Pick<ExperimentRow, 'stagesDone' | 'stagesTotal' | 'stagesReused'>): string {
  return t('count.stagesDone', { done: row.stagesDone, total: row.stagesTotal, reused: row.stagesReused });
}

/** "Training: 240 of 1,200 steps, 3.1 steps/s, 5 min left". */
export function progressLine({ phase, done, total, unit: word, rate }: Progress): string {
  const unit = unitWord(word);
  const parts = [
    total > 0
      ? t('progress.ofTotal', { done: count(done), total: count(total), unit })
      : `${count(done)} ${unit}`,
  ];
  if (rate > 0) parts.push(`${rate >= 100 ? count(rate) : rate.toPrecision(2)} ${unit}/s`);
  if (rate > 0 && total > done) parts.push(left((total - done) / rate));
  return `${phaseWord(phase)}: ${parts.join(', ')}`;
}

export { fieldWords } from './field-words.ts';
