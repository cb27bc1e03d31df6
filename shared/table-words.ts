/** Sentences on what is wrong or old in a table, for the window and the command line. */
import type { StaleReason, TableProblem } from './contract/paper-tables.ts';
import { isMessage, type Language, translate } from './messages/messages.ts';
import { type Said, type SaidValue, say, wordsOf } from './messages/said.ts';

export const problemWords = (language: Language, problem: TableProblem): string =>
  wordsOf(language, problemSaid(problem));

export const problemSaid = ({ code, where, values }: TableProblem): Said =>
  say(`table.problem.${code}`, { where, values: code === 'metric' ? rulesSaid(values) : values });

/** Rules of the mean are sent as their names. */
function rulesSaid(names: string): SaidValue {
  const each = names.split(', ').map((name) => {
    const key = `compare.says.metric.${name}`;
    return isMessage(key) ? say(key) : name;
  });
  return { each, between: ', ' };
}

export const staleWords = (language: Language, { reason, where, runs }: StaleReason): string =>
  translate(language, `table.stale.${reason}`, { where, count: runs.length });
