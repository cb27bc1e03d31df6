/** Former and undone states of what is edited. Typing in one field within a moment counts as one step. */
import type { TableDefinition } from '#shared/contract/paper-tables.ts';
import { isSame } from '../same.ts';

const TYPING_MS = 1500;
const MOST_STEPS = 200;

export class EditHistory<T> {
  private past: T[] = [];
  private future: T[] = [];
  /** Where the last step led, or what was read since; undefined: not known yet. */
  private last: T | undefined;
  private field: string | undefined;
  private typedAt = 0;

  get canUndo(): boolean {
    return this.past.length > 0;
  }
  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Where one is now; when somebody else went there, the way back would undo theirs, so there is none. */
  follow(present: T): void {
    if (this.last !== undefined && !isSame(this.last, present)) [this.past, this.future] = [[], []];
    this.last = present;
  }

  /** Where a step led. */
  arrive(present: T): void {
    this.last = present;
  }

  /** @param before the state that an edit leaves behind @param field set: typed into that field, at `now` */
  push(before: T, field?: string, now = Date.now()): void {
    const goesOn = field !== undefined && field === this.field && now - this.typedAt < TYPING_MS;
    this.field = field;
    this.typedAt = now;
    this.future = [];
    if (goesOn && this.past.length > 0) return;
    this.past = [...this.past.slice(-MOST_STEPS + 1), before];
  }

  /** What to go back to from `present`; undefined: nothing. */
  undo(present: T): T | undefined {
    const before = this.past.pop();
    if (before === undefined) return undefined;
    this.future.push(present);
    this.field = undefined;
    return before;
  }

  redo(present: T): T | undefined {
    const after = this.future.pop();
    if (after === undefined) return undefined;
    this.past.push(present);
    this.field = undefined;
    return after;
  }
}

/** By a table's name; kept while the window lives, so that one may look elsewhere and come back. */
const histories = new Map<string, EditHistory<TableDefinition>>();

export function historyOf(name: string): EditHistory<TableDefinition> {
  const known = histories.get(name) ?? new EditHistory<TableDefinition>();
  histories.set(name, known);
  return known;
}

/** Of a table that is no more: another one of that name has a way back of its own. */
export const dropHistory = (name: string): void => void histories.delete(name);

export function renameHistory(name: string, to: string): void {
  histories.set(to, historyOf(name));
  histories.delete(name);
}
