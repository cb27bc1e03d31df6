/** Why a run or its files stay, in the language shown. */
import type { PurgeReport } from '#shared/contract/runs.ts';
import { stayWords } from '#shared/stay-words.ts';
import { stageTitle } from './stage-words.ts';
import { language } from './state/language.svelte.ts';

export const stayReason = ({ why }: PurgeReport['kept'][number]): string =>
  stayWords(language.shown, {
    ...why,
    values: { ...why.values, ...(why.values.title !== undefined && { title: stageTitle(why.values.title) }) },
  });

/** One line for each run. */
export const stayLines = (kept: PurgeReport['kept']): string =>
  kept.map((one) => `${stageTitle(one.title)}: ${stayReason(one)}`).join('\n');
