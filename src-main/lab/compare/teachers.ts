/** Which teachers a student learned from: the name of their set, equal for students of the same teachers. */
import type { StageRecord } from '../store/stage-table.ts';
import type { Store } from '../store/store.ts';

const TEACHER_INPUT = /^teacher-\d+$|^teachers$/;

/**
 * Keys of the artifacts that the models, or the Stage I students they start from, were taught by.
 * @returns null where nobody taught
 */
export function teachersOf(store: Store, models: readonly StageRecord[]): string | null {
  const teachers = new Set<string>();
  const look = ({ inputs }: StageRecord): void => {
    for (const [name, key] of Object.entries(inputs)) {
      if (TEACHER_INPUT.test(name)) teachers.add(key);
      const start = name === 'init' ? store.stages.get(key) : undefined;
      if (start?.kind === 'stage-one') look(start);
    }
  };
  models.forEach(look);
  return teachers.size === 0 ? null : [...teachers].sort().join();
}
