/** Values as people write them in filters: percent, durations, sizes, dates. */

/** Seconds. */
const DURATIONS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
};
const SIZES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};
const AMOUNTS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6 };

/**
 * `0.69`, `1e-4`, `69%` (a share), for durations `90`, `2m`, `1.5h`, for sizes `10MB`, for others `110M`.
 * @returns null for what is no number
 */
export function readNumber(text: string, unit: 'duration' | 'size' | null): number | null {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z]+|%)?$/i.exec(text);
  if (!match) return null;
  const value = Number(match[1]);
  const suffix = match[2]?.toLowerCase();
  if (suffix === undefined) return value;
  if (suffix === '%') return value / 100;
  const factors = unit === 'duration' ? DURATIONS : unit === 'size' ? SIZES : AMOUNTS;
  const factor = Object.hasOwn(factors, suffix) ? factors[suffix] : undefined;
  return factor === undefined ? null : value * factor;
}

/** From the first millisecond to before the last: a day is as long as it is. */
export interface TimeSpan {
  from: number;
  to: number;
}

/**
 * `2026`, `2026-10`, `2026-10-01`, `2026-10-01T12:30`, `today`, `yesterday`, in the local time; `7d` or `2h` is so long
 * ago. @returns null for what is no time
 */
export function readTime(text: string, now: number): TimeSpan | null {
  const word = text.toLowerCase();
  if (word === 'today' || word === 'yesterday') {
    const today = new Date(now);
    const day = today.getDate() - (word === 'today' ? 0 : 1);
    const [year, month] = [today.getFullYear(), today.getMonth()];
    return spanOf(new Date(year, month, day), new Date(year, month, day + 1));
  }
  const ago = /^(\d+(?:\.\d+)?)(min|m|h|d|w)$/.exec(word);
  if (ago) {
    const seconds = Number(ago[1]) * (ago[2] === 'w' ? 7 * 86_400 : DURATIONS[ago[2]!]!);
    return { from: now - seconds * 1000, to: now - seconds * 1000 };
  }
  const date = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:t(\d{1,2}):(\d{2})(?::(\d{2}))?)?)?)?$/.exec(word);
  if (!date) return null;
  const [year, month, day, hour, minute, second] = date
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const at = (plus: readonly number[]): Date =>
    new Date(
      year! + plus[0]!,
      (month ?? 1) - 1 + plus[1]!,
      (day ?? 1) + plus[2]!,
      hour ?? 0,
      (minute ?? 0) + plus[3]!,
      (second ?? 0) + plus[4]!,
    );
  const start = at([0, 0, 0, 0, 0]);
  // The 31st of a month that has none would silently be another day.
  if (month !== undefined && start.getMonth() !== month - 1) return null;
  if (day !== undefined && start.getDate() !== day) return null;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null;
  const finest = [month, day, minute, second].filter((part) => part !== undefined).length;
  return spanOf(start, at([0, 1, 2, 3, 4].map((place) => (place === finest ? 1 : 0))));
}

const spanOf = (from: Date, to: Date): TimeSpan => ({ from: from.getTime(), to: to.getTime() });

export function readBoolean(text: string): boolean | null {
  const word = text.toLowerCase();
  return word === 'true' || word === 'yes' ? true : word === 'false' || word === 'no' ? false : null;
}
