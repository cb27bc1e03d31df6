import { describe, expect, test } from 'vitest';
import { experimentFields } from '#shared/config/experiment.ts';
import { METHOD_NAMES } from '#shared/config/methods.ts';
import { settingsSchema } from '#shared/config/settings.ts';
import type { Problem, Scale } from '#shared/contract/domain.ts';
import { blankRow, defaultLabel, nextRow, withMethod } from '../../src-renderer/form/blank-rows.ts';
import {
  EXPERIMENT_FIELDS,
  experimentField,
  METHOD_FIELDS,
  PRETRAIN_FIELDS,
  SETTING_GROUPS,
} from '../../src-renderer/form/fields.ts';
import { nameFromPath, nameProblem } from '../../src-renderer/form/names.ts';
import { needsOf, type PresetCard, studiesOf } from '../../src-renderer/form/preset-studies.ts';
import { groupByField, inWords, pathKey } from '../../src-renderer/form/problems.ts';
import { rowBaseOf } from '../../src-renderer/form/row-base.ts';
import { rowSummary } from '../../src-renderer/form/row-summary.ts';
import { groupsOfExperiment, groupsOfRow } from '../../src-renderer/form/used-groups.ts';
import { pruned, toYaml } from '../../src-renderer/form/yaml-text.ts';
import { problemsOf } from './fixture-check.ts';
import { datasetOf, experimentOf, plmOf } from './fixture-data.ts';

const shelf = { datasets: [datasetOf('sample')], plms: [plmOf('unilmv2-base')] };

describe('the form of an experiment', () => {
  test('has every settings group and field of the schema, with title, label and help', () => {
    expect(SETTING_GROUPS.map((group) => group.key)).toEqual(Object.keys(settingsSchema.shape));
    for (const group of SETTING_GROUPS) {
      expect(group.title).not.toBe(group.key);
      expect(group.fields.length).toBeGreaterThan(2);
      for (const field of group.fields) {
        expect(field.label).not.toBe(field.key);
        expect(field.help).not.toBe('');
      }
    }
  });
  test('has every field of the experiment that has no form of its own', () => {
    const own = ['name', 'description', 'dataset', 'corpus', 'plm', 'settings', 'methods', 'sweep'];
    const keys = Object.keys(experimentFields.shape).filter((key) => !own.includes(key));
    expect(EXPERIMENT_FIELDS.map((field) => field.key)).toEqual(keys);
    expect(experimentField('corpus').optional).toBe(true);
    expect(experimentField('dataset').optional).toBe(false);
  });
  test('reads range, unit and options from the schema', () => {
    expect(experimentField('repeats')).toMatchObject({
      type: 'integer',
      limits: { min: 1, max: 100, isOpen: false },
      unit: 'runs',
      fallback: 5,
    });
    expect(experimentField('backend').options).toEqual(['auto', 'tensorflow', 'wasm', 'cpu']);
    expect(experimentField('sharedTeachers').type).toBe('flag');
    const rate = SETTING_GROUPS.find((group) => group.key === 'fineTuning')?.fields.find(
      (field) => field.key === 'learningRate',
    );
    expect(rate?.limits).toEqual({ min: 0, max: 1, isOpen: true });
  });
  test('knows the fields of each method', () => {
    expect([...METHOD_FIELDS.keys()]).toEqual(METHOD_NAMES);
    expect(METHOD_FIELDS.get('Tiny-NewsRec')?.map((field) => field.key)).toContain('teachers');
    const fieldOf = (method: string, key: string) =>
      METHOD_FIELDS.get(method)?.find((field) => field.key === key);
    expect(fieldOf('MT-BERT', 'teacherPlms')).toMatchObject({ type: 'list', label: 'Teacher PLMs' });
    expect(fieldOf('TinyBERT', 'published')).toMatchObject({ type: 'choice', optional: true });
    expect(fieldOf('TinyBERT', 'published')?.options).toContain('MT-BERT-4');
    expect(fieldOf('TinyBERT', 'procedure')).toMatchObject({ type: 'choice', fallback: 'two-phase' });
    expect(PRETRAIN_FIELDS.map((field) => field.key)).toContain('hiddenSize');
  });
});

