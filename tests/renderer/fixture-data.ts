/** Made-up experiments, datasets and results for tests of the window; no lab computes them. */
import { withNotes } from '#shared/note-words.ts';
import path from 'node:path';
import { stringify } from 'yaml';
import { type Experiment, experimentSchema } from '#shared/config/experiment.ts';
import { methodLabel } from '#shared/config/methods.ts';
import { derivationText, resolveSubset, type Subset } from '#shared/config/subset.ts';
import type {
  Curve,
  Dataset,
  ExperimentDetail,
  ExperimentPreset,
  ExperimentRow,
  ExperimentState,
  LogLine,
  Plm,
  Stage,
  SystemStatus,
} from '#shared/contract/domain.ts';
import type { Cost } from '#shared/contract/cost.ts';
import type { MetricCell, PublishedChoice, ResultTable } from '#shared/contract/tables.ts';
import { Rng } from '#shared/random.ts';
import { besidePublished } from '#lab/published/beside-published.ts';
import { readPaperResults } from '#lab/published/paper-results.ts';

export const NOW = Date.UTC(2026, 9, 5, 9, 30);
const MINUTE = 60_000;
const PAPER = readPaperResults(path.resolve(import.meta.dirname, '../../resources/paper-results.json'));
export const LONG_NAME = 'tiny-newsrec-on-mind-small-with-two-teachers-and-much-longer-post-training-run-7';
const DEVICE = { backend: 'wasm', version: '4.22.0', device: 'SIMD, 2 threads' };

const SAMPLE_PLM = {
  pretrain: 'general-text',
  layers: 4,
  hiddenSize: 64,
  heads: 4,
  intermediateSize: 256,
} as const;

const FOUR_ROWS = [
  { method: 'PLM-NR', variant: 'FT', layers: 4 },
  { method: 'PLM-NR', variant: 'DP', layers: 4 },
  { method: 'PLM-NR', variant: 'FT', layers: 1 },
  {
    method: 'Tiny-NewsRec',
    layers: 1,
    teacherLayers: 4,
    teachers: 2,
    settings: { stageTwo: { temperature: 2 }, postTraining: { copies: 2 } },
  },
];

/** The rows of the paper's main table with teachers of four layers. */
const SIXTEEN_ROWS = [
  ...['FT', 'DAPT', 'TAPT', 'DP'].map((variant) => ({
    method: 'PLM-NR',
    variant,
    layers: 4,
    label: `Teacher ${variant} of four layers on the generated world`,
    published: `PLM-NR-12 (${variant})`,
  })),
  ...[4, 2, 1].map((layers) => ({ method: 'PLM-NR', variant: 'FT', layers })),
  ...[4, 2, 1].map((layers) => ({ method: 'TinyBERT', layers, teacherLayers: 4 })),
  ...[4, 2, 1].map((layers) => ({ method: 'NewsBERT', layers, teacherLayers: 4 })),
  ...[4, 2, 1].map((layers) => ({ method: 'Tiny-NewsRec', layers, teacherLayers: 4, teachers: 4 })),
];

/** @param rows 16: those of the main table; else four */
export function experimentOf(name: string, dataset = 'sample', repeats = 5, rows = 4): Experiment {
  return experimentSchema.parse({
    name,
    description: 'Teacher with and without post-training, and its students, on a generated world.',
    dataset,
    plm: SAMPLE_PLM,
    repeats,
    seed: 11,
    settings: { model: { newsDim: 64, queryDim: 32 }, fineTuning: { learningRate: 0.001, epochs: 2 } },
    methods: rows === 16 ? SIXTEEN_ROWS : FOUR_ROWS,
  });
}

