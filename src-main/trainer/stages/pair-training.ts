/** What post-training and Stage I share: a news encoder that trains on pairs of titles and bodies. */
import { readTokens } from '#data/dataset/tokens.ts';
import { listPairs, PairBatches } from '#ml/data/pairs.ts';
import type { Texts } from '#ml/data/texts.ts';
import { DEFAULT_CACHE_BYTES, TextEncoder } from '#ml/model/text-encoder.ts';
import type { ModelSettings, PostTrainingSettings } from '#shared/config/settings.ts';
import { AppError } from '#shared/errors.ts';
import { frozenLayers, loadModel, trainableNames } from '../model/model-files.ts';
import { bodiesOf, titlesOf } from '../model/texts.ts';
import type { StageContext } from './stage.ts';

export interface PairStage {
  layers: number;
  model: ModelSettings;
  /** Which pairs are drawn, and how much of them is read. */
  pairs: Pick<PostTrainingSettings, 'negatives' | 'maxTitleTokens' | 'maxBodyTokens'>;
  settings: Pick<PostTrainingSettings, 'batchSize' | 'dropout' | 'trainableLayers'>;
}

/** @throws AppError where too few news have a title and a body */
export async function openPairTraining(stage: PairStage, context: StageContext) {
  const { pairs, settings, model: sizes } = stage;
  const tokens = await readTokens(context.input('tokens'));
  const titles = titlesOf(tokens, pairs.maxTitleTokens);
  const bodies = bodiesOf(tokens, pairs.maxBodyTokens);
  const news = listPairs(titles, bodies);
  if (news.length <= pairs.negatives)
    throw AppError.of('bad-input', 'error.stage.fewNews', {
      negatives: pairs.negatives,
      news: news.length,
    });
  const model = await loadModel({
    plmDir: context.input('plm'),
    layers: stage.layers,
    model: sizes,
    seed: context.seed,
  });
  const names = trainableNames(model, settings.trainableLayers, ['news.'], sizes.trainEmbeddings);
  const trainable = model.train(names);
  const encoderOf = (texts: Texts) =>
    new TextEncoder({
      params: model.params,
      config: model.config,
      texts,
      frozenLayers: frozenLayers(model.config, settings.trainableLayers),
      pooling: sizes.tokenPooling,
      frozenEmbeddings: !sizes.trainEmbeddings,
      dropout: { rate: settings.dropout, seed: context.seed },
      cacheBytes: DEFAULT_CACHE_BYTES / 2,
    });
  return {
    model,
    trainable,
    encoders: { titles: encoderOf(titles), bodies: encoderOf(bodies) },
    batches: new PairBatches(news, {
      batchSize: settings.batchSize,
      negatives: pairs.negatives,
      seed: context.seed,
    }),
    newsCount: news.length,
  };
}
