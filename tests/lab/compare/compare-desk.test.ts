import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '#lab/cli/program.ts';
import { createLab, type OpenLab } from '#lab/lab.ts';
import type { CompareGroup } from '#shared/contract/compare.ts';
import { filledExperiment, fillWorkspace } from '#tests/fixtures/filled-workspace.ts';
import { recordingIo } from '#tests/lab/cli/recording-io.ts';

const workspace = mkdtempSync(path.join(tmpdir(), 'compare-'));
const groupsOf = (lab: OpenLab, experiment: string): CompareGroup[] =>
  lab.resultTable(experiment).rows.map(({ method, runs }) => ({ label: method, runs }));

beforeAll(() => {
  const shared = { ...filledExperiment('shared', 4), sharedTeachers: true };
  fillWorkspace(workspace, [filledExperiment('study'), shared]);
});
afterAll(() => rmSync(workspace, { recursive: true }));

describe('CompareDesk', () => {
  let lab: OpenLab;
  beforeAll(async () => {
    lab = await createLab({ workspace });
  });
  afterAll(() => lab.close());

  it('compares the rows of an experiment by their seeds', async () => {
    const groups = groupsOf(lab, 'study');
    const result = await lab.compareGroups({ groups });
    expect(result.metrics).toEqual(['auc', 'mrr', 'ndcg5', 'ndcg10']);
    expect(result.pairs).toHaveLength(6 * 4);
    for (const pair of result.pairs) expect(pair).toMatchObject({ design: 'paired', n: 5 });
    expect(result.groups[0]?.metrics.auc?.seeds).toEqual([1, 2, 3, 4, 5]);
    expect(result.problems).toEqual([]);
    expect(result.differences.map(({ field }) => field)).toContain('fine-tune.layers');
    expect(result.differences.map(({ field }) => field)).not.toContain('evaluate.evaluation.split');
  });

  it('takes beginnings of keys, and says which do not fit', async () => {
    const [group] = groupsOf(lab, 'study');
    const starts = group!.runs.map((key) => key.slice(0, 12));
    const { groups } = await lab.compareGroups({ groups: [{ label: 'a', runs: starts }] });
    expect(groups[0]?.runs).toEqual(group!.runs);
    await expect(lab.compareGroups({ groups: [{ label: 'a', runs: ['zzzzzz'] }] })).rejects.toThrow(
      'There is no run zzzzzz.',
    );
  });

  it('parts the variance by the teachers that the repeats share', async () => {
    const row = groupsOf(lab, 'shared').find(({ label }) => label.startsWith('Tiny'))!;
    const own = groupsOf(lab, 'study').find(({ label }) => label.startsWith('Tiny'))!;
    const { variance } = await lab.compareGroups({
      groups: [row, { ...own, label: 'own' }],
      metrics: ['auc'],
    });
    expect(variance[0]?.seed).toBeGreaterThan(0);
    expect(variance[0]?.evaluation).toBeGreaterThan(0);
    expect(variance[1]).toMatchObject({ seed: null, teacher: null });
  });

  it('resamples impressions, the same for a seed, turned for turned sides', async () => {
    const [a, b] = groupsOf(lab, 'study') as [CompareGroup, CompareGroup];
    const request = { metric: 'auc', draws: 500, seed: 3 };
    const there = await lab.bootstrapGroups({ a, b, ...request });
    const again = await lab.bootstrapGroups({ a, b, ...request });
    const back = await lab.bootstrapGroups({ a: b, b: a, ...request });
    expect(there).toMatchObject({ impressions: 200, draws: 500 });
    expect({ ...again, milliseconds: 0 }).toEqual({ ...there, milliseconds: 0 });
    expect(back.difference).toBeCloseTo(-there.difference, 12);
    expect(back.interval.low).toBeCloseTo(-there.interval.high, 12);
    const [pair] = (await lab.compareGroups({ groups: [a, b], metrics: ['auc'] })).pairs;
    expect(there.difference).toBeCloseTo(pair?.difference ?? NaN, 2);
  });

  it('refuses a bootstrap of what is not measured by impression', async () => {
    const [a, b] = groupsOf(lab, 'study') as [CompareGroup, CompareGroup];
    await expect(lab.bootstrapGroups({ a, b, metric: 'parameters' })).rejects.toThrow('by impression');
    const [stage] = lab.getExperiment('study').stages.filter(({ kind }) => kind === 'fine-tune');
    const other = { label: 'x', runs: [stage!.key] };
    await expect(lab.bootstrapGroups({ a, b: other, metric: 'auc' })).rejects.toThrow(
      'The values by impression of x are not there',
    );
  });
});

describe('tnrlab compare', () => {
  const run = async (...args: string[]) => {
    const io = recordingIo();
    const code = await runCli(['compare', ...args, '--workspace', workspace], io);
    return { code, out: io.stdout.text, err: io.stderr.text };
  };

  it('prints groups, pairs and a sentence', async () => {
    const { code, out } = await run(
      'study',
      '--a',
      'NewsBERT-2',
      '--metric',
      'auc',
      '--bootstrap',
      '--draws',
      '200',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^AUC \(%\) +n +Mean/);
    expect(out).toContain('is better than');
    expect(out).toContain('At 5 pairs the exact test cannot go below 0.0625.');
    expect(out).toContain('paired bootstrap, 200 draws');
  });

  it('gives JSON, and Spanish sentences', async () => {
    const json = JSON.parse((await run('study', '--json')).out) as { pairs: unknown[] };
    expect(json.pairs).toHaveLength(6);
    expect((await run('study', '--lang', 'es')).out).toContain('supera a');
  });

  it('names the groups there are', async () => {
    const { code, err } = await run('study', '--a', 'Nobody');
    expect(code).not.toBe(0);
    expect(err).toContain('There is no group "Nobody"; there are PLM-NR-4 (FT)');
  });
});
