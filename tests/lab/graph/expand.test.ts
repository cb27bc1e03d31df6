import { describe, expect, test } from 'vitest';
import { expand } from '#lab/graph/expand.ts';
import { chainLengths } from '#lab/graph/chain-lengths.ts';
import type { StageNode } from '#lab/graph/stage-node.ts';
import { type ExperimentInput, experimentSchema } from '#shared/config/experiment.ts';

const base = {
  name: 'x',
  dataset: 'news',
  plm: { pretrain: 'general-text', layers: 12, hiddenSize: 16, heads: 2, intermediateSize: 32 },
  repeats: 1,
  methods: [],
} satisfies ExperimentInput;
const world = { dataset: { key: 'd'.repeat(64) }, plms: new Map() };
const nodesOf = (changes: Partial<ExperimentInput>): StageNode[] =>
  expand(experimentSchema.parse({ ...base, ...changes }), world);
const count = (nodes: StageNode[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { config } of nodes) counts[config.kind] = (counts[config.kind] ?? 0) + 1;
  return counts;
};
const ft = { method: 'PLM-NR', variant: 'FT', layers: 12 } as const;
const dp = { method: 'PLM-NR', variant: 'DP', layers: 12 } as const;
const tiny = { method: 'Tiny-NewsRec', layers: 4, teacherLayers: 12, teachers: 4 } as const;

