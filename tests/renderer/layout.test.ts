import { describe, expect, test } from 'vitest';
import { layoutStages, related } from '../../src-renderer/graph/layout.ts';
import { experimentOf, stagesOf } from './fixture-data.ts';

const stages = stagesOf(experimentOf('graph'), 10, 1);

describe('layoutStages()', () => {
  const layout = layoutStages(stages, 100, 20);

  test('draws every stage once', () => {
    expect(new Set(layout.boxes.map((box) => box.stage.key)).size).toBe(stages.length);
    expect(layout.boxes).toHaveLength(stages.length);
  });
  test('puts shared stages into the first lane and each repeat into its own', () => {
    expect(layout.lanes.map((lane) => lane.title)).toEqual([
      'Shared by several repeats',
      ...[1, 2, 3, 4, 5].map((repeat) => `Repeat ${repeat}, seed ${10 + repeat}`),
    ]);
    expect(layout.lanes[0]).toMatchObject({ total: 3, done: 3 });
  });
  test('draws no two boxes over each other', () => {
    const places = layout.boxes.map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
  });
  test('draws lines from left to right, none that a longer way makes needless', () => {
    for (const { from, to } of layout.edges) expect(from.column).toBeLessThan(to.column);
    const pairs = layout.edges.map(({ from, to }) => `${from.stage.key}>${to.stage.key}`);
    expect(pairs).toContain('import-dataset-0>pretrain-0');
    expect(pairs).not.toContain('import-dataset-0>tokenize-0');
  });
  test('keeps a chain of stages in one row, and every way to a result', () => {
    const rowOf = (key: string) => layout.boxes.find((box) => box.stage.key === key)?.y;
    expect(rowOf('embed-0-ft')).toBe(rowOf('fine-tune-0-ft'));
    expect(rowOf('evaluate-0-ft')).toBe(rowOf('fine-tune-0-ft'));
    expect(rowOf('evaluate-0-tiny')).toBe(rowOf('stage-two-0-2'));
  });
  test('draws of a folded lane only the heading', () => {
    const folded = layoutStages(stages, 100, 20, (title) => title.startsWith('Repeat 2'));
    expect(folded.lanes[2]).toMatchObject({ folded: true, total: layout.lanes[2]?.total, height: 28 });
    expect(folded.boxes).toHaveLength(stages.length - (folded.lanes[2]?.total ?? 0));
    expect(folded.lanes.map(({ active }) => active)).toEqual([false, true, false, false, false, false]);
    for (const { from, to } of folded.edges)
      for (const { stage } of [from, to]) expect(stage.repeats).not.toEqual([1]);
  });
  test('takes an experiment without stages', () => {
    expect(layoutStages([], 100, 20)).toMatchObject({ boxes: [], edges: [], height: 0 });
  });
});

describe('related()', () => {
  test('finds what leads to a stage and what follows from it', () => {
    const keys = related(stages, 'stage-one-0-1');
    expect(keys).toContain('post-train-0-dp');
    expect(keys).toContain('evaluate-0-tiny');
    expect(keys).not.toContain('fine-tune-0-ft');
    expect(keys).not.toContain('stage-one-1-1');
  });
});
