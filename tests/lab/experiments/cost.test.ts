import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { correction, estimateTime } from '#lab/experiments/cost/estimate-stage.ts';
import type { Sample } from '#lab/experiments/cost/measured-stages.ts';
import { bytesOf } from '#lab/experiments/cost/stage-bytes.ts';
import type { DataFacts } from '#lab/experiments/cost/stage-facts.ts';
import { distinctNews, stepsOf, workOf } from '#lab/experiments/cost/stage-work.ts';
import { createLab, type OpenLab } from '#lab/lab.ts';
import { openStore } from '#lab/store/store.ts';
import { UNILMV2_BASE } from '#shared/config/plm-config.ts';
import { PRESETS } from '#shared/config/presets.ts';
import type { StageConfigOf } from '#shared/trainer-protocol/stages.ts';
import { filledExperiment, fillWorkspace } from '#tests/fixtures/filled-workspace.ts';
import { ScriptedLab, smallExperiment } from '../scripted-lab.ts';

const { model, input, fineTuning, postTraining } = PRESETS.paper;
const mind: DataFacts = {
  news: 65_000,
  titleTokens: 15,
  bodyTokens: 45,
  clicks: 236_000,
  impressions: { train: 156_965, dev: 73_152, test: 73_152 },
};
const plm = UNILMV2_BASE;
const fineTune = (changes: Partial<typeof fineTuning> = {}, layers = 4): StageConfigOf<'fine-tune'> => ({
  kind: 'fine-tune',
  layers,
  initFile: null,
  model,
  input,
  fineTuning: { ...fineTuning, ...changes },
});
const work = (config: Parameters<typeof workOf>[0], data = mind) => workOf(config, { data, plm })!;

describe('workOf()', () => {
  test('grows with steps, layers that train, width and length of texts', () => {
    const base = work(fineTune());
    // Two epochs are twice the steps; what is computed once for the frozen layers stays.
    expect(work(fineTune({ epochs: 2 })) / base).toBeGreaterThan(1.5);
    expect(work(fineTune({ epochs: 2 })) / base).toBeLessThanOrEqual(2);
    expect(work(fineTune({ trainableLayers: 4 }))).toBeGreaterThan(1.5 * base);
    expect(work(fineTune(), { ...mind, titleTokens: 28 })).toBeGreaterThan(1.6 * base);
    const narrow = { ...plm, hiddenSize: 384, intermediateSize: 1536 };
    expect(base / workOf(fineTune(), { data: mind, plm: narrow })!).toBeCloseTo(4, 0);
  });
  test('computes frozen layers once where there is no dropout, and at every step with it', () => {
    const deep = work(fineTune({ trainableLayers: 2, epochs: 3 }, 12));
    const dropped = work(fineTune({ trainableLayers: 2, epochs: 3, dropout: 0.1 }, 12));
    expect(dropped).toBeGreaterThan(2 * deep);
  });
  test('takes the steps that a finished stage took', () => {
    const half = workOf(fineTune({ dropout: 0.1 }), { data: mind, plm, steps: 100 })!;
    expect(workOf(fineTune({ dropout: 0.1 }), { data: mind, plm, steps: 200 })).toBeCloseTo(2 * half, -6);
  });
  test('knows nothing of imports', () => {
    expect(workOf({ kind: 'import-plm', source: '/x' }, { data: mind, plm })).toBeNull();
  });
});

test('stepsOf() is what the epochs have, or the limit where that is less', () => {
  const settings = { batchSize: 128, epochs: 2, maxSteps: 0 };
  expect(stepsOf(settings, 1000)).toBe(16);
  expect(stepsOf({ ...settings, maxSteps: 10 }, 1000)).toBe(10);
  expect(stepsOf({ ...settings, maxSteps: 100 }, 1000)).toBe(16);
});

test('distinctNews() is near what a batch of real MIND impressions has', () => {
  // 5,000 impressions: a batch of 128 has 2,491 distinct news of 7,040 slots, of 32 it has 820.
  expect(distinctNews(128, input, 14_000)).toBeGreaterThan(2_491 * 0.75);
  expect(distinctNews(128, input, 14_000)).toBeLessThan(2_491 * 1.5);
  expect(distinctNews(32, input, 14_000)).toBeLessThan(820 * 1.5);
});

describe('bytesOf()', () => {
  test('has the trained layers and heads of a model as float32, and every copy of post-training', () => {
    // Two layers of BERT-base are 14.2 M parameters; heads of 256 and 200 dimensions 0.4 M.
    const { artifact, checkpoint } = bytesOf(fineTune(), plm, mind);
    expect(artifact / 4e6).toBeCloseTo(14.2 + 0.4, 0);
    expect(checkpoint).toBe(3 * artifact);
    const config = { kind: 'post-train', layers: 12, model, postTraining } as const;
    expect(bytesOf(config, plm, mind).artifact / 4e6).toBeCloseTo(4 * (3 * 7.09 + 0.4), -1);
  });
  test('has a vector of each news, and a score of each candidate', () => {
    const embed = { kind: 'embed', layers: 4, modelFile: 'm', model, maxTitleTokens: 30 } as const;
    expect(bytesOf({ ...embed, maxBodyTokens: 0 }, plm, mind).artifact).toBe(65_000 * 256 * 4);
    expect(bytesOf({ ...embed, maxBodyTokens: 512 }, plm, mind).artifact).toBe(2 * 65_000 * 256 * 4);
  });
  test('needs more memory for a larger batch and a deeper model', () => {
    const memory = (...of: Parameters<typeof fineTune>) => bytesOf(fineTune(...of), plm, mind).memory;
    expect(memory({ batchSize: 256 })).toBeGreaterThan(memory());
    expect(memory({}, 12)).toBeGreaterThan(memory({}, 4));
  });
});

