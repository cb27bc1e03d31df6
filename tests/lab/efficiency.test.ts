/** The efficiency study and the ONNX export on a model trained here, with real trainers and the real command line. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTokens } from '#data/dataset/tokens.ts';
import { readTyped } from '#data/dataset/typed-file.ts';
import { runCli } from '#lab/cli/program.ts';
import { createLab } from '#lab/lab.ts';
import { padTexts } from '#ml/data/texts.ts';
import type { ExperimentInput } from '#shared/config/experiment.ts';
import type { EfficiencyTable } from '#shared/contract/tables.ts';
import { needsOnnxRuntime } from '#tests/fixtures/onnx.ts';
import { titlesOf } from '#trainer/model/texts.ts';
import { recordingIo } from './cli/recording-io.ts';

const MAX_TITLE_TOKENS = 16;
const experiment: ExperimentInput = {
  name: 'timed',
  dataset: 'world',
  plm: { pretrain: 'general-text', layers: 2, hiddenSize: 16, heads: 2, intermediateSize: 32 },
  repeats: 2,
  backend: 'wasm',
  efficiency: true,
  settings: {
    model: { newsDim: 16, queryDim: 16 },
    input: { maxTitleTokens: MAX_TITLE_TOKENS, maxHistory: 10 },
    mlm: { maxSteps: 30, epochs: 50, maxTokens: 32, batchSize: 16 },
    fineTuning: { maxSteps: 40, epochs: 9, batchSize: 8, learningRate: 1e-3 },
    efficiency: { largestBatch: 32, news: 64, rounds: 2, maxSeconds: 1, users: 30 },
  },
  methods: [
    { method: 'PLM-NR', variant: 'FT', layers: 1 },
    { method: 'PLM-NR', variant: 'FT', layers: 2, label: 'two' },
  ],
};

const runtime = needsOnnxRuntime();
let folder: string;
let workspace: string;
let table: EfficiencyTable;
/** When each stage ran, in milliseconds. */
let times: { kind: string; startedAt: number; endedAt: number }[];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-timed-'));
  workspace = path.join(folder, 'workspace');
  const lab = await createLab({ workspace, slots: 2 });
  const sizes = { news: 200, users: 60, impressions: 200 };
  await lab.sample({ outDir: path.join(folder, 'world'), name: 'world', ...sizes });
  lab.run(experiment);
  expect(await lab.settled('timed')).toMatchObject({ state: 'done' });
  table = lab.efficiencyTable('timed');
  times = lab.getExperiment('timed').stages.map(({ kind, startedAt, endedAt }) => ({
    kind,
    startedAt: startedAt!,
    endedAt: endedAt!,
  }));
  await lab.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the efficiency table has speeds, sizes and memory of each row, larger for the deeper model', () => {
  const [one, two] = table.rows.map(({ measure }) => measure!);
  for (const measure of [one!, two!]) {
    expect(measure.speeds.map(({ batchSize }) => batchSize)).toEqual([1, 8, 32]);
    const { ranking, onnx, fastest } = measure;
    for (const value of [fastest.newsPerSecond, ranking!.p50Ms, measure.loadSeconds, measure.peakMemoryBytes])
      expect(value).toBeGreaterThan(0);
    expect(ranking!.p95Ms).toBeGreaterThanOrEqual(ranking!.p50Ms);
    expect(measure.device).toMatch(/^wasm/);
    expect(onnx!.float32.largestDifference).toBeLessThanOrEqual(1e-4);
    expect(onnx!.int8.smallestCosine).toBeGreaterThan(0.99);
    expect(onnx!.int8.bytes).toBeLessThan(onnx!.float32.bytes);
  }
  expect(two!.parameters).toBeGreaterThan(one!.parameters);
  expect(two!.float32Bytes).toBe(4 * two!.parameters);
  expect(table.rows.every(({ auc }) => auc?.n === 2)).toBe(true);
});

