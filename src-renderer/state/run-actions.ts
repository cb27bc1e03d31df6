/** What a user does to runs, with the words and the way back: star, archive, trash, restore, purge, tags. */
import type { Run } from '#shared/contract/runs.ts';
import { AppError } from '#shared/errors.ts';
import { runTitle } from '../runs/cells.ts';
import { stayLines, stayReason } from '../stay-reason.ts';
import { bytes } from '../words.ts';
import { t, tError } from './language.svelte.ts';
import { attempt, notices } from './notices.svelte.ts';
import { runs } from './runs.svelte.ts';

type Keys = readonly string[];

/** All become starred; where all are, none is. */
export const toggleStars = (chosen: readonly Run[]): Promise<boolean> =>
  attempt(() => runs.change(keysOf(chosen), { starred: !chosen.every((run) => run.starred) }));

/** Out of the archive where all are in it. */
export async function toggleArchived(chosen: readonly Run[]): Promise<void> {
  const archived = !chosen.every((run) => run.archived);
  const changed = keysOf(chosen.filter((run) => run.archived !== archived));
  if (!(await attempt(() => runs.change(changed, { archived })))) return;
  withUndo(t(archived ? 'runs.done.archived' : 'runs.done.unarchived', { n: changed.length }), () =>
    runs.change(changed, { archived: !archived }),
  );
}

/** Into the trash; nothing leaves the disk. Gives whether it went well. */
export async function trash(keys: Keys): Promise<boolean> {
  if (!(await attempt(() => runs.trash(keys)))) return false;
  withUndo(t('runs.done.trashed', { n: keys.length }), () => runs.restore(keys));
  return true;
}

export async function restore(keys: Keys): Promise<boolean> {
  if (!(await attempt(() => runs.restore(keys)))) return false;
  withUndo(t('runs.done.restored', { n: keys.length }), () => runs.trash(keys));
  return true;
}

/** For good. @throws AppError as the lab says it */
export async function purge(keys: Keys): Promise<void> {
  const { purged, bytesFreed, kept } = await runs.purge(keys);
  if (purged.length > 0)
    notices.add({
      tone: 'info',
      text: t('runs.done.purged', { n: purged.length, size: bytes(bytesFreed) }),
    });
  const [first] = kept;
  if (first)
    notices.add({
      tone: 'error',
      text: t('runs.done.kept', { n: kept.length, reason: stayReason(first) }),
      details: stayLines(kept),
    });
}

/** What was being written on a run when the user went elsewhere: kept, with the way back to the note as it was. */
export async function saveLeftNote(run: Run, note: string): Promise<void> {
  const { key, note: before } = run;
  if (note === before) return;
  try {
    await runs.change([key], { note });
  } catch (thrown) {
    // Its field is gone: the words are at least there to be copied.
    const reason = tError(AppError.from(thrown));
    notices.add({ tone: 'error', text: t('runs.done.noteLost', { reason }), details: note });
    return;
  }
  withUndo(t('runs.done.noteSaved', { title: runTitle(run) }), () => runs.change([key], { note: before }));
}

/** Bytes of their artifacts on disk. */
export const bytesOf = (chosen: readonly Run[]): number =>
  chosen.reduce((sum, run) => sum + (run.bytes ?? 0), 0);

const keysOf = (chosen: readonly Run[]): string[] => chosen.map(({ key }) => key);

function withUndo(text: string, back: () => Promise<unknown>): void {
  const run = (): void => {
    notices.close(id);
    void attempt(back);
  };
  const id = notices.add({ tone: 'info', text, action: { label: t('shared.undo'), run } });
}