describe('estimateTime()', () => {
  const sample = (seconds: number, size: number, changes: Partial<Sample> = {}): Sample => ({
    kind: 'fine-tune',
    backend: 'wasm',
    seconds,
    work: size,
    disk: null,
    memory: null,
    ...changes,
  });
  test('of stages of the same size is their median, between the fastest and the slowest', () => {
    const { seconds, basis, timed } = estimateTime('fine-tune', 100, [
      sample(101, 100),
      sample(111, 100),
      sample(91, 100),
    ]);
    expect({ basis, timed }).toEqual({ basis: 'measured', timed: 3 });
    expect(seconds!.low).toBeCloseTo(91);
    expect(seconds!.likely).toBeCloseTo(101);
    expect(seconds!.high).toBeCloseTo(111);
  });
  test('scales by work, not the second in which a trainer starts, and gets wider with the distance', () => {
    const samples = [sample(101, 100), sample(101, 100)];
    const near = estimateTime('fine-tune', 400, samples);
    const far = estimateTime('fine-tune', 10_000, samples);
    expect(near).toMatchObject({ basis: 'scaled', seconds: { likely: 401 } });
    expect(far.seconds!.likely).toBe(10_001);
    const width = ({ seconds }: typeof near) => seconds!.high / seconds!.low;
    expect(width(far)).toBeGreaterThan(width(near));
    expect(width(near)).toBeGreaterThan(1);
  });
  test('takes the stages that are nearest in size', () => {
    const small = Array.from({ length: 20 }, () => sample(11, 1));
    expect(
      estimateTime('fine-tune', 100, [...small, ...Array.from({ length: 8 }, () => sample(51, 100))]),
    ).toMatchObject({
      basis: 'measured',
      timed: 8,
      seconds: { likely: 51 },
    });
  });
  test('of one stage alone is a range all the same', () => {
    const { seconds } = estimateTime('fine-tune', 100, [sample(101, 100)]);
    expect(seconds!.low).toBeLessThan(90);
    expect(seconds!.high).toBeGreaterThan(110);
  });
  test('of a kind that was never measured is an order of magnitude after other training, or nothing', () => {
    const { seconds, basis } = estimateTime('stage-two', 100, [sample(101, 100)]);
    expect(basis).toBe('related');
    expect(seconds!.high / seconds!.low).toBeCloseTo(16);
    expect(estimateTime('evaluate', 100, [sample(101, 100)])).toEqual({
      seconds: null,
      basis: 'none',
      timed: 0,
    });
    expect(estimateTime('stage-two', 100, [])).toMatchObject({ seconds: null, basis: 'none' });
  });
  test('correction() is how much larger than computed the stages of a kind are', () => {
    const samples = [1.5, 2, 4].map((factor) =>
      sample(1, 1, { disk: { bytes: factor * 10, computed: 10 }, memory: { bytes: 5, computed: 10 } }),
    );
    expect(correction('fine-tune', samples, 'disk')).toEqual({ factor: 2, count: 3 });
    expect(correction('fine-tune', samples, 'memory')).toEqual({ factor: 0.5, count: 3 });
    expect(correction('stage-two', samples, 'disk')).toBeNull();
  });
});

