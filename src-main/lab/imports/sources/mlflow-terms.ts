/** What both of MLflow's stores have in common: states, notes, tags of its own, and what is left out. */
import { type Said, say } from '#shared/messages/said.ts';
import type { ForeignRun } from '../foreign-run.ts';

/** The tag that holds a run's description. */
export const MLFLOW_NOTE = 'mlflow.note.content';

/** RunStatus of MLflow's service.proto; the database has the names. */
const STATUSES = ['', 'RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];

/** A run that was never ended counts as stopped: nothing of it will come any more here. */
export function stateOfStatus(status: number | string): ForeignRun['state'] {
  const name = typeof status === 'number' ? STATUSES[status] : status;
  if (name === 'FINISHED') return 'done';
  return name === 'FAILED' ? 'failed' : 'stopped';
}

/** The user's tags; MLflow's bookkeeping (`mlflow.*`) stays there. */
export const ownTags = (tags: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...tags].filter(([key]) => !key.startsWith('mlflow.')));

export interface LeftOut {
  deleted: number;
  notFinite: number;
  empty: number;
}

export function leftOutWarnings({ deleted, notFinite, empty }: LeftOut): Said[] {
  const warnings: Said[] = [];
  if (deleted > 0) warnings.push(say('imports.warning.deleted', { count: deleted }));
  if (empty > 0) warnings.push(say('imports.warning.empty', { count: empty }));
  if (notFinite > 0) warnings.push(say('imports.warning.notFinite', { count: notFinite }));
  return warnings;
}
