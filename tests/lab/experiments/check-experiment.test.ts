import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenLab } from '#lab/lab.ts';
import type { ExperimentInput } from '#shared/config/experiment.ts';
import type { Problem } from '#shared/contract/domain.ts';
import { wordsOf } from '#shared/messages/said.ts';
import { plm, ScriptedLab } from '../scripted-lab.ts';

const scripted = new ScriptedLab();
let lab: OpenLab;
beforeAll(async () => {
  lab = await scripted.startWithData();
  for (const name of ['base', 'twin', 'wide', 'foreign', 'deep', 'short'])
    await lab.importPlm(name, scripted.source(name));
  await lab.importDataset('plain', scripted.source('plain'));
});
afterAll(() => scripted.close());

const experiment = { name: 'x', dataset: 'news', plm: 'base', repeats: 1 };
const tiny = { method: 'Tiny-NewsRec', layers: 2, teacherLayers: 4, teachers: 2 };
const mtBert = { method: 'MT-BERT', layers: 2, teacherLayers: 4, teacherPlms: ['base', 'twin'] };

const problemsOf = (changes: Record<string, unknown>): Problem[] =>
  lab.check({ ...experiment, methods: [tiny], ...changes }).problems.map(({ path, message, said }) => {
    expect(wordsOf('en', said!)).toBe(message);
    return { path, message };
  });
const rowProblems = (row: Record<string, unknown>, changes: Partial<ExperimentInput> = {}): Problem[] =>
  problemsOf({ methods: [row], ...changes });

