/**
 * A note that was being written when the page went away (a reload, a closed window): its words are kept in the browser and
 * saved when the page is there again, as if the user had gone elsewhere.
 */
import { onDestroy } from 'svelte';
import type { Run } from '#shared/contract/runs.ts';
import { lab } from '../api.ts';
import { saveLeftNote } from './run-actions.ts';

const PREFIX = 'tnrlab:note:';

/** Call it while the component that holds the note is set up. @param read undefined: nothing is being written */
export function keepLeftNote(read: () => { run: Run; note: string } | undefined): void {
  const keep = (): void => {
    const left = read();
    if (left && left.note !== left.run.note) localStorage.setItem(PREFIX + left.run.key, left.note);
  };
  addEventListener('pagehide', keep);
  onDestroy(() => {
    removeEventListener('pagehide', keep);
    const left = read();
    if (left) void saveLeftNote(left.run, left.note);
  });
}

/** Those of runs of another workspace wait for it. */
export async function saveLeftNotes(): Promise<void> {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  if (keys.length === 0) return;
  const { runs } = await lab.runs.list();
  for (const run of runs) {
    const note = localStorage.getItem(PREFIX + run.key);
    if (note === null) continue;
    localStorage.removeItem(PREFIX + run.key);
    await saveLeftNote(run, note);
  }
}