describe('rows', () => {
  const made = { pretrain: 'general-text', layers: 6, hiddenSize: 48, heads: 4, intermediateSize: 192 };
  const base = rowBaseOf(made, 3, [], []);

  test.each(METHOD_NAMES)('blankRow() of %s is right as it stands', (method) => {
    const experiment = {
      ...experimentOf('blank'),
      plm: made,
      settings: { postTraining: { copies: 3 } },
      methods: [blankRow(method, base)],
    };
    expect(problemsOf(experiment, shelf)).toEqual([]);
  });
  test('blankRow() takes the depth of the PLM, and a third of it for a student', () => {
    const row = blankRow('Tiny-NewsRec', rowBaseOf('unilmv2-base', undefined, [], shelf.plms));
    expect(row).toEqual({ method: 'Tiny-NewsRec', layers: 4, teacherLayers: 12, teachers: 4 });
    expect(rowBaseOf('not-here', 4, [{ layers: 2, teacherLayers: 8 }], []).depth).toBe(8);
    expect(rowBaseOf('', 'x', [], [])).toMatchObject({ depth: 12, copies: 4 });
  });
  test('blankRow() of MT-BERT takes other PLMs of the same width', () => {
    const narrow = { ...plmOf('narrow'), config: { ...plmOf('narrow').config, hiddenSize: 384 } };
    const row = blankRow('MT-BERT', rowBaseOf('a', 4, [], [narrow, plmOf('a'), plmOf('b')]));
    expect(row.teacherPlms).toEqual(['a', 'b']);
    const own = blankRow('MT-BERT', base).teacherPlms;
    expect(own).toEqual([made, { ...made, arch: 'bert' }]);
  });
  test('nextRow() gives a name that no row has yet', () => {
    const rows: Record<string, unknown>[] = [];
    for (let i = 0; i < 5; i++) rows.push(nextRow('PLM-NR', base, rows));
    expect(rows.map(defaultLabel)).toEqual([
      'PLM-NR-6 (FT)',
      'PLM-NR-6 (DAPT)',
      'PLM-NR-6 (TAPT)',
      'PLM-NR-6 (DP)',
      'PLM-NR-4 (FT)',
    ]);
  });
  test('withMethod() keeps the fields that both methods have', () => {
    const before = {
      method: 'Tiny-NewsRec',
      layers: 1,
      teacherLayers: 5,
      teachers: 2,
      stageTwo: false,
      label: 'Ours',
      published: 'Tiny-NewsRec-1',
      settings: { input: { negatives: 2 } },
    };
    expect(withMethod(before, 'TinyBERT-MT', base)).toEqual({
      method: 'TinyBERT-MT',
      layers: 1,
      teacherLayers: 5,
      teachers: 2,
      label: 'Ours',
      settings: { input: { negatives: 2 } },
    });
    expect(withMethod(before, 'PLM-NR', base)).toMatchObject({ variant: 'FT', layers: 1 });
  });
  test('rowSummary() says what differs from the defaults', () => {
    const fields = METHOD_FIELDS.get('Tiny-NewsRec') ?? [];
    const row = { method: 'Tiny-NewsRec', layers: 1, teacherLayers: 6, teachers: 2, stageOne: false };
    expect(rowSummary(row, fields)).toBe('teacher layers 6, teachers 2, without Stage I, layers 1');
    expect(rowSummary({ ...row, label: 'Ours' }, fields)).toMatch(/^Tiny-NewsRec, teacher/);
    const teachers = { method: 'MT-BERT', layers: 4, teacherPlms: ['a', 'b'] };
    expect(rowSummary(teachers, METHOD_FIELDS.get('MT-BERT') ?? [])).toContain('2 teacher PLMs');
  });
  test('groupsOfRow() and groupsOfExperiment() leave out what plays no part', () => {
    const row = { method: 'NewsBERT', layers: 'half typed', teacherLayers: 6, teacherStart: 'PLM' };
    expect([...groupsOfRow(row, {})].sort()).toEqual(['evaluation', 'input', 'model', 'newsBert']);
    expect(groupsOfRow({ method: 'Unknown' }, {}).size).toBe(SETTING_GROUPS.length);
    const groups = groupsOfExperiment({ plm: made, methods: [row], efficiency: true });
    expect([...groups].sort()).toEqual(['efficiency', 'evaluation', 'input', 'mlm', 'model', 'newsBert']);
    expect(groupsOfExperiment({ plm: 'imported', methods: [row] })).not.toContain('mlm');
  });
});

