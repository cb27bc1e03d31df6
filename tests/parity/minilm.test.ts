/**
 * The real MiniLM-L6 weights, from the Hugging Face folder to sentence vectors, against transformers
 * (`oracles/minilm.json`).
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTokenizer } from '#data/tokenizer/tokenizer.ts';
import { readPlmArtifact, type PlmArtifact } from '#data/weights/plm-artifact.ts';
import { importPlm } from '#data/weights/plm-folder.ts';
import { encode } from '#ml/model/plm.ts';
import { selectBackend } from '#trainer/backends/select-backend.ts';
import { MINILM, MISSING, REPOSITORY, suiteName } from './minilm-folder.ts';

interface MiniLmOracle {
  max_length: number;
  sentences: string[];
  input_ids: number[][];
  vectors: number[][];
}

describe.skipIf(MISSING)(suiteName('MiniLM-L6'), () => {
  let oracle: MiniLmOracle;
  let artifact: PlmArtifact;
  const scratch = mkdtemp(join(tmpdir(), 'tnrlab-minilm-'));

  beforeAll(async () => {
    const path = join(REPOSITORY, 'tests/fixtures/oracles/minilm.json');
    oracle = JSON.parse(await readFile(path, 'utf8')) as MiniLmOracle;
    await importPlm(MINILM, await scratch);
    artifact = await readPlmArtifact(await scratch);
  });
  afterAll(async () => {
    await artifact?.tensors.close();
    await rm(await scratch, { recursive: true, force: true });
  });

  it('importPlm() keeps the architecture: 6 layers of width 384', () => {
    const { config } = artifact;
    expect(config).toMatchObject({ arch: 'bert', layers: 6, hiddenSize: 384, heads: 12, pooler: true });
  });

  it('encode() of the tokeniser equals transformers', async () => {
    const tokenizer = await loadTokenizer(artifact.tokenizerPath);
    const ids = oracle.sentences.map((text) => [
      tokenizer.ids.cls,
      ...tokenizer.encode(text).slice(0, oracle.max_length - 2),
      tokenizer.ids.sep,
    ]);
    expect(ids).toEqual(oracle.input_ids);
  });

  it('mean-pooled vectors equal those of transformers to 1e-4', async () => {
    await selectBackend('wasm');
    const params = new Map<string, tf.Tensor>();
    for (const name of artifact.tensors.names()) {
      params.set(name, tf.tensor(await artifact.tensors.read(name), artifact.tensors.shape(name), 'float32'));
    }
    const length = Math.max(...oracle.input_ids.map((ids) => ids.length));
    const padded = oracle.input_ids.map((ids) => [...ids, ...Array<number>(length - ids.length).fill(0)]);
    const ids = tf.tensor2d(padded, undefined, 'int32');
    const mask = tf.tensor2d(
      oracle.input_ids.map((row) => Array.from({ length }, (_, i) => (i < row.length ? 1 : 0))),
    );
    const pooled = tf.tidy(() => {
      const hidden = encode(params, artifact.config, ids, mask); // [B, L, D]
      const weights = tf.expandDims(tf.div(mask, tf.sum(mask, 1, true)), 2); // [B, L, 1]
      return tf.sum(tf.mul(hidden, weights), 1) as tf.Tensor2D;
    });
    const vectors = await pooled.array();
    const difference = Math.max(
      ...vectors.flatMap((row, i) => row.map((x, j) => Math.abs(x - oracle.vectors[i][j]))),
    );
    expect(difference).toBeLessThan(1e-4);
    tf.dispose([pooled, ids, mask, ...params.values()]);
  });
});
