/** Every method on the real MiniLM-L6 weights, from the imported folder to the result table, a few steps each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createLab } from '#lab/lab.ts';
import type { ExperimentInput } from '#shared/config/experiment.ts';
import { METHOD_NAMES } from '#shared/config/methods.ts';
import { MINILM, MISSING, suiteName } from './minilm-folder.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-minilm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const steps = { maxSteps: 2, batchSize: 2 };
const student = { layers: 2, teacherLayers: 6 };
const experiment: ExperimentInput = {
  name: 'methods',
  dataset: 'world',
  plm: 'minilm',
  repeats: 1,
  backend: 'wasm',
  settings: {
    input: { maxTitleTokens: 10, maxHistory: 2, negatives: 2 },
    domainMlm: { ...steps, maxTokens: 16 },
    postTraining: { ...steps, negatives: 2, maxTitleTokens: 10, maxBodyTokens: 12, copies: 2, copyEvery: 1 },
    fineTuning: steps,
    stageOne: steps,
    stageTwo: steps,
    tinyBert: { ...steps, intermediateMaxSteps: 2 },
    newsBert: steps,
    mtBert: steps,
    evaluation: { maxImpressions: 10 },
  },
  methods: [
    { method: 'PLM-NR', variant: 'FT', layers: 6 },
    { method: 'PLM-NR', variant: 'DAPT', layers: 6 },
    { method: 'PLM-NR', variant: 'TAPT', layers: 6 },
    { method: 'PLM-NR', variant: 'DP', layers: 6 },
    { method: 'TinyBERT', ...student },
    { method: 'TinyBERT', ...student, procedure: 'one-phase' },
    { method: 'NewsBERT', ...student },
    { method: 'Tiny-NewsRec', ...student, teachers: 2 },
    { method: 'Ensemble-Teacher', layers: 6, teachers: 2 },
    { method: 'TinyBERT-MT', ...student, teachers: 2 },
    { method: 'NewsBERT-MT', ...student, teachers: 2 },
    { method: 'MT-BERT', ...student, teacherPlms: ['minilm'] },
  ],
};

describe.skipIf(MISSING)(suiteName('Methods on MiniLM-L6'), () => {
  test('every method runs on imported weights, and no row is a copy of another', async () => {
    expect(new Set(experiment.methods.map(({ method }) => method))).toEqual(new Set(METHOD_NAMES));
    const lab = await createLab({ workspace: path.join(folder, 'workspace'), slots: 2 });
    await lab.sample({
      outDir: path.join(folder, 'world'),
      name: 'world',
      news: 100,
      users: 20,
      impressions: 60,
    });
    await lab.importPlm('minilm', MINILM);
    lab.run(experiment);
    expect(await lab.settled('methods')).toMatchObject({ state: 'done', error: null });
    const { rows } = lab.resultTable('methods');
    const scores = rows.map(({ metrics }) => metrics.auc!.mean);
    expect(scores.every((auc) => auc > 0 && auc < 1)).toBe(true);
    expect(new Set(rows.flatMap(({ runs }) => runs)).size).toBe(rows.length);
    await lab.close();
  }, 300_000);
});