/** The stages such an experiment has; the first `done` of them are finished, the next `running` run. */
export function stagesOf(experiment: Experiment, done: number, running: number, reused = 0): Stage[] {
  const labels = experiment.methods.map(methodLabel);
  const stages: Stage[] = [];
  const add = (
    id: string,
    kind: string,
    title: string,
    inputs: string[],
    repeats: number[],
    methods = labels,
  ): string => {
    const key = `${kind}-${id}`;
    const at = stages.length;
    const state =
      at < done ? 'done' : at < done + running ? 'running' : at < done + running + 3 ? 'queued' : 'waiting';
    const started = state === 'done' || state === 'running';
    stages.push({
      key,
      kind,
      title,
      methods,
      repeats,
      seed: experiment.seed + (repeats[0] ?? 0),
      state,
      reused: at < reused,
      inputs,
      progress:
        state === 'running' ? { phase: 'Training', done: 240, total: 600, unit: 'steps', rate: 3.1 } : null,
      startedAt: started ? NOW - 40 * MINUTE + at * 30_000 : null,
      endedAt: state === 'done' ? NOW - 40 * MINUTE + at * 30_000 + 21_000 + 900 * at : null,
      device: started ? DEVICE : null,
      error: null,
      summary: state === 'done' ? { steps: 600, seconds: 21.4, finalLoss: 1.2345 } : null,
    });
    return key;
  };
  const all = Array.from({ length: experiment.repeats }, (_, repeat) => repeat);
  const data = add('0', 'import-dataset', 'Import dataset', [], all);
  const plm = add('0', 'pretrain', 'Pre-train PLM (MLM)', [data], all);
  const tokens = add('0', 'tokenize', 'Tokenise', [data, plm], all);
  for (const repeat of all) {
    const own = (id: string) => `${repeat}-${id}`;
    const [ft, dp, student, tiny] = labels as [string, string, string, string];
    const measure = (model: string, id: string, title: string, method: string) => {
      const news = add(
        own(id),
        'embed',
        `Embed news, ${title}`,
        [data, tokens, plm, model],
        [repeat],
        [method],
      );
      add(own(id), 'evaluate', `Evaluate ${title}`, [data, model, news], [repeat], [method]);
      return news;
    };
    const base = [data, tokens, plm];
    measure(add(own('ft'), 'fine-tune', 'Fine-tune teacher', base, [repeat], [ft]), 'ft', 'teacher FT', ft);
    measure(
      add(own('s'), 'fine-tune', 'Fine-tune student', base, [repeat], [student]),
      's',
      'student',
      student,
    );
    const post = add(own('dp'), 'post-train', 'Post-train (DP)', base, [repeat], [dp, tiny]);
    const bodies = [1, 2].map((copy) =>
      add(own(`c${copy}`), 'embed', `Embed news, copy ${copy}`, [post, tokens], [repeat], [tiny]),
    );
    const teachers = [1, 2].map((copy) =>
      add(
        own(`t${copy}`),
        'fine-tune',
        `Fine-tune teacher ${copy}`,
        [post, tokens],
        [repeat],
        copy === 2 ? [dp, tiny] : [tiny],
      ),
    );
    const stageOne = add(own('1'), 'stage-one', 'Distil, Stage I', [...bodies, tokens], [repeat], [tiny]);
    const news = teachers.map((teacher, copy) =>
      copy === 1
        ? measure(teacher, 'dp', 'teacher DP', dp)
        : add(own('n1'), 'embed', 'Embed news, teacher 1', [teacher, tokens], [repeat], [tiny]),
    );
    const stageTwo = add(
      own('2'),
      'stage-two',
      'Distil, Stage II',
      [stageOne, ...teachers, ...news],
      [repeat],
      [tiny],
    );
    measure(stageTwo, 'tiny', 'Tiny-NewsRec', tiny);
  }
  return stages;
}

export function rowOf(
  name: string,
  state: ExperimentState,
  done: number,
  total: number,
  more: Partial<ExperimentRow> = {},
): ExperimentRow {
  return {
    name,
    description: '',
    dataset: 'sample',
    preset: 'paper',
    repeats: 5,
    methods: 4,
    state,
    paused: false,
    stagesDone: done,
    stagesTotal: total,
    stagesReused: 0,
    secondsLeft: null,
    createdAt: NOW - 3 * 60 * MINUTE,
    endedAt: null,
    best: null,
    error: null,
    ...more,
  };
}

export function detailOf(row: ExperimentRow): ExperimentDetail {
  const config = experimentOf(row.name, row.dataset, row.repeats, row.methods);
  const running = row.state === 'running' ? 2 : 0;
  const stages = stagesOf(config, row.stagesDone, running, row.stagesReused);
  const next = stages[row.stagesDone];
  if (row.state === 'failed' && next) {
    next.state = 'failed';
    next.startedAt = NOW - MINUTE;
    next.endedAt = NOW;
    next.error = {
      code: 'non-finite',
      message: `The loss is NaN at step 412 of "${next.title}" (seed ${next.seed}). Lower the learning rate of fine-tuning and start again.`,
      details: { step: 412, stage: next.key, learningRate: 0.5 },
    };
  }
  return { ...row, stagesTotal: stages.length, config, yaml: stringify(config), stages };
}

