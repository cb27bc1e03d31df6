/** Searching a log: which lines hold a text, and where in a line it stands; upper and lower case are the same. */
import type { LogLine } from '#shared/contract/domain.ts';

export type LogLevel = 'all' | 'warn';

/** Places of the lines that hold the text; none for an empty one. */
export function matchesOf(lines: readonly LogLine[], query: string): number[] {
  const wanted = query.toLowerCase();
  if (wanted === '') return [];
  const found: number[] = [];
  lines.forEach((line, at) => {
    if (line.message.toLowerCase().includes(wanted)) found.push(at);
  });
  return found;
}

/** A line in pieces, those that match marked. */
export function partsOf(message: string, query: string): { text: string; hit: boolean }[] {
  const wanted = query.toLowerCase();
  if (wanted === '') return [{ text: message, hit: false }];
  const lower = message.toLowerCase();
  // Some letters change their length in lower case; then places do not fit.
  if (lower.length !== message.length) return [{ text: message, hit: false }];
  const parts: { text: string; hit: boolean }[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    if (at > from) parts.push({ text: message.slice(from, at), hit: false });
    parts.push({ text: message.slice(at, at + wanted.length), hit: true });
    from = at + wanted.length;
  }
  if (from < message.length) parts.push({ text: message.slice(from), hit: false });
  return parts;
}
