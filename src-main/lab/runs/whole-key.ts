/** Keys of runs as people type them: whole, or beginnings that fit one run only. */
import { AppError } from '#shared/errors.ts';
import type { Store } from '../store/store.ts';

/** @throws AppError `not-found`, or `bad-input` where several runs begin so */
export function wholeKey(store: Store, start: string): string {
  if (store.stages.get(start)) return start;
  const [first, second] = store.stages.keysFrom(start, 2);
  if (first === undefined) throw AppError.of('not-found', 'error.noRun', { key: start }, { key: start });
  if (second !== undefined) throw AppError.of('bad-input', 'error.manyRuns', { key: start }, { key: start });
  return first;
}
