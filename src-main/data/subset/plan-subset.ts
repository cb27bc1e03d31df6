/**
 * Decides which impressions of each split a subset keeps, and says what is wrong with a request before anything is
 * written. Reads the splits' arrays only; write-subset.ts writes.
 */
import type { DayRange } from '#shared/config/subset.ts';
import { daysSaid } from '#shared/derivation-words.ts';
import { AppError } from '#shared/errors.ts';
import { Rng } from '#shared/random.ts';
import { SPLITS, type Dataset, type SplitData, type SplitName } from '../dataset/dataset.ts';
import { dayStart, spanOf } from './days.ts';

/** As the stage `derive-dataset` is asked, see shared/config/subset.ts. */
export interface SubsetRequest {
  users: number | null;
  days: DayRange | null;
  validationShare: number | null;
}

/** One split to write: from which split of the parent, and which of its impressions. */
export interface SubsetSplit {
  split: SplitName;
  from: SplitName;
  /** Indices of the parent's impressions, ascending; null: all, so the files stay as they are. */
  impressions: Int32Array | null;
}

/** @throws AppError `bad-input` when the request fits no impression, or leaves a split without clicks */
export async function planSubset(
  dataset: Dataset,
  request: SubsetRequest,
  seed: number,
): Promise<SubsetSplit[]> {
  const isChosen = request.users === null ? null : drawUsers(dataset.userCount, request.users, seed);
  const plan: SubsetSplit[] = [];
  for (const name of SPLITS) {
    const split = await dataset.split(name);
    if (!split) continue;
    if (name === 'dev' && request.validationShare !== null) continue;
    const kept = keptOf(split, isChosen, name === 'train' ? request.days : null);
    requireKept(split, kept, request);
    if (name !== 'train' || request.validationShare === null) {
      plan.push({ split: name, from: name, impressions: kept });
      continue;
    }
    const all = kept ?? Int32Array.from({ length: split.impressions }, (_, i) => i);
    const { rest, moved } = drawValidation(all, request.validationShare, seed);
    requireClicks(split, rest, 'error.subset.noClicksTrain');
    requireClicks(split, moved, 'error.subset.noClicksValidation');
    plan.push({ split: 'train', from: 'train', impressions: rest });
    plan.push({ split: 'dev', from: 'train', impressions: moved });
  }
  return plan;
}

/** [users] 1 for the chosen ones: the first `count` of one random order, so that with one seed fewer users are a part of more. */
function drawUsers(users: number, count: number, seed: number): Uint8Array {
  const order = new Rng(seed, 'subset', 'users').shuffle(Int32Array.from({ length: users }, (_, i) => i));
  const isChosen = new Uint8Array(users);
  for (const user of order.subarray(0, count)) isChosen[user] = 1;
  return isChosen;
}

/** Null where every impression stays. */
function keptOf(split: SplitData, isChosen: Uint8Array | null, days: DayRange | null): Int32Array | null {
  if (!isChosen && !days) return null;
  const from = days?.first === undefined ? -Infinity : dayStart(days.first);
  const to = days?.last === undefined ? Infinity : dayStart(days.last, 1);
  const kept = new Int32Array(split.impressions);
  let count = 0;
  for (let i = 0; i < split.impressions; i++) {
    if (isChosen && isChosen[split.users[i]] === 0) continue;
    if (split.times[i] < from || split.times[i] >= to) continue;
    kept[count++] = i;
  }
  return kept.slice(0, count);
}

function drawValidation(
  kept: Int32Array,
  share: number,
  seed: number,
): { rest: Int32Array; moved: Int32Array } {
  const count = Math.min(kept.length, Math.max(1, Math.round(share * kept.length)));
  const order = new Rng(seed, 'subset', 'validation').shuffle(kept.slice());
  return { rest: order.slice(count).sort(), moved: order.slice(0, count).sort() };
}

function requireKept(split: SplitData, kept: Int32Array | null, request: SubsetRequest): void {
  if (kept === null) return;
  const { days, users } = request;
  if (split.split === 'train' && days) {
    const span = spanOf(split.times);
    const isOutside =
      span !== null &&
      ((days.first !== undefined && days.first > span.last) ||
        (days.last !== undefined && days.last < span.first));
    if (isOutside)
      throw AppError.of(
        'bad-input',
        'error.subset.days',
        { first: span.first, last: span.last, days: daysSaid(days) },
        { ...span },
      );
  }
  if (kept.length === 0)
    throw AppError.of(
      'bad-input',
      'error.subset.noneLeft',
      { split: split.split, users: users ?? 'all' },
      { split: split.split },
    );
  if (split.labelled) requireClicks(split, kept, 'error.subset.noClicks');
}

type NoClicksKey = 'error.subset.noClicks' | 'error.subset.noClicksTrain' | 'error.subset.noClicksValidation';

/** Some impression must have both a click and none, or nothing can be learnt or measured. */
function requireClicks(split: SplitData, impressions: Int32Array, refusal: NoClicksKey): void {
  const { candidateOffsets, labels } = split;
  for (const i of impressions) {
    let clicks = 0;
    for (let at = candidateOffsets[i]; at < candidateOffsets[i + 1]; at++) clicks += labels[at];
    if (clicks > 0 && clicks < candidateOffsets[i + 1] - candidateOffsets[i]) return;
  }
  throw AppError.of('bad-input', refusal, { split: split.split }, { split: split.split });
}
