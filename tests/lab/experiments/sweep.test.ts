import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenLab } from '#lab/lab.ts';
import { plm, ScriptedLab } from '../scripted-lab.ts';

const scripted = new ScriptedLab();
let lab: OpenLab;
beforeAll(async () => {
  lab = await scripted.startWithData();
});
afterAll(() => scripted.close());

const written = {
  name: 'swept',
  dataset: 'news',
  plm,
  repeats: 2,
  methods: [
    { method: 'PLM-NR', variant: 'DP', layers: 2 },
    { method: 'Tiny-NewsRec', layers: 1, teacherLayers: 2, teachers: 2 },
  ],
  sweep: {
    method: 'grid',
    rows: ['Tiny-NewsRec-1'],
    fields: { 'stageTwo.learningRate': [1e-5, 1e-4], 'stageTwo.temperature': [1, 2] },
  },
};

describe('an experiment with a sweep', () => {
  test('runs a row for each combination and repeat, and shares the stages that no swept field touches', async () => {
    const { problems, plan } = lab.check(written);
    expect(problems).toEqual([]);
    // Four combinations, two repeats; all that comes before Stage II is there once for each repeat.
    expect(plan!.byKind['stage-two']).toEqual({ total: 8, reused: 0 });
    expect(plan!.byKind['stage-one']).toEqual({ total: 2, reused: 0 });
    expect(plan!.byKind['post-train']).toEqual({ total: 2, reused: 0 });

    const row = lab.run(written);
    expect(row).toMatchObject({ methods: 5, stagesTotal: plan!.stages });
    expect((await lab.settled('swept')).state).toBe('done');
    expect(scripted.started().filter(({ kind }) => kind === 'stage-two')).toHaveLength(8);

    const table = lab.resultTable('swept');
    expect(table.rows.map(({ method, seeds }) => [method, seeds])).toEqual([
      ['PLM-NR-2 (DP)', [1, 2]],
      ['Tiny-NewsRec-1, learning rate 1e-5, temperature 1', [1, 2]],
      ['Tiny-NewsRec-1, learning rate 1e-5, temperature 2', [1, 2]],
      ['Tiny-NewsRec-1, learning rate 1e-4, temperature 1', [1, 2]],
      ['Tiny-NewsRec-1, learning rate 1e-4, temperature 2', [1, 2]],
    ]);
  });

  test('keeps its sweep in the file, and names the swept fields in the recipes of its runs', () => {
    const { yaml, config } = lab.getExperiment('swept');
    expect((parse(yaml) as typeof written).sweep).toEqual(written.sweep);
    expect(config.methods).toHaveLength(5);
    const { runs, recipes } = lab.runs.list();
    const rates = runs
      .filter(({ kind, methods }) => kind === 'evaluate' && methods[0]!.startsWith('Tiny'))
      .map(({ recipe }) => recipes[recipe]!['stage-two.stageTwo.learningRate']);
    expect(rates.sort()).toEqual([1e-5, 1e-5, 1e-5, 1e-5, 1e-4, 1e-4, 1e-4, 1e-4]);
  });

  test('is the same experiment when it is written as rows, and another one with other values', () => {
    const rows = { ...written, sweep: undefined, methods: lab.getExperiment('swept').config.methods };
    expect(lab.check(rows).problems).toEqual([]);
    const other = {
      ...written,
      sweep: { ...written.sweep, fields: { 'stageTwo.learningRate': [1e-5, 1e-3] } },
    };
    expect(lab.check(other).problems).toMatchObject([
      { path: ['name'], message: expect.stringContaining('another configuration') as string },
    ]);
  });

  test('leads what the dataset cannot give back to the swept values', () => {
    const sweep = { method: 'grid', fields: { 'input.maxTitleTokens': [30, 512], layers: [2, 9] } };
    const { problems } = lab.check({ ...written, name: 'deep', sweep });
    expect(problems.map(({ path }) => path.join('/'))).toEqual(
      expect.arrayContaining(['sweep/fields/layers']),
    );
  });
});
