/** Sentences on what is wrong or old in a table, for the window and the command line. */
import type { StaleReason, TableProblem } from './contract/paper-tables.ts';
import { type Language, translate } from './messages/messages.ts';

export const problemWords = (language: Language, { code, where, values }: TableProblem): string =>
  translate(language, `table.problem.${code}`, { where, values });

export const staleWords = (language: Language, { reason, where, runs }: StaleReason): string =>
  translate(language, `table.stale.${reason}`, { where, count: runs.length });
