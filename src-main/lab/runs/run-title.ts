/** How errors call a run: by the name that a user gave it, else by what it does. */
import type { Run } from '#shared/contract/runs.ts';
import type { SaidValue } from '#shared/messages/said.ts';
import { titleSaid } from '#shared/stage-titles.ts';

export const runTitle = ({ title, renamed, kind }: Pick<Run, 'title' | 'renamed' | 'kind'>): SaidValue =>
  renamed || kind === 'imported' ? title : titleSaid(title);
