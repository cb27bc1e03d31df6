/** Former and undone states of what is edited. Typing in one field within a moment counts as one step. */
import type { TableDefinition } from '#shared/contract/paper-tables.ts';

const TYPING_MS = 1500;
const MOST_STEPS = 200;

export class EditHistory<T> {
  private past: T[] = [];
  private future: T[] = [];
  private field: string | undefined;
  private typedAt = 0;

  get canUndo(): boolean {
    return this.past.length > 0;
  }
  get canRedo(): boolean {
    return this.future.length > 0;
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

export function renameHistory(name: string, to: string): void {
  histories.set(to, historyOf(name));
  histories.delete(name);
}