test('while a row is timed, no other stage runs', () => {
  const timed = times.filter(({ kind }) => kind === 'efficiency');
  expect(timed).toHaveLength(2);
  for (const one of timed)
    for (const other of times)
      if (other !== one) expect(other.endedAt <= one.startedAt || other.startedAt >= one.endedAt).toBe(true);
});

test('tnrlab table --efficiency prints it', async () => {
  const io = recordingIo();
  expect(await runCli(['--workspace', workspace, 'table', 'timed', '--efficiency'], io)).toBe(0);
  expect(io.stdout.text).toMatch(/\| Method .* News\/s .* int8 news\/s \| +AUC \|/);
});

const exportArgs = (out: string, ...more: string[]) =>
  ['--workspace', workspace, 'model', 'export', 'timed', '--onnx', out, ...more] as const;

test("tnrlab model export writes encoders that give the run's own news vectors", async () => {
  const out = path.join(folder, 'out');
  const io = recordingIo();
  const args = exportArgs(out, '--method', 'two', '--seed', '2', '--quantised', '--json');
  expect(await runCli(args, io)).toBe(0);
  const { model } = JSON.parse(io.stdout.text) as { model: string };
  const artifacts = readdirSync(path.join(workspace, 'artifacts')).map((key) => {
    const dir = path.join(workspace, 'artifacts', key);
    const manifest = JSON.parse(readFileSync(path.join(dir, 'manifest.json'), 'utf8')) as {
      kind: string;
      inputs: Record<string, string>;
    };
    return { dir, ...manifest };
  });
  const news = artifacts.find(({ kind, inputs }) => kind === 'embed' && inputs.model === model)!;
  const own = await readTyped(path.join(news.dir, 'titles.f32'), 'f32');
  const texts = titlesOf(
    await readTokens(artifacts.find(({ kind }) => kind === 'tokenize')!.dir),
    MAX_TITLE_TOKENS,
  );
  const batch = padTexts(texts, [0, 1, 2, 3, 4, 5, 6, 7]);
  const shape = [batch.count, batch.length];
  const session = await runtime().open(path.join(out, 'news-encoder.onnx'), 1);
  const vectors = await session.run({
    input_ids: { data: batch.ids, shape },
    attention_mask: { data: Int32Array.from(batch.mask), shape },
  });
  await session.close();
  expect(Math.max(...vectors.map((value, i) => Math.abs(value - own[i]!)))).toBeLessThanOrEqual(1e-4);
  expect(existsSync(path.join(out, 'news-encoder.int8.onnx'))).toBe(true);
});

test('tnrlab model export names what there is, and leaves nothing where it refuses', async () => {
  const out = path.join(folder, 'none');
  for (const [more, message] of [
    [['--method', 'three'], 'it has "PLM-NR-1 (FT)", "two"'],
    [['--method', 'two', '--seed', '9'], 'it has 1, 2'],
    [['--method', 'two', '--member', '2'], 'leave --member out'],
  ] as const) {
    const io = recordingIo();
    expect(await runCli(exportArgs(out, ...more), io)).not.toBe(0);
    expect(io.stderr.text).toContain(message);
    expect(existsSync(out)).toBe(false);
  }
});

test('the efficiency table leaves runs in the trash out and says so', async () => {
  const lab = await createLab({ workspace });
  const { key } = lab.getExperiment('timed').stages.find(({ kind }) => kind === 'efficiency')!;
  lab.runs.trash([key]);
  const { rows, notes } = lab.efficiencyTable('timed');
  expect(rows.map(({ measure }) => measure !== null)).toEqual([false, true]);
  expect(notes).toContain('1 of 2 rows was measured by a run in the trash and is left out.');
  expect(notes.join(' ')).not.toContain('not measured');
  lab.runs.restore([key]);
  expect(lab.efficiencyTable('timed').rows).toEqual(table.rows);
  await lab.close();
});
