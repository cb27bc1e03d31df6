import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { expand } from '#lab/graph/expand.ts';
import { readPresets } from '#lab/library/presets.ts';
import { renamed } from '#lab/library/studies.ts';
import { type Experiment, experimentSchema } from '#shared/config/experiment.ts';
import { methodLabel, methodTraits } from '#shared/config/methods.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { PUBLISHED_ROWS } from '#shared/config/published-rows.ts';
import { resolveSettings } from '#shared/config/presets.ts';

const presets = readPresets(fileURLToPath(new URL('../../../resources', import.meta.url)));
const config = { layers: 12 } as PlmConfig;
const world = {
  dataset: { key: 'd' },
  plms: new Map(['minilm', 'unilmv2'].map((name) => [name, { key: name, config }])),
};
const read = (id: string): Experiment =>
  experimentSchema.parse(presets.find((preset) => preset.id === id)!.config);

describe('readPresets()', () => {
  test('has the demo and the six studies as the paper orders them, each in three scales', () => {
    const studies = [...new Set(presets.map(({ study }) => study))];
    expect(studies).toEqual([
      'demo',
      'main-table',
      'multi-teacher',
      'teachers-1-to-6',
      'two-stage-ablation',
      'loss-ablation',
      'efficiency',
    ]);
    for (const study of studies.filter((study) => study !== 'demo'))
      expect(presets.filter((preset) => preset.study === study).map(({ scale }) => scale)).toEqual([
        'sample',
        'mini',
        'paper',
      ]);
  });

  test.each(presets.map(({ id }) => id))('%s is a whole experiment that expands', (id) => {
    const experiment = read(id);
    expect(experiment.name).toBe(id);
    expect(expand(experiment, world).length).toBeGreaterThan(experiment.repeats * experiment.methods.length);
  });

  test('the main table has the 16 published rows, each by its own name', () => {
    for (const scale of ['sample', 'mini', 'paper']) {
      const rows = read(`main-table-${scale}`).methods;
      const published = rows.map((row) => row.published ?? methodTraits(row).name);
      expect(published.sort()).toEqual(PUBLISHED_ROWS.slice(0, 16).toSorted());
    }
  });

  test('no two rows of a study measure the same model', () => {
    for (const { id } of presets) {
      const experiment = read(id);
      const evaluations = expand(experiment, world).filter((node) => node.config.kind === 'evaluate');
      expect(evaluations.every(({ methods }) => methods.length === 1)).toBe(true);
      expect(new Set(experiment.methods.map(methodLabel)).size).toBe(experiment.methods.length);
    }
  });

  test('one budget for all methods of a scale: steps, batch and learning rate on clicks', () => {
    for (const { id, scale } of presets.filter(({ scale }) => scale !== null)) {
      const experiment = read(id);
      const { fineTuning, stageTwo, tinyBert, newsBert, mtBert, ...text } = resolveSettings(experiment);
      for (const group of [stageTwo, tinyBert, newsBert, mtBert])
        for (const field of ['maxSteps', 'epochs', 'batchSize', 'learningRate', 'warmupSteps'] as const)
          expect(group[field], `${id} ${field}`).toBe(fineTuning[field]);
      const { postTraining, domainMlm, stageOne } = text;
      for (const group of [domainMlm, stageOne])
        for (const field of ['maxSteps', 'epochs', 'batchSize', 'learningRate', 'warmupSteps'] as const)
          expect(group[field], `${id} ${scale} ${field}`).toBe(postTraining[field]);
      if (scale !== 'paper') expect(tinyBert.intermediateMaxSteps).toBe(postTraining.maxSteps);
      // No row is given more than another.
      for (const row of experiment.methods)
        expect(Object.values(row.settings ?? {}).flatMap((group) => Object.keys(group))).toEqual(
          expect.not.arrayContaining(['maxSteps', 'epochs', 'batchSize', 'learningRate']),
        );
    }
  });

  test('studies share their teachers: with the main table done, the ablation of stages adds no teacher', () => {
    const keys = new Set(expand(read('main-table-sample'), world).map(({ key }) => key));
    const added = expand(read('two-stage-ablation-sample'), world).filter(({ key }) => !keys.has(key));
    const kinds = new Set(added.map(({ config: { kind } }) => kind));
    expect([...kinds].sort()).toEqual(['embed', 'evaluate', 'fine-tune', 'stage-two']);
    expect(added.some(({ title }) => title.startsWith('Fine-tune teacher'))).toBe(false);
  });
});

describe('renamed()', () => {
  const multi = presets.find(({ id }) => id === 'multi-teacher-mini')!.config;

  test("--plm takes the scale's PLM's place, as a teacher too", () => {
    const experiment = experimentSchema.parse(renamed(multi, { dataset: 'other-news', plm: 'other' }));
    expect(experiment).toMatchObject({ dataset: 'other-news', plm: 'other' });
    expect(experiment.methods.find(({ method }) => method === 'MT-BERT')).toMatchObject({
      teacherPlms: ['other'],
    });
  });

  test('teachers of other PLMs stay, and without a name so does all', () => {
    const row = { method: 'MT-BERT', layers: 4, teacherLayers: 6, teacherPlms: ['a', 'b'] };
    expect(renamed({ plm: 'a', methods: [row] }, { plm: 'c' })).toEqual({
      plm: 'c',
      methods: [{ ...row, teacherPlms: ['c', 'b'] }],
    });
    expect(renamed(multi, {})).toEqual(multi);
  });
});