describe('a wrong experiment', () => {
  const narrow = { ...plmOf('narrow'), config: { ...plmOf('narrow').config, hiddenSize: 384 } };
  const plms = [plmOf('unilmv2-base'), narrow];
  const row = (fields: object) => ({ plm: 'unilmv2-base', methods: [fields] });
  const mtBert = (...teacherPlms: unknown[]) =>
    row({ method: 'MT-BERT', layers: 4, teacherLayers: 12, teacherPlms });
  const distilled = { method: 'Tiny-NewsRec', layers: 4, teacherLayers: 12, teachers: 4 };

  test.each<[string, object, Problem['path'], RegExp]>([
    [
      'an unknown method',
      row({ method: 'FastBERT', layers: 4 }),
      ['methods', 0, 'method'],
      /no method "FastBERT"/,
    ],
    [
      'a student deeper than its teachers',
      row({ ...distilled, teacherLayers: 2 }),
      ['methods', 0, 'layers'],
      /4 layers is deeper/,
    ],
    [
      'a student deeper than the PLM',
      row({ ...distilled, layers: 13, teacherLayers: 13 }),
      ['methods', 0, 'layers'],
      /has 12/,
    ],
    [
      'a teacher deeper than the PLM',
      row({ ...distilled, teacherLayers: 13 }),
      ['methods', 0, 'teacherLayers'],
      /has 12/,
    ],
    [
      'M larger than the copies kept',
      row({ ...distilled, teachers: 5 }),
      ['methods', 0, 'teachers'],
      /keeps 4 copies/,
    ],
    [
      'a teacher PLM of another width',
      mtBert('unilmv2-base', 'narrow'),
      ['methods', 0, 'teacherPlms', 1],
      /width 384/,
    ],
    [
      'an unknown teacher PLM',
      mtBert('unilmv2-base', 'gone'),
      ['methods', 0, 'teacherPlms', 1],
      /no PLM "gone"/,
    ],
    ['no teacher PLM at all', mtBert(), ['methods', 0, 'teacherPlms'], /1/],
    ['an unknown PLM', { ...row(distilled), plm: 'gone' }, ['plm'], /no PLM "gone"/],
    ['an unknown dataset', { ...row(distilled), dataset: 'gone' }, ['dataset'], /no dataset "gone"/],
    ['an unknown corpus', { ...row(distilled), corpus: 'gone' }, ['corpus'], /no dataset "gone"/],
  ])('%s is named at its field', (_, change, path, message) => {
    const problems = problemsOf(
      { name: 'x', dataset: 'sample', ...change },
      { datasets: shelf.datasets, plms },
    );
    expect(problems.filter((problem) => pathKey(problem.path) === pathKey(path))).toMatchObject([
      { message: expect.stringMatching(message) as string },
    ]);
    expect(hasField(path)).toBe(true);
  });

  /** Whether the form draws a control, and so a place for a message, at a path. */
  function hasField(path: Problem['path']): boolean {
    const [top, , key] = path;
    if (top !== 'methods')
      return [...EXPERIMENT_FIELDS.map((field) => field.key), 'dataset', 'corpus', 'plm'].includes(
        String(top),
      );
    return (
      key === 'method' ||
      [...METHOD_FIELDS.values()].some((fields) => fields.some((field) => field.key === key))
    );
  }
});

describe('presets', () => {
  const preset = (study: string, scale: Scale | null, config: unknown = {}): PresetCard => ({
    id: scale ? `${study}-${scale}` : study,
    study,
    scale,
    title: study,
    description: '',
    scaleDescription: '',
    config,
  });
  test('studiesOf() makes one card of the scales of a study', () => {
    const studies = studiesOf([preset('demo', null), preset('main', 'sample'), preset('main', 'paper')]);
    expect(studies.map(({ id, presets }) => [id, presets.map(({ scale }) => scale)])).toEqual([
      ['demo', [null]],
      ['main', ['sample', 'paper']],
    ]);
  });
  test('needsOf() names datasets and PLMs, and which of them are missing', () => {
    const config = {
      dataset: 'mind-small',
      plm: 'unilmv2-base',
      methods: [{ method: 'MT-BERT', teacherPlms: ['unilmv2-base', 'gone', { pretrain: 'general-text' }] }],
    };
    expect(needsOf(config, { datasets: [datasetOf('MIND-small')], plms: shelf.plms })).toEqual([
      { kind: 'dataset', name: 'mind-small', present: true },
      { kind: 'PLM', name: 'unilmv2-base', present: true },
      { kind: 'PLM', name: 'gone', present: false },
    ]);
    expect(needsOf(null, shelf)).toEqual([]);
  });
});

describe('problems', () => {
  test('groupByField() joins several problems of one field', () => {
    const grouped = groupByField([
      { path: ['methods', 0, 'layers'], message: 'Too deep.' },
      { path: ['methods', 0, 'layers'], message: 'Odd.' },
    ]);
    expect(grouped.get('methods/0/layers')).toBe('Too deep. Odd.');
  });
  test("inWords() says a range in the field's own words and leaves sentences alone", () => {
    const repeats = experimentField('repeats');
    expect(inWords({ path: [], message: 'Too big: expected number to be <=100' }, repeats)).toBe(
      'Use a whole number, 1 to 100.',
    );
    expect(inWords({ path: [], message: 'There is no dataset x.' }, repeats)).toBe('There is no dataset x.');
  });
});

describe('names', () => {
  test('nameFromPath() makes a good name of any path', () => {
    expect(nameFromPath('/data/MIND small.zip')).toBe('MIND-small');
    expect(nameFromPath('C:\\news\\world\\')).toBe('world');
    expect(nameProblem(nameFromPath('/tmp/_x y?'), [])).toBeUndefined();
  });
  test('nameProblem() names a taken and a bad name', () => {
    expect(nameProblem('sample', ['sample'])).toMatch(/taken/);
    expect(nameProblem('a b', [])).toMatch(/letters/);
  });
});

test('toYaml() leaves out what is undefined or thereby empty', () => {
  expect(pruned({ a: undefined, b: { c: undefined }, d: [{ e: 1, f: undefined }] })).toEqual({
    d: [{ e: 1 }],
  });
  expect(toYaml({ name: 'x', settings: { model: {} } })).toBe('name: x\n');
});
