/** The keys of the runs table: moving, selecting, and what is done to the active or selected runs. */
import type { RunsTable } from '../../state/runs-table.svelte.ts';

/** What the view does for the grid; keys are those of runs. */
export interface GridActions {
  open: (key: string) => void;
  star: (keys: readonly string[]) => void;
  rename: (key: string) => void;
  tag: (keys: readonly string[]) => void;
  note: (key: string) => void;
  archive: (keys: readonly string[]) => void;
  trash: (keys: readonly string[]) => void;
  copy: () => void;
}

interface Moves {
  /** Rows of one page. */
  pageRows: () => number;
  reveal: () => void;
}

const RESIZE_PX = 16;

export function gridKeys(
  table: RunsTable,
  actionsNow: () => GridActions,
  moves: Moves,
): (event: KeyboardEvent) => void {
  const inHeader = (event: KeyboardEvent): boolean => {
    const column = table.columns[table.activeColumn - 1];
    if (table.activeColumn === 0 && (event.key === 'Enter' || event.key === ' ')) table.toggleAll();
    else if (!column?.field) return false;
    else if (event.key === 'Enter' || event.key === ' ') table.sortBy(column.id, event.shiftKey);
    else if (event.key === 'p') table.togglePinned(column.id);
    else if (event.shiftKey && event.key === 'ArrowLeft') table.resize(column, column.width - RESIZE_PX);
    else if (event.shiftKey && event.key === 'ArrowRight') table.resize(column, column.width + RESIZE_PX);
    else if (event.altKey && event.key === 'ArrowLeft') table.step(column.id, -1);
    else if (event.altKey && event.key === 'ArrowRight') table.step(column.id, 1);
    else return false;
    moves.reveal();
    return true;
  };

  const move = (event: KeyboardEvent): boolean => {
    const rows: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      j: 1,
      k: -1,
      PageDown: moves.pageRows(),
      PageUp: -moves.pageRows(),
    };
    const step = rows[event.key];
    const wide = event.ctrlKey || event.metaKey;
    const end = event.key === 'Home' ? -Infinity : event.key === 'End' ? Infinity : undefined;
    const side = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : undefined;
    if (step !== undefined && !event.altKey && !wide) table.moveRow(step, event.shiftKey);
    else if (end !== undefined && wide) table.moveRow(end, event.shiftKey);
    else if (end !== undefined) table.moveColumn(end);
    else if (side !== undefined && !event.shiftKey && !event.altKey) {
      if (!table.setOpen(side === 1)) table.moveColumn(side);
    } else return false;
    moves.reveal();
    return true;
  };

  const act = (event: KeyboardEvent): boolean => {
    const row = table.activeRow;
    const actions = actionsNow();
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.key === 'a') table.selectAll();
    else if (mod && event.key === 'c' && !String(getSelection())) actions.copy();
    else if (mod || event.altKey) return false;
    else if (event.key === 'Escape' && table.selection.size > 0) table.selection.clear();
    else if (!row) return false;
    else if (event.key === 'x' || event.key === ' ') table.toggleRow(row);
    else if (event.key === 'X') table.extendTo(row);
    else if (event.key === 'Enter' && 'run' in row) actions.open(row.run.key);
    else if (event.key === 'Enter') table.toggleOpen(row.id);
    else if (event.key === 's') actions.star(table.targets);
    else if (event.key === 't') actions.tag(table.targets);
    else if (event.key === 'a') actions.archive(table.targets);
    else if (event.key === 'Delete') actions.trash(table.targets);
    else if (event.key === 'F2' && 'run' in row) actions.rename(row.run.key);
    else if (event.key === 'm' && 'run' in row) actions.note(row.run.key);
    else return false;
    return true;
  };

  return (event) => {
    // A field in a row (the name being changed) has its own keys.
    if (event.target !== event.currentTarget && event.target instanceof HTMLInputElement) return;
    if ((table.inHeader && inHeader(event)) || move(event) || (!table.inHeader && act(event))) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}
