/** What an experiment takes on this machine, in a few words. */
import type { Cost, CostRange } from '#shared/contract/cost.ts';
import { t } from '../state/language.svelte.ts';
import { bytes, duration } from '../words.ts';

/** "about 2 h 00 min (1 h 30 min to 3 h 05 min)". */
export function timeWords({ seconds, knownSeconds }: Pick<Cost, 'seconds' | 'knownSeconds'>): string {
  if (seconds)
    return [t('cost.about', { time: duration(seconds.likely) }), spread(seconds)].filter(Boolean).join(' ');
  return knownSeconds >= 1 ? t('cost.timeAtLeast', { time: duration(knownSeconds) }) : t('cost.timeUnknown');
}

function spread({ low, high }: CostRange): string {
  const [from, to] = [duration(low), duration(high)];
  return from === to ? '' : `(${t('cost.between', { low: from, high: to })})`;
}

/** Time, disk and memory. */
export const costWords = (cost: Cost): string[] => [
  timeWords(cost),
  t('cost.disk', { size: bytes(cost.diskBytes) }),
  t('cost.memory', { size: bytes(cost.memoryBytes) }),
];

/** What will not fit, a sentence each. */
export function costWarnings({ warnings, diskBytes, temporaryBytes, memoryBytes, ...free }: Cost): string[] {
  return warnings.map((warning) =>
    warning === 'disk'
      ? t('cost.diskFull', { needed: bytes(diskBytes + temporaryBytes), free: bytes(free.diskFreeBytes) })
      : t('cost.memoryFull', { needed: bytes(memoryBytes), free: bytes(free.memoryFreeBytes) }),
  );
}
