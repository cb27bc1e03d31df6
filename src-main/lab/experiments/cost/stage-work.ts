/**
 * How much work a stage is, in multiplications of the PLM's matrices, so that a measured stage tells the time of one of
 * another size: steps x news x tokens x layers x width. Only ratios between stages of one kind (or of related kinds) mean
 * something.
 */
import type { InputSettings } from '#shared/config/settings.ts';
import type { StageConfig, StageConfigOf, StageKind } from '#shared/trainer-protocol/stages.ts';
import type { DataFacts, PlmFacts } from './stage-facts.ts';

/** A trained layer is computed forwards once and backwards twice. */
const TRAINED = 3;
/** Of the news slots of a batch, those that are no padding (5,000 impressions of MIND, histories up to 50). */
const FILLED = 0.55;

export interface StageSize {
  data: DataFacts;
  plm: PlmFacts;
  /** Steps that a finished stage took; else they follow from its settings. */
  steps?: number | undefined;
}

interface Schedule {
  batchSize: number;
  epochs: number;
  maxSteps: number;
}

export function stepsOf({ batchSize, epochs, maxSteps }: Schedule, samples: number): number {
  const whole = epochs * Math.max(1, Math.ceil(samples / batchSize));
  return maxSteps > 0 ? Math.min(maxSteps, whole) : whole;
}

/** Multiplications of one layer for one token in a text of `length` tokens. */
const layerWork = ({ hiddenSize, intermediateSize }: PlmFacts, length: number): number =>
  4 * hiddenSize * hiddenSize + 2 * hiddenSize * intermediateSize + 2 * hiddenSize * length;

/** With [CLS] and [SEP]. */
export const textLength = (pieces: number, most: number): number => Math.max(2, Math.min(most, pieces + 2));

/** Distinct news among the slots of a batch: each is encoded once. */
export function distinctNews(
  batchSize: number,
  { maxHistory, negatives }: InputSettings,
  news: number,
): number {
  const slots = FILLED * batchSize * (maxHistory + 1 + negatives);
  return news * (1 - Math.exp(-slots / Math.max(1, news)));
}

/** News that a training on clicks encodes, and the layers of each. */
function clickWork(
  { data, plm, steps: taken }: StageSize,
  input: InputSettings,
  settings: Schedule & { dropout: number; trainableLayers: number },
  layers: number,
  /** Further layers per news and step, forwards only. */
  beside = 0,
): number {
  const steps = taken ?? stepsOf(settings, data.clicks);
  const length = textLength(data.titleTokens, input.maxTitleTokens);
  const oneLayer = length * layerWork(plm, length);
  const trained = Math.min(settings.trainableLayers, layers);
  const frozen = layers - trained;
  // Without dropout the frozen layers are computed once for each news.
  const [each, once] = settings.dropout > 0 ? [frozen, 0] : [0, frozen];
  const encoded = steps * distinctNews(settings.batchSize, input, data.news);
  return (
    encoded * (TRAINED * trained + each + beside) * oneLayer + Math.min(data.news, encoded) * once * oneLayer
  );
}

type Work = { [K in StageKind]?: (config: StageConfigOf<K>, size: StageSize) => number };

const pairs = (
  { data, plm, steps: taken }: StageSize,
  texts: { negatives: number; maxTitleTokens: number; maxBodyTokens: number },
  settings: Schedule & { trainableLayers: number },
  layers: number,
): number => {
  const steps = taken ?? stepsOf(settings, data.news);
  const title = textLength(data.titleTokens, texts.maxTitleTokens);
  const body = textLength(data.bodyTokens, texts.maxBodyTokens);
  const trained = Math.min(settings.trainableLayers, layers);
  const perSample = body * layerWork(plm, body) + (1 + texts.negatives) * title * layerWork(plm, title);
  return steps * settings.batchSize * perSample * (TRAINED * trained + layers - trained);
};

