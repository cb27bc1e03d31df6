import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeTokens } from '#data/dataset/tokens.ts';
import { readPlmArtifact } from '#data/weights/plm-artifact.ts';
import { openSafetensors } from '#data/weights/safetensors.ts';
import { PRESETS } from '#shared/config/presets.ts';
import type { StageConfigOf } from '#shared/trainer-protocol/stages.ts';
import { selectBackend } from '#trainer/backends/select-backend.ts';
import { BENCH_PLM, mean, StageBench } from './stage-bench.ts';

let folder: string;
let bench: StageBench;
let plm: string;
let tokens: string;

beforeAll(async () => {
  await selectBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'tnrlab-adapt-'));
  bench = new StageBench(folder);
  const dataset = await bench.makeDataset();
  plm = await bench.makePlm(dataset, 1);
  tokens = (await bench.run({ kind: 'tokenize' }, { dataset, plm })).outDir;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const adapt = (more: Partial<StageConfigOf<'adapt'>> = {}): StageConfigOf<'adapt'> => ({
  kind: 'adapt',
  text: 'bodies',
  layers: 2,
  trainEmbeddings: false,
  domainMlm: {
    ...PRESETS.paper.domainMlm,
    batchSize: 16,
    maxTokens: 24,
    maxSteps: 80,
    epochs: 20,
    learningRate: 1e-2,
    headLearningRate: 1e-2,
    trainableLayers: 1,
  },
  ...more,
});

async function tensorsOf(file: string): Promise<Map<string, Float32Array>> {
  const tensors = await openSafetensors(file);
  const values = new Map<string, Float32Array>();
  for (const name of tensors.names()) values.set(name, await tensors.read(name));
  await tensors.close();
  return values;
}

it.each(['bodies', 'titles'] as const)(
  'adapt on %s learns and keeps the trained layers alone',
  async (text) => {
    const before = tf.memory().numTensors;
    const { outDir, summary, curve } = await bench.run(adapt({ text }), { tokens, plm });
    expect(tf.memory().numTensors).toBe(before);
    const losses = curve('loss');
    expect(losses).toHaveLength(80);
    expect(mean(losses.slice(-5))).toBeLessThan(0.85 * mean(losses.slice(0, 5)));
    expect(summary).toMatchObject({ steps: 80, skipped: 0 });
    const written = await tensorsOf(join(outDir, 'model.safetensors'));
    expect(written.size).toBe(16);
    const { config, tensors } = await readPlmArtifact(plm);
    expect(config.layers).toBe(BENCH_PLM.layers);
    for (const [name, values] of written) {
      expect(name).toMatch(/^plm\.encoder\.layer\.1\./);
      // The pulls on a key's bias cancel out in softmax.
      if (!name.endsWith('key.bias')) expect(values, name).not.toEqual(await tensors.read(name));
    }
    await tensors.close();
  },
);

it('adapt trains word embeddings where the row does', async () => {
  const { domainMlm } = adapt();
  const config = adapt({
    trainEmbeddings: true,
    domainMlm: { ...domainMlm, maxSteps: 2, trainableLayers: 0 },
  });
  const { outDir } = await bench.run(config, { tokens, plm });
  const written = await tensorsOf(join(outDir, 'model.safetensors'));
  expect([...written.keys()]).toEqual(['plm.embeddings.word_embeddings.weight']);
});

it('adapt skips texts without tokens, and says when none is left', async () => {
  const vocabulary = { vocabSize: 30, pad: 0, unk: 4, cls: 1, sep: 2, mask: 3 };
  const dir = bench.at('sparse-tokens');
  await mkdir(dir);
  await writeTokens(dir, vocabulary, { titles: [[5, 6], [], [7]], bodies: [[], [], []] });
  const { domainMlm } = adapt();
  const short = { ...domainMlm, batchSize: 1, maxSteps: 0, epochs: 1 };
  const { summary } = await bench.run(adapt({ text: 'titles', domainMlm: short }), { tokens: dir, plm });
  expect(summary).toMatchObject({ steps: 2, texts: 2, skipped: 1 });
  await expect(bench.run(adapt(), { tokens: dir, plm })).rejects.toThrow('None of the 3 news has bodies');
});
