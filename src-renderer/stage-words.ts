/**
 * The lab names stages, phases and units in English; here they are said in the language shown. A name that is not known
 * stays as the lab wrote it.
 */
import { isMessage, type MessageKey } from '#shared/messages/messages.ts';
import { STAGE_TITLES, type StageKind } from '#shared/trainer-protocol/stages.ts';
import { fieldWords } from './field-words.ts';
import { t } from './state/language.svelte.ts';

const BY_KIND_TITLE = Object.fromEntries(
  Object.entries(STAGE_TITLES).map(([kind, title]) => [title, `kind.${kind as StageKind}` as MessageKey]),
);

/** With `#` for a number. */
const TITLES: Readonly<Record<string, MessageKey>> = {
  ...BY_KIND_TITLE,
  'Tokenise the corpus': 'stage.tokenizeCorpus',
  'Pre-train PLM # (MLM)': 'stage.pretrainNumber',
  'Fine-tune student': 'stage.fineTuneStudent',
  'Fine-tune teacher #': 'stage.fineTuneTeacher',
  'Fine-tune after DAPT': 'stage.fineTuneAfterDapt',
  'Fine-tune after TAPT': 'stage.fineTuneAfterTapt',
  'Fine-tune after DP': 'stage.fineTuneAfterDp',
  'Adapt PLM (DAPT)': 'stage.adaptDapt',
  'Adapt PLM (TAPT)': 'stage.adaptTapt',
  'Embed news, teacher': 'stage.embedOneTeacher',
  'Embed news, teacher #': 'stage.embedTeacher',
  'Embed titles and bodies, DP teacher #': 'stage.embedBodies',
};

const PHASES: Readonly<Record<string, MessageKey>> = {
  ...BY_KIND_TITLE,
  'Encode news': 'phase.encodeNews',
  'Rank users': 'phase.rankUsers',
  'Encode news, ONNX float32': 'phase.encodeOnnx32',
  'Encode news, ONNX int8': 'phase.encodeOnnx8',
  'Tokenise titles': 'phase.tokenizeTitles',
  'Tokenise bodies': 'phase.tokenizeBodies',
  'Embed titles': 'phase.embedTitles',
  'Embed bodies': 'phase.embedBodies',
  'Write the splits': 'phase.writeSplits',
  'Adapt PLM': 'phase.adapt',
  'Pre-train PLM': 'phase.pretrain',
  'Post-train': 'phase.postTrain',
  'Stage I': 'phase.stageOne',
  'Stage II': 'phase.stageTwo',
  'Fine-tune teachers': 'phase.fineTuneTeachers',
};

const UNITS: Readonly<Record<string, MessageKey>> = {
  steps: 'unit.steps',
  texts: 'unit.texts',
  impressions: 'unit.impressions',
  measurements: 'unit.measurements',
  splits: 'unit.splits',
  bytes: 'unit.bytes',
};

/** Undefined: a title that this window does not know. */
export const titleKey = (title: string): MessageKey | undefined => TITLES[title.replace(/\d+/, '#')];

/** A stage's title, e.g. `Fine-tune teacher 2`. */
export function stageTitle(title: string): string {
  const key = titleKey(title);
  return key ? t(key, { n: /\d+/.exec(title)?.[0] ?? '' }) : title;
}

/** What a kind of stage does, e.g. for `fine-tune`; an unknown kind as it is. */
export const kindTitle = (kind: string): string =>
  kind in STAGE_TITLES ? t(`kind.${kind as StageKind}`) : kind;

export function phaseWord(phase: string): string {
  const key = PHASES[phase];
  if (key) return t(key);
  return phase.startsWith('Read ') ? t('phase.read', { file: phase.slice('Read '.length) }) : phase;
}

export const unitWord = (unit: string): string => (UNITS[unit] ? t(UNITS[unit]) : unit);

/** A number of a stage's summary, e.g. `finalLoss` as "Final loss". */
export function factWord(name: string): string {
  const key = `fact.${name}`;
  return isMessage(key) ? t(key) : fieldWords(name);
}
