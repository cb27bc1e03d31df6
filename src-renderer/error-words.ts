/** Why a run or an experiment failed, in the language shown. */
import type { ExperimentRow } from '#shared/contract/domain.ts';
import type { Run } from '#shared/contract/runs.ts';
import { stageTitle } from './stage-words.ts';
import { tError } from './state/language.svelte.ts';

/** Undefined where nothing is known to have gone wrong. */
export const runError = ({ error, errorSaid }: Pick<Run, 'error' | 'errorSaid'>): string | undefined =>
  error === null ? undefined : tError({ message: error, said: errorSaid });

/** Undefined where nothing is known to have gone wrong. */
export const experimentError = ({
  error,
  failed,
}: Pick<ExperimentRow, 'error' | 'failed'>): string | undefined =>
  failed ? `${stageTitle(failed.title)}: ${tError(failed)}` : (error ?? undefined);