describe('expand()', () => {
  test('PLM-NR (FT) is fine-tuned from the PLM', () => {
    expect(count(nodesOf({ methods: [ft] }))).toEqual({
      pretrain: 1,
      tokenize: 1,
      'fine-tune': 1,
      embed: 1,
      evaluate: 1,
    });
  });

  test('PLM-NR (DP) starts from the last copy', () => {
    const nodes = nodesOf({ methods: [dp] });
    expect(count(nodes)).toMatchObject({ 'post-train': 1, 'fine-tune': 1, embed: 1 });
    const tuned = nodes.find(({ config }) => config.kind === 'fine-tune')!;
    expect(tuned.config).toMatchObject({ initFile: 'copy-4.safetensors' });
    expect(tuned.inputs.init).toBe(nodes.find(({ config }) => config.kind === 'post-train')!.key);
  });

  test('Tiny-NewsRec has M teachers, twice embedded, and both stages', () => {
    const nodes = nodesOf({ methods: [tiny] });
    expect(count(nodes)).toEqual({
      pretrain: 1,
      tokenize: 1,
      'post-train': 1,
      'fine-tune': 4,
      embed: 4 + 4 + 1,
      'stage-one': 1,
      'stage-two': 1,
      evaluate: 1,
    });
    const two = nodes.find(({ config }) => config.kind === 'stage-two')!;
    expect(Object.keys(two.inputs)).toHaveLength(3 + 1 + 2 * 4);
    expect(two.inputs.init).toBe(nodes.find(({ config }) => config.kind === 'stage-one')!.key);
  });

  test('fewer teachers are the last copies', () => {
    const nodes = nodesOf({ methods: [{ ...tiny, teachers: 2 }] });
    const files = nodes.flatMap(({ config }) => (config.kind === 'fine-tune' ? [config.initFile] : []));
    expect(files).toEqual(['copy-3.safetensors', 'copy-4.safetensors']);
  });

  test('the last teacher is the very model of PLM-NR (DP), and sizes share all teachers', () => {
    const alone = nodesOf({ methods: [tiny] });
    const both = nodesOf({ methods: [dp, tiny] });
    // DP's fine-tuning and title vectors are the teacher's; only its evaluation is new.
    expect(both).toHaveLength(alone.length + 1);
    const shared = both.find(({ title }) => title === 'Fine-tune after DP')!;
    expect(shared.methods).toEqual(['PLM-NR-12 (DP)', 'Tiny-NewsRec-4']);
    const sizes = nodesOf({ methods: [tiny, { ...tiny, layers: 2 }, { ...tiny, layers: 1 }] });
    expect(sizes).toHaveLength(alone.length + 2 * 4);
  });

  test('ablations leave their stage out and keep the rest', () => {
    const withoutOne = nodesOf({ methods: [{ ...tiny, stageOne: false }] });
    expect(count(withoutOne)).toMatchObject({ 'stage-two': 1, embed: 4 + 1 });
    expect(withoutOne.find(({ config }) => config.kind === 'stage-two')!.inputs.init).toBeUndefined();
    const withoutTwo = nodesOf({ methods: [{ ...tiny, stageTwo: false }] });
    expect(count(withoutTwo)).toMatchObject({ 'stage-one': 1, 'fine-tune': 1 });
    const student = withoutTwo.find(({ config }) => config.kind === 'fine-tune')!;
    expect(student.config).toMatchObject({ layers: 4, initFile: 'model.safetensors' });
  });

  test('DAPT reads bodies, TAPT titles, of the corpus and of the clicks; both are then fine-tuned', () => {
    const corpus = { key: 'c'.repeat(64) };
    const rows = [
      { ...ft, variant: 'DAPT' },
      { ...ft, variant: 'TAPT' },
    ] as const;
    const nodes = expand(experimentSchema.parse({ ...base, methods: rows }), { ...world, corpus });
    const [dapt, tapt] = nodes.filter(({ config }) => config.kind === 'adapt');
    const tokensOf = (key: string) => nodes.find((node) => node.inputs.dataset === key)!.key;
    expect(dapt!.config).toMatchObject({ text: 'bodies', trainEmbeddings: false });
    expect(tapt!.config).toMatchObject({ text: 'titles' });
    expect(nodes.find(({ key }) => key === dapt!.inputs.tokens)!.inputs.dataset).toBe(corpus.key);
    expect(nodes.find(({ key }) => key === tapt!.inputs.tokens)!.inputs.dataset).toBe(world.dataset.key);
    expect(tokensOf(corpus.key)).toBe(dapt!.inputs.tokens);
    const inits = nodes.filter(({ config }) => config.kind === 'fine-tune').map(({ inputs }) => inputs.init);
    expect(inits).toEqual([dapt!.key, tapt!.key]);
  });

  test('a corpus serves DP and Stage I, the clicks all else', () => {
    const corpus = { key: 'c'.repeat(64) };
    const nodes = expand(experimentSchema.parse({ ...base, methods: [tiny] }), { ...world, corpus });
    const datasetsOf = (kind: string) => [
      ...new Set(nodes.flatMap(({ config, inputs }) => (config.kind === kind ? [inputs.dataset] : []))),
    ];
    expect(datasetsOf('post-train')).toEqual([corpus.key]);
    expect(datasetsOf('stage-one')).toEqual([corpus.key]);
    for (const kind of ['fine-tune', 'stage-two', 'evaluate'])
      expect(datasetsOf(kind)).toEqual([world.dataset.key]);
  });

  test('the teacher of TinyBERT is the model of PLM-NR (DP); NewsBERT starts from the same post-training', () => {
    const tinyBert = { method: 'TinyBERT', layers: 4, teacherLayers: 12 } as const;
    const newsBert = { method: 'NewsBERT', layers: 4, teacherLayers: 12 } as const;
    const nodes = nodesOf({ methods: [dp, tinyBert, newsBert] });
    expect(count(nodes)).toMatchObject({ 'post-train': 1, 'fine-tune': 1, tinybert: 1, newsbert: 1 });
    const find = (kind: string) => nodes.find(({ config }) => config.kind === kind)!;
    expect(find('tinybert').inputs['teacher-1']).toBe(find('fine-tune').key);
    expect(find('newsbert').inputs.teachers).toBe(find('post-train').key);
    expect(find('newsbert').config).toMatchObject({ teacherFiles: ['copy-4.safetensors'] });
    const fromPlm = nodesOf({ methods: [{ ...newsBert, teacherStart: 'PLM' }] });
    expect(count(fromPlm)['post-train']).toBeUndefined();
    expect(fromPlm.find(({ config }) => config.kind === 'newsbert')!.config).toMatchObject({
      teacherFiles: [null],
    });
  });

  test('the methods with several teachers share them with Tiny-NewsRec', () => {
    const alone = nodesOf({ methods: [tiny] });
    const nodes = nodesOf({
      methods: [
        tiny,
        { method: 'Ensemble-Teacher', layers: 12, teachers: 4 },
        { method: 'TinyBERT-MT', layers: 4, teacherLayers: 12, teachers: 4 },
        { method: 'NewsBERT-MT', layers: 4, teacherLayers: 12, teachers: 4 },
      ],
    });
    // The ensemble only measures; the two others train, embed and measure.
    expect(nodes).toHaveLength(alone.length + 1 + 2 * 3);
    const ensemble = nodes.find(
      ({ methods, config }) => config.kind === 'evaluate' && methods[0] === 'Ensemble-Teacher-12',
    )!;
    expect(ensemble.config).toMatchObject({ models: 4 });
    expect(Object.keys(ensemble.inputs)).toHaveLength(1 + 2 * 4);
  });

  test('MT-BERT has a PLM of its own for each teacher, fine-tuned in one stage', () => {
    const other = { ...base.plm, arch: 'bert' } as const;
    const nodes = nodesOf({
      methods: [{ method: 'MT-BERT', layers: 4, teacherLayers: 12, teacherPlms: [base.plm, other] }],
    });
    // The first teacher stands on the student's own PLM.
    expect(count(nodes)).toEqual({
      pretrain: 2,
      tokenize: 1,
      'mt-bert-teachers': 1,
      embed: 2 + 1,
      'mt-bert': 1,
      evaluate: 1,
    });
    const files = nodes.flatMap(({ config }) => (config.kind === 'embed' ? [config.modelFile] : []));
    expect(files.slice(0, 2)).toEqual(['teacher-1.safetensors', 'teacher-2.safetensors']);
  });

  test('repeats share the PLM and its tokens alone; with shared teachers those too', () => {
    const one = nodesOf({ methods: [tiny] }).length;
    expect(nodesOf({ methods: [tiny], repeats: 5 })).toHaveLength(2 + 5 * (one - 2));
    const shared = nodesOf({ methods: [tiny], repeats: 5, sharedTeachers: true });
    // Of its own each repeat has stage one, stage two, embed and evaluate.
    expect(shared).toHaveLength(one + 4 * 4);
    expect(shared.find(({ config }) => config.kind === 'post-train')!.repeats).toEqual([0, 1, 2, 3, 4]);
  });

  test('with shared teachers each repeat of a row still measures a model of its own', () => {
    const ensemble = { method: 'Ensemble-Teacher', layers: 12, teachers: 4 } as const;
    const nodes = nodesOf({ methods: [dp, tiny, ensemble], repeats: 3, sharedTeachers: true });
    const measured = nodes.filter(({ config }) => config.kind === 'evaluate');
    expect(measured.map(({ repeats }) => repeats)).toEqual(measured.map(({ repeats }) => [repeats[0]]));
    expect(measured).toHaveLength(3 * 3);
  });

  test('inputs come before what needs them', () => {
    const seen = new Set([world.dataset.key]);
    for (const node of nodesOf({ methods: [ft, dp, tiny], repeats: 2 })) {
      for (const input of Object.values(node.inputs)) expect(seen).toContain(input);
      seen.add(node.key);
    }
  });

  test('evaluation settings change the evaluate stages alone, learning rates only what is trained with them', () => {
    const keys = (changes: Partial<ExperimentInput>) =>
      new Set(nodesOf({ methods: [ft, dp, tiny], ...changes }).map(({ key }) => key));
    const before = keys({});
    const changed = (settings: ExperimentInput['settings']): string[] => {
      const after = keys({ settings });
      const nodes = nodesOf({ methods: [ft, dp, tiny], settings });
      expect(after.size).toBe(before.size);
      const kinds = nodes.filter(({ key }) => !before.has(key)).map(({ config }) => config.kind);
      return [...new Set(kinds)].sort();
    };
    expect(changed({ evaluation: { maxImpressions: 5 } })).toEqual(['evaluate']);
    expect(changed({ stageTwo: { learningRate: 0.5 } })).toEqual(['embed', 'evaluate', 'stage-two']);
    expect(changed({ stageOne: { epochs: 2 } })).toEqual(['embed', 'evaluate', 'stage-one', 'stage-two']);
    expect(changed({ fineTuning: { epochs: 2 } })).toEqual(['embed', 'evaluate', 'fine-tune', 'stage-two']);
  });

  test('more trainable layers than there are is all of them', () => {
    const key = (trainableLayers: number) =>
      nodesOf({ methods: [{ ...ft, layers: 1, settings: { fineTuning: { trainableLayers } } }] })[2]!.key;
    expect(key(2)).toBe(key(1));
    expect(key(0)).not.toBe(key(1));
  });

  test('name, description, backend and number of repeats are in no key', () => {
    const keys = (changes: Partial<ExperimentInput>) =>
      nodesOf({ methods: [tiny], ...changes }).map(({ key }) => key);
    const other = { name: 'y', description: 'other', backend: 'cpu', repeats: 2 } as const;
    expect(keys(other)).toEqual(expect.arrayContaining(keys({})));
  });
});

test('chainLengths() is longest at the start of the graph and counts the stage itself', () => {
  const nodes = nodesOf({ methods: [ft] });
  const lengths = nodes.map(({ key }) => chainLengths(nodes).get(key));
  expect(lengths).toEqual([10 + 1 + 10 + 2 + 1, 1 + 10 + 2 + 1, 10 + 2 + 1, 2 + 1, 1]);
});
