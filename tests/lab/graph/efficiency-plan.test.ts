import { expect, it } from 'vitest';
import { expand } from '#lab/graph/expand.ts';
import { neededNodes } from '#lab/experiments/experiment-plan.ts';
import { type ExperimentInput, experimentSchema } from '#shared/config/experiment.ts';

const world = { dataset: { key: 'd'.repeat(64) }, plms: new Map() };
const nodesOf = (changes: Partial<ExperimentInput>) =>
  expand(
    experimentSchema.parse({
      name: 'x',
      dataset: 'news',
      plm: { pretrain: 'general-text', layers: 4, hiddenSize: 16, heads: 2, intermediateSize: 32 },
      repeats: 3,
      methods: [
        { method: 'PLM-NR', variant: 'FT', layers: 2 },
        { method: 'Ensemble-Teacher', layers: 4, teachers: 2 },
      ],
      ...changes,
    }),
    world,
  );
const timed = (nodes: ReturnType<typeof nodesOf>) =>
  nodes.filter(({ config }) => config.kind === 'efficiency');

it('expand() measures efficiency only where it is asked for, once per row', () => {
  expect(timed(nodesOf({}))).toEqual([]);
  const nodes = timed(nodesOf({ efficiency: true }));
  expect(nodes.map(({ methods, repeats }) => [methods.length, repeats])).toEqual([
    [1, [0]],
    [1, [0]],
  ]);
});

it('expand() changes no other stage by it', () => {
  const keys = (nodes: ReturnType<typeof nodesOf>) =>
    nodes.filter(({ config }) => config.kind !== 'efficiency').map(({ key }) => key);
  expect(keys(nodesOf({ efficiency: true }))).toEqual(keys(nodesOf({})));
});

it('an efficiency stage reads the models, PLMs and vectors that the evaluation reads', () => {
  const nodes = nodesOf({ efficiency: true });
  const [one, ensemble] = timed(nodes);
  const evaluated = (method: string) =>
    nodes.find(
      (node) => node.config.kind === 'evaluate' && node.methods[0] === method && node.repeats[0] === 0,
    )!;
  for (const node of [one!, ensemble!]) expect(node.inputs).toMatchObject(evaluated(node.methods[0]!).inputs);
  expect(Object.keys(one!.inputs).sort()).toEqual(['dataset', 'model-1', 'news-1', 'plm-1', 'tokens']);
  expect(ensemble!.config).toMatchObject({ models: [{ layers: 4 }, { layers: 4 }] });
});

it('another backend is another measurement', () => {
  const [a] = timed(nodesOf({ efficiency: true, backend: 'wasm' }));
  const [b] = timed(nodesOf({ efficiency: true, backend: 'cpu' }));
  expect(a!.key).not.toBe(b!.key);
});

it('neededNodes() wants a measurement even where every evaluation is finished, and its inputs again', () => {
  const nodes = nodesOf({ efficiency: true });
  const finished = new Set(nodes.filter(({ config }) => config.kind === 'evaluate').map(({ key }) => key));
  const needed = neededNodes(nodes, (key) => finished.has(key));
  const [one] = timed(nodes);
  expect(needed.has(one!.key)).toBe(true);
  expect(needed.has(one!.inputs['model-1']!)).toBe(true);
});
