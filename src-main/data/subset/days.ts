/** Days of impressions as `YYYY-MM-DD` in UTC, the zone that an import takes times to be in. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTyped } from '../dataset/typed-file.ts';

const DAY_SECONDS = 86_400;

/** First and last day, both included. */
export interface DaySpan {
  first: string;
  last: string;
}

/** @param time epoch seconds */
export const dayOf = (time: number): string => new Date(time * 1000).toISOString().slice(0, 10);

/** Epoch seconds at which the day, or the one `daysLater`, begins. */
export const dayStart = (day: string, daysLater = 0): number =>
  Date.parse(`${day}T00:00:00Z`) / 1000 + daysLater * DAY_SECONDS;

/** Null without impressions. */
export function spanOf(times: Float64Array): DaySpan | null {
  if (times.length === 0) return null;
  let first = Infinity;
  let last = -Infinity;
  for (const time of times) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return { first: dayOf(first), last: dayOf(last) };
}

/** Of a dataset artifact's training split, from its times alone; null where it has none. */
export async function readTrainingDays(datasetDir: string): Promise<DaySpan | null> {
  const file = join(datasetDir, 'train', 'times.f64');
  return existsSync(file) ? spanOf(await readTyped(file, 'f64')) : null;
}
