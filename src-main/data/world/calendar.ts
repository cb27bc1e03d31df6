/** The world's calendar: seconds since its first midnight, and how MIND writes a time. */

const secondsPerDay = 86_400;
const firstMidnightMs = Date.UTC(2030, 2, 4);
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** The periods of a world in days: click histories, then MIND's train, dev and test. */
export const periods = {
  history: [0, 21],
  train: [21, 28],
  dev: [28, 29],
  test: [29, 31],
} as const;

export const secondsOf = (day: number): number => day * secondsPerDay;
export const dayOf = (timeS: number): number => Math.floor(timeS / secondsPerDay);
export const weekdayOf = (day: number): string =>
  weekdays[new Date(firstMidnightMs + day * 86_400_000).getUTCDay()]!;

/** `M/D/YYYY h:mm:ss AM`, as in MIND's behaviors.tsv. */
export function mindTime(timeS: number): string {
  const date = new Date(firstMidnightMs + timeS * 1000);
  const hours = date.getUTCHours();
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${hours % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()} ${clock} ${hours < 12 ? 'AM' : 'PM'}`;
}
