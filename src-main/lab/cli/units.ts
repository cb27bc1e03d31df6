/** Numbers as people read them in a terminal. */

/** E.g. `11.2 GB`, `512 B`; decimal units. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** E.g. `8 s`, `3 min 20 s`, `2 h 05 min`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** E.g. `2,232,748`. */
export const countText = (count: number): string => count.toLocaleString('en-US');

/** E.g. `12.3 steps/s`; from 1000 upwards with a k or M. */
export function rateText(rate: number, unit: string): string {
  if (unit === 'bytes') return `${bytesText(rate)}/s`;
  const [value, prefix] = rate >= 1e6 ? [rate / 1e6, ' M'] : rate >= 1e4 ? [rate / 1e3, ' k'] : [rate, ' '];
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)}${prefix}${unit}/s`;
}

/** `1 stage`, `3 stages`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;
