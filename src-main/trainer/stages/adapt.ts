/**
 * Masked language modelling before fine-tuning: on the bodies of the domain (DAPT) or the task's own titles (TAPT).
 * What trained of the PLM is the artifact; the head serves the training alone.
 */
import path from 'node:path';
import { readTokens } from '#data/dataset/tokens.ts';
import { firstRegularId } from '#ml/data/masking.ts';
import { mlm, textsWithPieces } from '#ml/methods/mlm.ts';
import { countParameters, plmParameterShapes } from '#ml/model/params.ts';
import { AppError } from '#shared/errors.ts';
import { train } from '../loop/train.ts';
import { loadLanguageModel } from '../model/language-model.ts';
import { MODEL_FILE, saveConfig, saveModel, trainableNames } from '../model/model-files.ts';
import { bodiesOf, titlesOf } from '../model/texts.ts';
import type { StageRunner } from './stage.ts';

export const runAdapt: StageRunner<'adapt'> = async (config, context) => {
  const { domainMlm: settings, layers, trainEmbeddings } = config;
  const tokens = await readTokens(context.input('tokens'));
  const texts = (config.text === 'bodies' ? bodiesOf : titlesOf)(tokens, settings.maxTokens);
  const used = textsWithPieces(texts).length;
  if (used === 0)
    throw AppError.of('bad-input', 'error.stage.noText', { news: tokens.newsCount, text: config.text });
  const { model, newHead } = await loadLanguageModel({
    plmDir: context.input('plm'),
    layers,
    seed: context.seed,
  });
  if (newHead) context.reporter.log('The PLM has no head for masked words; a new one starts at random.');
  const trainable = model.train(trainableNames(model, settings.trainableLayers, ['mlm.'], trainEmbeddings));
  const { pad, unk, cls, sep, mask } = tokens;
  const method = mlm({
    params: model.params,
    trainable,
    config: model.config,
    texts,
    mask,
    firstRegular: firstRegularId({ pad, unk, cls, sep, mask }, model.config.vocabSize),
    settings,
    seed: context.seed,
  });
  const result = await train(method, { ...context, title: 'Adapt PLM', onStart: context.started });
  await saveModel(model, path.join(context.outDir, MODEL_FILE), ['plm.']);
  await saveConfig(context.outDir, model.config);
  model.dispose();
  return {
    ...result,
    parameters: countParameters(plmParameterShapes(model.config)),
    texts: used,
    skipped: tokens.newsCount - used,
  };
};
