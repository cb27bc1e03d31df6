/** What an experiment would compute and take, as text: the same as the form shows before the start. */
import type { Cost, CostRange, KindCost } from '#shared/contract/cost.ts';
import type { Plan } from '#shared/contract/domain.ts';
import { STAGE_TITLES } from '#shared/trainer-protocol/stages.ts';
import { textTable } from './text-table.ts';
import { bytesText, durationText, plural } from './units.ts';

/** E.g. `98 stages, 12 of them done before`. */
export const planText = ({ stages, reused }: Plan): string =>
  `${plural(stages, 'stage')}${reused > 0 ? `, ${reused} of them done before` : ''}`;

const rangeText = ({ low, likely, high }: CostRange): string => {
  const [from, to] = [durationText(low), durationText(high)];
  return from === to ? durationText(likely) : `${durationText(likely)} (${from} to ${to})`;
};

const titleOf = (kind: string): string => (STAGE_TITLES as Readonly<Record<string, string>>)[kind] ?? kind;

const BASIS: Readonly<Record<KindCost['basis'], (kind: KindCost) => string>> = {
  measured: ({ timed }) => `${plural(timed, 'stage')} of that size here`,
  scaled: ({ timed }) => `${plural(timed, 'stage')} of another size here, scaled`,
  related: () => 'other kinds of training here',
  none: () => 'nothing measured yet',
};

export function costText(plan: Plan, cost: Cost): string {
  const toCompute = plan.stages - plan.reused;
  const lines = [`${planText(plan)}; ${plural(plan.rows, 'row')}.`];
  if (toCompute === 0) return [...lines, 'Nothing is left to compute.'].join('\n');
  const side = cost.slots > 1 ? `, ${cost.slots} stages side by side` : '';
  const { seconds, warnings } = cost;
  const without = cost.kinds.filter((kind) => kind.seconds === null).map(({ kind }) => titleOf(kind));
  lines.push(
    seconds
      ? `Time: ${rangeText(seconds)}${side}${cost.backend ? `, ${cost.backend}` : ''}.`
      : `Time: not known; never measured here: ${without.join(', ')}.${cost.knownSeconds > 0 ? ` The rest takes about ${durationText(cost.knownSeconds)}.` : ''}`,
    `Disk: ${bytesText(cost.diskBytes)}, and ${bytesText(cost.temporaryBytes)} of checkpoints while it runs; ${bytesText(cost.diskFreeBytes)} are free.`,
    `Memory: up to ${bytesText(cost.memoryBytes)}; ${bytesText(cost.memoryFreeBytes)} are free.`,
  );
  if (warnings.includes('disk')) lines.push('WARNING: it will not fit on the disk.');
  if (warnings.includes('memory'))
    lines.push('WARNING: it needs more memory than is free; use fewer slots, or a smaller batch.');
  const table = textTable(
    ['Stage', 'Based on', 'To compute', 'Time', 'Disk', 'Memory'],
    cost.kinds.map((kind) => [
      titleOf(kind.kind),
      BASIS[kind.basis](kind),
      String(kind.stages),
      kind.seconds ? durationText(kind.seconds.likely) : '–',
      bytesText(kind.diskBytes),
      bytesText(kind.memoryBytes),
    ]),
    2,
  );
  return [...lines, '', table].join('\n');
}
