/** Sentences on what is wrong or old in a table, for the window and the command line. */
import type { StaleReason, TableProblem } from './contract/paper-tables.ts';
import { isMessage, type Language, translate } from './messages/messages.ts';

export const problemWords = (language: Language, { code, where, values }: TableProblem): string =>
  translate(language, `table.problem.${code}`, {
    where,
    values: code === 'metric' ? rulesWords(language, values) : values,
  });

/** Rules of the mean are sent as their names. */
function rulesWords(language: Language, names: string): string {
  const words = names.split(', ').map((name) => {
    const key = `compare.says.metric.${name}`;
    return isMessage(key) ? translate(language, key) : name;
  });
  return words.join(', ');
}

export const staleWords = (language: Language, { reason, where, runs }: StaleReason): string =>
  translate(language, `table.stale.${reason}`, { where, count: runs.length });
