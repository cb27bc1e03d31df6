/** Keys of runs as people type them: whole, or beginnings that fit one run only. */
import { AppError } from '#shared/errors.ts';
import type { Store } from '../store/store.ts';

/** @throws AppError `not-found`, or `bad-input` where several runs begin so */
export function wholeKey(store: Store, start: string): string {
  if (store.stages.get(start)) return start;
  const [first, second] = store.stages.keysFrom(start, 2);
  if (first === undefined) throw new AppError('not-found', `There is no run ${start}.`, { key: start });
  if (second !== undefined)
    throw new AppError('bad-input', `Several runs begin with ${start}; give more of the key.`, {
      key: start,
    });
  return first;
}
