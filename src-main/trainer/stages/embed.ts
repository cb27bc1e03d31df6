/** All news through one news encoder: titles, and bodies where Stage I needs them. */
import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import { readTokens } from '#data/dataset/tokens.ts';
import { writeTyped } from '#data/dataset/typed-file.ts';
import type { Texts } from '#ml/data/texts.ts';
import { TextEncoder } from '#ml/model/text-encoder.ts';
import { encodeAll } from '../model/encode-all.ts';
import { loadModel } from '../model/model-files.ts';
import { bodiesOf, titlesOf } from '../model/texts.ts';
import type { StageRunner } from './stage.ts';

export const runEmbed: StageRunner<'embed'> = async (config, context) => {
  const startedAt = performance.now();
  context.started();
  const tokens = await readTokens(context.input('tokens'));
  const model = await loadModel({
    plmDir: context.input('plm'),
    layers: config.layers,
    model: config.model,
    seed: context.seed,
    file: path.join(context.input('model'), config.modelFile),
  });
  const dim = config.model.newsDim;
  const all = Int32Array.from({ length: tokens.newsCount }, (_, i) => i);
  const write = async (name: string, phase: string, texts: Texts) => {
    const encoder = new TextEncoder({
      params: model.params,
      config: model.config,
      texts,
      frozenLayers: 0,
      pooling: config.model.tokenPooling,
      frozenEmbeddings: true,
      dropout: { rate: 0, seed: 0 },
      cacheBytes: 0,
    });
    const vectors = await encodeAll(encoder, texts, all, dim, async (done) => {
      context.reporter.progress(phase, done, all.length, 'texts');
      await context.stop.check();
    });
    writeTyped(path.join(context.outDir, name), 'f32', vectors as Float32Array<ArrayBuffer>);
  };
  await write('titles.f32', 'Embed titles', titlesOf(tokens, config.maxTitleTokens));
  if (config.maxBodyTokens > 0)
    await write('bodies.f32', 'Embed bodies', bodiesOf(tokens, config.maxBodyTokens));
  model.dispose();
  await writeFile(
    path.join(context.outDir, 'embed.json'),
    `${JSON.stringify({ news: all.length, newsDim: dim })}\n`,
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    news: all.length,
    newsDim: dim,
    seconds,
    textsPerSecond: (all.length * (config.maxBodyTokens > 0 ? 2 : 1)) / seconds,
  };
};
