/**
 * The lab names stages, phases and units in English; here they are said in the language shown. A name that is not known
 * stays as the lab wrote it.
 */
import { isMessage, type MessageKey } from '#shared/messages/messages.ts';
import { phaseSaid, titleSaid } from '#shared/stage-titles.ts';
import { STAGE_TITLES, type StageKind } from '#shared/trainer-protocol/stages.ts';
import { fieldWords } from './field-words.ts';
import { t, tValue } from './state/language.svelte.ts';

const UNITS: Readonly<Record<string, MessageKey>> = {
  steps: 'unit.steps',
  texts: 'unit.texts',
  impressions: 'unit.impressions',
  measurements: 'unit.measurements',
  splits: 'unit.splits',
  bytes: 'unit.bytes',
};

/** A stage's title, e.g. `Fine-tune teacher 2`. */
export const stageTitle = (title: string): string => tValue(titleSaid(title));

/** What a kind of stage does, e.g. for `fine-tune`; an unknown kind as it is. */
export const kindTitle = (kind: string): string =>
  kind in STAGE_TITLES ? t(`kind.${kind as StageKind}`) : kind;

export const phaseWord = (phase: string): string => tValue(phaseSaid(phase));

export const unitWord = (unit: string): string => (UNITS[unit] ? t(UNITS[unit]) : unit);

/** A number of a stage's summary, e.g. `finalLoss` as "Final loss". */
export function factWord(name: string): string {
  const key = `fact.${name}`;
  return isMessage(key) ? t(key) : fieldWords(name);
}