const WORK = {
  tokenize: (_, { data }) => data.news * (data.titleTokens + data.bodyTokens),
  pretrain: ({ mlm, plm: made }, { data, plm, steps }) => {
    const length = textLength(data.bodyTokens, mlm.maxTokens);
    const taken = steps ?? stepsOf(mlm, 2 * data.news);
    return taken * mlm.batchSize * length * layerWork(plm, length) * TRAINED * made.layers;
  },
  adapt: ({ domainMlm, text, layers }, { data, plm, steps }) => {
    const length = textLength(text === 'bodies' ? data.bodyTokens : data.titleTokens, domainMlm.maxTokens);
    const trained = Math.min(domainMlm.trainableLayers, layers);
    const taken = steps ?? stepsOf(domainMlm, data.news);
    return (
      taken * domainMlm.batchSize * length * layerWork(plm, length) * (TRAINED * trained + layers - trained)
    );
  },
  'post-train': ({ postTraining, layers }, size) => pairs(size, postTraining, postTraining, layers),
  'stage-one': ({ postTraining, stageOne, layers }, size) => pairs(size, postTraining, stageOne, layers),
  'fine-tune': ({ input, fineTuning, layers }, size) => clickWork(size, input, fineTuning, layers),
  'stage-two': ({ input, stageTwo, layers }, size) => clickWork(size, input, stageTwo, layers),
  tinybert: ({ input, tinyBert, layers, teacherLayers, teachers, procedure }, size) => {
    const { intermediateEpochs: epochs, intermediateMaxSteps: maxSteps } = tinyBert;
    const prediction = stepsOf(tinyBert, size.data.clicks);
    const intermediate =
      procedure === 'one-phase' ? 0 : stepsOf({ ...tinyBert, epochs, maxSteps }, size.data.clicks);
    const steps = size.steps ?? prediction + intermediate;
    return clickWork(
      { ...size, steps },
      input,
      { ...tinyBert, trainableLayers: layers },
      layers,
      teacherLayers * teachers,
    );
  },
  newsbert: ({ input, newsBert, layers, teacherLayers, teacherFiles }, size) => {
    const teacher = { ...newsBert, trainableLayers: newsBert.teacherTrainableLayers };
    return (
      clickWork(size, input, newsBert, layers) +
      teacherFiles.length * clickWork(size, input, teacher, teacherLayers)
    );
  },
  'mt-bert-teachers': ({ input, fineTuning, layers, teachers }, size) =>
    teachers * clickWork(size, input, fineTuning, layers),
  'mt-bert': ({ input, mtBert, layers, teacherLayers, teachers }, size) =>
    clickWork(size, input, mtBert, layers, teacherLayers * teachers),
  embed: ({ layers, maxTitleTokens, maxBodyTokens }, { data, plm }) => {
    const title = textLength(data.titleTokens, maxTitleTokens);
    const body = maxBodyTokens > 0 ? textLength(data.bodyTokens, maxBodyTokens) : 0;
    return data.news * layers * (title * layerWork(plm, title) + body * layerWork(plm, body));
  },
  evaluate: ({ models, evaluation, input }, { data }) =>
    models * impressionsOf(evaluation, data) * (1 + input.maxHistory / 50),
  efficiency: ({ models, input, efficiency }, { data, plm }) => {
    const length = textLength(data.titleTokens, input.maxTitleTokens);
    const layers = models.reduce((sum, one) => sum + one.layers, 0);
    const news = Math.min(efficiency.news, data.news);
    return (1 + efficiency.rounds) * news * layers * length * layerWork(plm, length);
  },
} satisfies Work;

export const impressionsOf = (
  { split, maxImpressions }: { split: 'test' | 'dev'; maxImpressions: number },
  { impressions }: DataFacts,
): number => (maxImpressions > 0 ? Math.min(maxImpressions, impressions[split]) : impressions[split]);

/** Null for kinds that an experiment does not compute. */
export function workOf(config: StageConfig, size: StageSize): number | null {
  // The entry of this kind takes configurations of this kind; the compiler cannot follow the two together.
  const work = (WORK as Partial<Record<StageKind, (config: StageConfig, size: StageSize) => number>>)[
    config.kind
  ];
  return work ? Math.max(1, work(config, size)) : null;
}

/** Their work is of one sort: encoding texts with the PLM, so the speed of one says something of the others. */
export const ENCODING_KINDS: ReadonlySet<StageKind> = new Set([
  'pretrain',
  'adapt',
  'post-train',
  'stage-one',
  'fine-tune',
  'stage-two',
  'tinybert',
  'newsbert',
  'mt-bert-teachers',
  'mt-bert',
  'embed',
]);