describe('checkExperiment() tells before anything is computed', () => {
  test('nothing of a sound experiment, but what it would compute', () => {
    const { problems, plan } = lab.check({ ...experiment, methods: [tiny, mtBert] });
    expect(problems).toEqual([]);
    expect(plan!.byKind).toMatchObject({ 'mt-bert-teachers': { total: 1 }, 'stage-two': { total: 1 } });
    expect(scripted.started()).toEqual([]);
  });

  test('an unknown method, naming those that there are', () => {
    const [problem] = rowProblems({ method: 'DistilBERT', layers: 2 });
    expect(problem!.path).toEqual(['methods', 0, 'method']);
    for (const name of ['"DistilBERT"', 'PLM-NR', 'TinyBERT-MT', 'MT-BERT'])
      expect(problem!.message).toContain(name);
  });

  test('more layers than the PLM has, of the student and of the teachers', () => {
    expect(rowProblems({ ...tiny, layers: 5, teacherLayers: 6 })).toEqual([
      { path: ['methods', 0, 'layers'], message: '5 layers, but the PLM "base" has 4.' },
      { path: ['methods', 0, 'teacherLayers'], message: '6 layers, but the PLM "base" has 4.' },
    ]);
    expect(rowProblems({ method: 'NewsBERT', layers: 1, teacherLayers: 5 }, { plm })).toEqual([
      { path: ['methods', 0, 'teacherLayers'], message: '5 layers, but the base PLM has 4.' },
    ]);
  });

  test('a student deeper than its teachers', () => {
    expect(rowProblems({ method: 'TinyBERT', layers: 4, teacherLayers: 2 })[0]).toMatchObject({
      path: ['methods', 0, 'layers'],
    });
  });

  test.each(['Tiny-NewsRec', 'TinyBERT-MT', 'NewsBERT-MT', 'Ensemble-Teacher'])(
    'more teachers than copies kept (%s)',
    (method) => {
      const depth = method === 'Ensemble-Teacher' ? {} : { teacherLayers: 4 };
      const row = { method, layers: 2, ...depth };
      expect(rowProblems({ ...row, teachers: 4 })).toEqual([]);
      const [problem] = rowProblems({ ...row, teachers: 5 });
      expect(problem).toEqual({
        path: ['methods', 0, 'teachers'],
        message: 'M = 5 teachers, but post-training keeps 4 copies (settings.postTraining.copies).',
      });
    },
  );

  test('post-training with too few steps for its copies, only where a row post-trains', () => {
    const settings = { postTraining: { maxSteps: 100, copies: 4, copyEvery: 30 } };
    const [problem] = rowProblems(tiny, { settings });
    expect(problem!.path).toEqual(['settings', 'postTraining', 'maxSteps']);
    expect(problem!.message).toContain('need 120 steps; at most 100 are allowed');
    expect(rowProblems({ method: 'PLM-NR', variant: 'FT', layers: 2 }, { settings })).toEqual([]);
    expect(rowProblems({ ...tiny, settings })[0]!.path).toEqual(['methods', 0, ...problem!.path]);
  });

  test('post-training with too few steps for its copies on this much news', () => {
    const settings = { postTraining: { copyEvery: 600 } };
    const message =
      'Post-training has only 2039 steps: 1 epoch of 65238 news ("news") in batches of 32. 4 teacher copies, one ' +
      'every 600 steps, need 2400. Lower copyEvery or copies, or train for more epochs.';
    expect(problemsOf({ settings, methods: [tiny, { ...tiny, layers: 1 }] })).toEqual([
      { path: ['settings', 'postTraining', 'copyEvery'], message },
    ]);
    expect(rowProblems({ ...tiny, settings })[0]!.path.slice(0, 2)).toEqual(['methods', 0]);
    expect(problemsOf({ settings: { postTraining: { copyEvery: 600, epochs: 2 } } })).toEqual([]);
    expect(rowProblems({ method: 'PLM-NR', variant: 'FT', layers: 2 }, { settings })).toEqual([]);
  });

  test('a teacher PLM of another width', () => {
    expect(rowProblems({ ...mtBert, teacherPlms: ['base', 'wide'] })).toEqual([
      {
        path: ['methods', 0, 'teacherPlms', 1],
        message: expect.stringContaining('wide has width 16, the student 8') as string,
      },
    ]);
    const wide = { ...plm, hiddenSize: 32 };
    expect(rowProblems({ ...mtBert, teacherPlms: [plm, wide] }, { plm })[0]).toMatchObject({
      path: ['methods', 0, 'teacherPlms', 1],
      message: expect.stringContaining('has width 32, the student 16') as string,
    });
  });

  test('a teacher PLM with too few layers, with other word pieces, or that is not there', () => {
    const messages = (...teacherPlms: string[]) =>
      rowProblems({ ...mtBert, teacherLayers: 6, teacherPlms }).map(({ message }) => message);
    expect(messages('deep')).toEqual([]);
    expect(messages('twin')).toEqual(['Teachers of 6 layers, but the PLM twin has 4.']);
    expect(rowProblems({ ...mtBert, teacherPlms: ['foreign'] })[0]!.message).toContain('another vocabulary');
    expect(rowProblems({ ...mtBert, teacherPlms: ['nobody'] })[0]!.message).toContain('no PLM "nobody"');
  });

  test('nothing of word pieces where an import of 0.1.0 kept no fingerprint of them', () => {
    const { key } = lab.listPlms().find(({ name }) => name === 'twin')!;
    const db = new Database(path.join(scripted.workspace, 'lab.sqlite'));
    db.prepare(`UPDATE stages SET summary = json_remove(summary, '$.vocabulary') WHERE key = ?`).run(key);
    db.close();
    expect(rowProblems(mtBert)).toEqual([]);
  });

  test('a corpus that is not imported, and text to pre-train on that is missing', () => {
    expect(problemsOf({ corpus: 'bodies' })[0]).toMatchObject({ path: ['corpus'] });
    expect(problemsOf({ corpus: 'plain' })).toEqual([]);
    expect(problemsOf({ dataset: 'plain', plm })[0]).toMatchObject({ path: ['plm'] });
  });

  test('texts longer than the PLM has positions, only where the row reads them', () => {
    const changes = { plm: 'short', settings: { domainMlm: { maxTokens: 65 } } };
    expect(rowProblems({ method: 'PLM-NR', variant: 'DP', layers: 2 }, changes)).not.toContainEqual(
      expect.objectContaining({ path: ['settings', 'domainMlm', 'maxTokens'] }),
    );
    expect(rowProblems({ method: 'PLM-NR', variant: 'TAPT', layers: 2 }, changes)).toContainEqual({
      path: ['settings', 'domainMlm', 'maxTokens'],
      message: '65 tokens, but the PLM "short" has 64 positions.',
    });
  });
});