export function tableOf(row: ExperimentRow, published: PublishedChoice = 'none'): ResultTable {
  const config = experimentOf(row.name, row.dataset, row.repeats, row.methods);
  const random = new Rng(3, row.name);
  const finished =
    row.state === 'done' ? row.repeats : Math.min(row.repeats, Math.floor(row.stagesDone / 12));
  const seeds = Array.from({ length: finished }, (_, repeat) => config.seed + repeat);
  const centres = row.methods === 4 ? [0.618, 0.704, 0.642, 0.712] : [0.618, 0.623, 0.62, 0.704, 0.633];
  const cell = (centre: number): MetricCell | null => {
    if (finished === 0) return null;
    const values = seeds.map(() => centre + 0.004 * random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / finished;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, sd: finished > 1 ? Math.sqrt(squares / (finished - 1)) : null, n: finished, values };
  };
  const table: ResultTable = {
    experiment: row.name,
    dataset: row.dataset,
    split: 'test',
    repeats: row.repeats,
    complete: row.state === 'done',
    rows: config.methods.map((method, at) => {
      const centre = centres[at] ?? 0.6 + 0.008 * (at % 4) + 0.005 * at;
      return {
        method: methodLabel(method),
        layers: method.layers,
        parameters: method.layers === 4 ? 428_160 : 278_464,
        metrics: {
          auc: cell(centre),
          mrr: cell(centre - 0.36),
          ndcg5: cell(centre - 0.33),
          ndcg10: cell(centre - 0.27),
        },
        seeds,
        runs: seeds.map((seed) => `evaluate-${at}-${seed}`),
      };
    }),
    bestAuc: 0.858,
    ...withNotes([{ code: 'backend', values: { names: 'wasm' } }]),
  };
  return published === 'none' ? table : besidePublished(table, config.methods, PAPER, published);
}

export function datasetOf(name: string, scale = 1): Dataset {
  return {
    name,
    key: `dataset-${name}`,
    source: `/data/worlds/${name}`,
    importedAt: NOW - 26 * 60 * MINUTE,
    bytes: 4_312_000 * scale,
    summary: {
      statistics: {
        // As many as in MIND small: enough for the preset's post-training.
        news: 65_238 * scale,
        users: 1200 * scale,
        impressions: 4400 * scale,
        clicks: 5213 * scale,
        meanTitleWords: 11.4,
        meanBodyWords: 62.8,
      },
      skipped: {
        'impression without a clicked news': 12,
        'unknown news id in a history': scale > 1 ? 4211 : 0,
      },
      bodies: scale > 1 ? 'abstract' : 'body',
      splits: [
        { split: 'train', impressions: 2200 * scale, labelled: true },
        { split: 'dev', impressions: 1100 * scale, labelled: true },
        { split: 'test', impressions: 1100 * scale, labelled: true },
      ],
      hasGeneralText: scale === 1,
      bestAuc: scale === 1 ? { dev: 0.8561, test: 0.858 } : null,
    },
  };
}

export const TRAINING_DAYS = { first: '2019-11-09', last: '2019-11-14' };

/** A tenth of everything, with the words of what was asked for. */
export function partOf(parent: Dataset, name: string, subset: Subset): Dataset {
  const { statistics, splits } = parent.summary;
  const request = resolveSubset(subset, {
    name: parent.name,
    users: statistics.users,
    hasTraining: true,
    hasLabelledDev: splits.some(({ split }) => split === 'dev'),
  });
  const derived = { parent: { name: parent.name, key: parent.key }, ...request };
  return {
    ...parent,
    name,
    key: `dataset-${name}`,
    source: derivationText(derived),
    summary: {
      ...parent.summary,
      derived,
      skipped: {},
      statistics: {
        ...statistics,
        users: request.users ?? statistics.users,
        impressions: Math.round(statistics.impressions / 10),
      },
    },
  };
}

export const SAMPLE_NEWS = [
  [
    'N1',
    'sports',
    'Harbour City beat Northfield in the last minute of a rainy derby',
    'A late header decided it.',
  ],
  ['N2', 'health', 'Why short walks after meals help more than long ones before', ''],
  [
    'N3',
    'business',
    'Ferry operator orders six electric boats for the coastal route',
    'Delivery begins in spring.',
  ],
].map(([id = '', category = '', title = '', body = '']) => ({ id, category, title, body: body.repeat(9) }));

