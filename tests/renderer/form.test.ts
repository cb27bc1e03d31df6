import { describe, expect, test } from 'vitest';
import {
  experimentField,
  METHOD_FIELDS,
  PRETRAIN_FIELDS,
  SETTING_GROUPS,
} from '../../src-renderer/form/fields.ts';
import { nameFromPath, nameProblem } from '../../src-renderer/form/names.ts';
import { groupByField, inWords } from '../../src-renderer/form/problems.ts';
import { pruned, toYaml } from '../../src-renderer/form/yaml-text.ts';

describe('the form of an experiment', () => {
  test('has every settings group and field of the schema, with label and help', () => {
    expect(SETTING_GROUPS.map((group) => group.key)).toEqual([
      'model',
      'input',
      'mlm',
      'postTraining',
      'fineTuning',
      'stageOne',
      'stageTwo',
      'evaluation',
    ]);
    for (const group of SETTING_GROUPS) {
      expect(group.fields.length).toBeGreaterThan(2);
      for (const field of group.fields) {
        expect(field.label).not.toBe(field.key);
        expect(field.help).not.toBe('');
      }
    }
  });
  test('reads range, unit and options from the schema', () => {
    expect(experimentField('repeats')).toMatchObject({
      type: 'integer',
      range: '1 to 100',
      unit: 'runs',
      fallback: 5,
    });
    expect(experimentField('backend').options).toEqual(['auto', 'tensorflow', 'wasm', 'cpu']);
    expect(experimentField('sharedTeachers').type).toBe('flag');
    const rate = SETTING_GROUPS.find((group) => group.key === 'fineTuning')?.fields.find(
      (field) => field.key === 'learningRate',
    );
    expect(rate?.range).toBe('above 0, at most 1');
  });
  test('knows the fields of each method', () => {
    expect([...METHOD_FIELDS.keys()]).toEqual(['PLM-NR', 'Tiny-NewsRec']);
    expect(METHOD_FIELDS.get('PLM-NR')?.map((field) => field.key)).toEqual(['variant', 'label', 'layers']);
    expect(METHOD_FIELDS.get('Tiny-NewsRec')?.map((field) => field.key)).toContain('teachers');
    expect(PRETRAIN_FIELDS.map((field) => field.key)).toContain('hiddenSize');
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
    expect(inWords('Too big: expected number to be <=100', repeats)).toBe('Use a whole number, 1 to 100.');
    expect(inWords('There is no dataset x.', repeats)).toBe('There is no dataset x.');
    expect(inWords(undefined, repeats)).toBeUndefined();
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