describe('the cost of an experiment', () => {
  const scripted = new ScriptedLab();
  let lab: OpenLab;
  beforeAll(async () => {
    lab = await scripted.startWithData();
  });
  afterAll(() => scripted.close());

  test('where nothing was computed yet says so, and has disk and memory by arithmetic', () => {
    const { cost, plan } = lab.check(smallExperiment);
    expect(plan).toMatchObject({ rows: 1, stages: 5, reused: 0 });
    expect(cost).toMatchObject({ seconds: null, knownSeconds: 0, backend: null, slots: 2, warnings: [] });
    expect(cost!.kinds.map(({ kind, basis }) => `${kind} ${basis}`)).toEqual(
      ['pretrain', 'tokenize', 'fine-tune', 'embed', 'evaluate'].map((kind) => `${kind} none`),
    );
    expect(cost!.diskBytes).toBeGreaterThan(0);
    expect(cost!.memoryBytes).toBeGreaterThan(200e6);
    expect(cost!.kinds.every(({ weighed, sampled }) => weighed === 0 && sampled === 0)).toBe(true);
  });
  test('after a run knows times and sizes, and only of what is not reused', async () => {
    lab.run(smallExperiment);
    await lab.settled('small');
    const again = lab.check({ ...smallExperiment, name: 'again' });
    expect(again.plan).toMatchObject({ stages: 5, reused: 5 });
    expect(again.cost).toMatchObject({ seconds: { likely: 0 }, diskBytes: 0, kinds: [] });

    const { plan, cost } = lab.check({ ...smallExperiment, name: 'three', repeats: 3 });
    expect(plan!.reused).toBe(5);
    expect(cost!.kinds.map(({ kind, stages, basis }) => [kind, stages, basis])).toContainEqual([
      'embed',
      2,
      'measured',
    ]);
    // The scripted trainer took more steps than the settings have.
    expect(cost!.kinds.find(({ kind }) => kind === 'fine-tune')).toMatchObject({ basis: 'scaled', timed: 1 });
    expect(cost!.seconds!.likely).toBeGreaterThan(0);
    expect(cost!.seconds!.low).toBeLessThanOrEqual(cost!.seconds!.likely);
    expect(cost!.kinds.find(({ kind }) => kind === 'fine-tune')).toMatchObject({ weighed: 1 });
  });
  test('with another backend than what was measured says nothing of time', () => {
    const { cost } = lab.check({ ...smallExperiment, name: 'other', repeats: 3, backend: 'tensorflow' });
    expect(cost!.seconds).toBeNull();
    expect(cost!.backend).toBeNull();
  });
  test('of the ready experiments has those on a generated world that is still to be made', () => {
    const costs = new Map(lab.presetCosts().map((one) => [one.id, one]));
    const sample = costs.get('main-table-sample')!;
    expect(sample.plan!.stages).toBeGreaterThan(50);
    expect(sample.plan!.reused).toBe(0);
    expect(sample.cost!.diskBytes).toBeGreaterThan(1e6);
    expect(costs.get('main-table-paper')).toEqual({ id: 'main-table-paper', plan: null, cost: null });
  });
});

describe('over a filled workspace', () => {
  const workspace = mkdtempSync(path.join(tmpdir(), 'tnrlab-cost-'));
  let lab: OpenLab;
  beforeAll(async () => {
    fillWorkspace(workspace, [filledExperiment('main-table')], { steps: 20 });
    const trainerEntry = fileURLToPath(new URL('../../fixtures/scripted-trainer.ts', import.meta.url));
    lab = await createLab({ workspace, trainerEntry, slots: 2 });
  });
  afterAll(async () => {
    await lab.close();
    rmSync(workspace, { recursive: true });
  });

  test('two slots take half the time of the stages, but no less than the longest chain', () => {
    const { cost } = lab.check(filledExperiment('more', 3, 11));
    const all = cost!.kinds.reduce((sum, { seconds }) => sum + seconds!.likely, 0);
    expect(cost!.seconds!.likely).toBeGreaterThanOrEqual(all / 2 - 0.01);
    expect(cost!.seconds!.likely).toBeLessThan(all);
    const one = lab.check({
      ...filledExperiment('one', 1, 99),
      methods: [filledExperiment('x').methods[0]!],
    });
    const chain = one.cost!.kinds.reduce((sum, { seconds }) => sum + seconds!.likely, 0);
    expect(one.cost!.seconds!.likely).toBeCloseTo(chain, 0);
  });
  test('counts the slots of the device on which the backend computes, and all parts of a stage that was resumed', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-cost-'));
    fillWorkspace(folder, [filledExperiment('main-table')], { steps: 20 });
    const store = openStore(folder);
    const trained = store.runs.list().filter(({ kind }) => kind === 'fine-tune');
    for (const { key, ended_at } of trained) store.stages.change(key, { startedAt: ended_at! - 1 });
    const device = { backend: 'tensorflow', version: '4', device: 'TensorFlow, GPU' };
    store.stages.change(trained[0]!.key, { device, endedAt: Date.now() });
    store.close();
    const other = await createLab({ workspace: folder, slots: 2 });
    const costOf = (backend: 'wasm' | 'tensorflow') =>
      other.check({ ...filledExperiment('more', 1, 11), backend }).cost!;
    expect([costOf('wasm').slots, costOf('tensorflow').slots]).toEqual([2, 1]);
    const { seconds, stages } = costOf('wasm').kinds.find(({ kind }) => kind === 'fine-tune')!;
    // The fixture's training took 21.4 s, whatever its last part took.
    expect(seconds!.likely / stages).toBeGreaterThan(10);
    await other.close();
    rmSync(folder, { recursive: true });
  });
  test('warns of what will not fit', () => {
    const base = filledExperiment('wide', 1, 7);
    const wide = {
      pretrain: 'general-text',
      layers: 48,
      hiddenSize: 4096,
      heads: 64,
      intermediateSize: 16_384,
    };
    const { cost, problems } = lab.check({ ...base, plm: wide, repeats: 100 });
    expect(problems).toEqual([]);
    expect(cost!.warnings).toContain('memory');
    expect(lab.check(base).cost!.warnings).toEqual([]);
  });
});
