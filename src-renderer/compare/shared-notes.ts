/** Notes that several pairs share, said once. */
import type { Pair } from '#shared/contract/compare.ts';
import type { Language } from '#shared/messages/messages.ts';
import { pairNotes } from '#shared/statistics/sentence.ts';

/** With the number of pairs each is about, in the order in which they come. */
export function sharedNotes(pairs: readonly Pair[], language: Language): [note: string, pairs: number][] {
  const counts = new Map<string, number>();
  for (const pair of pairs)
    for (const note of pairNotes(pair, language)) counts.set(note, (counts.get(note) ?? 0) + 1);
  return [...counts].filter(([, n]) => n > 1);
}
