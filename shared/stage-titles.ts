/** Stages and their phases are named in English by those that run them; these names as keys of texts, for any language. */
import type { MessageKey } from './messages/messages.ts';
import { type SaidValue, say } from './messages/said.ts';
import { STAGE_TITLES, type StageKind } from './trainer-protocol/stages.ts';

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

/** Undefined: a title that this program does not know. */
export const titleKey = (title: string): MessageKey | undefined => TITLES[title.replace(/\d+/, '#')];

/** A stage's title, e.g. `Fine-tune teacher 2`; an unknown one as it is. */
export function titleSaid(title: string): SaidValue {
  const key = titleKey(title);
  return key ? say(key, { n: /\d+/.exec(title)?.[0] ?? '' }) : title;
}

/** A phase of a stage, e.g. `Rank users`; an unknown one as it is. */
export function phaseSaid(phase: string): SaidValue {
  const key = PHASES[phase];
  if (key) return say(key);
  return phase.startsWith('Read ') ? say('phase.read', { file: phase.slice('Read '.length) }) : phase;
}