export function plmOf(name: string): Plm {
  return {
    name,
    key: `plm-${name}`,
    source: `/models/${name}`,
    importedAt: NOW - 50 * 60 * MINUTE,
    bytes: 439_700_000,
    config: {
      arch: 'unilmv2',
      vocabSize: 30522,
      hiddenSize: 768,
      layers: 12,
      heads: 12,
      intermediateSize: 3072,
      maxPositions: 512,
      typeVocabSize: 2,
      layerNormEps: 1e-12,
      pooler: true,
      relPosBuckets: 32,
      relPosMaxDistance: 128,
    },
    parameters: 109_885_346,
  };
}

export const PRESETS: ExperimentPreset[] = [
  [
    'demo',
    'Sample in minutes',
    'The main claim on a generated world: 5 repeats of teacher and student. About 5 minutes on 2 cores.',
  ],
  [
    'main-table',
    'Main table',
    'PLM-NR and Tiny-NewsRec with 4, 2 and 1 layers as in Table 2 of the paper. Days on one GPU with MIND.',
  ],
  [
    'ablation',
    'Both stages',
    'Tiny-NewsRec without Stage I and without Stage II, Figure 4 of the paper. Shares its teachers with the main table.',
  ],
].map(([id = '', title = '', description = '']) => {
  const config = experimentOf(id);
  return {
    id,
    study: id,
    scale: null,
    title,
    description,
    scaleDescription: '',
    world: null,
    yaml: stringify(config),
    config,
  };
});

/** A noisy falling loss with its parts, and a dev metric; `steps` points each. */
export function curvesOf(steps: number): Curve[] {
  const random = new Rng(5, 'curves');
  const at = Array.from({ length: steps }, (_, step) => step + 1);
  const falling = (from: number, to: number) =>
    at.map((step) => to + (from - to) * Math.exp(-step / (steps / 4)) + 0.08 * random.normal());
  const checks = at.filter((step) => step % Math.max(1, Math.floor(steps / 8)) === 0);
  return [
    { metric: 'loss', steps: at, values: falling(4.2, 2.1) },
    { metric: 'loss/distill', steps: at, values: falling(1.6, 0.7) },
    { metric: 'loss/embedding', steps: at, values: falling(1.1, 0.4) },
    { metric: 'loss/target', steps: at, values: falling(1.5, 1) },
    {
      metric: 'dev/auc',
      steps: checks,
      values: checks.map((step) => 0.5 + 0.2 * (1 - Math.exp((-3 * step) / steps))),
    },
  ];
}

export const LOG: LogLine[] = [
  'Backend wasm 4.22.0 (SIMD, 2 threads) passed its self-test.',
  'Read 2,200 impressions with 2,611 clicks; 18 have no unclicked news and are left out.',
  'Epoch 1 of 2, 300 steps of 32 samples.',
  'Checkpoint at step 200.',
].map((message, id) => ({
  id: id + 1,
  time: NOW - 5 * MINUTE + id * 9000,
  level: id === 1 ? 'warn' : 'info',
  message,
}));

/** As if fine-tuning had been measured here, and nothing else. */
export const COST: Cost = {
  seconds: { low: 5400, likely: 7200, high: 11_000 },
  knownSeconds: 7200,
  backend: 'wasm',
  slots: 2,
  diskBytes: 1.9e9,
  temporaryBytes: 0.2e9,
  memoryBytes: 3.1e9,
  diskFreeBytes: 41e9,
  memoryFreeBytes: 12.8e9,
  warnings: [],
  kinds: [
    {
      kind: 'fine-tune',
      stages: 20,
      seconds: { low: 10_800, likely: 14_400, high: 22_000 },
      basis: 'scaled',
      timed: 5,
      diskBytes: 1.9e9,
      weighed: 5,
      memoryBytes: 1.6e9,
      sampled: 0,
    },
  ],
};

export const STATUS: SystemStatus = {
  version: '0.1.0',
  workspace: '/home/reader/lab',
  backend: DEVICE,
  cores: 2,
  memoryBytes: 24e9,
  memoryFreeBytes: 12.8e9,
  diskFreeBytes: 41e9,
  running: 0,
  queued: 0,
  slots: 2,
};
