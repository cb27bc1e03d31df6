import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { momentumBlocks, withMomentum } from '#ml/methods/momentum.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';

const all = (layers: number) => ({ layers, trainableLayers: layers });
const top = (layers: number, trainableLayers = 2) => ({ layers, trainableLayers });

it.each([
  { name: 'the paper: all layers train', student: all(4), teacher: all(12), blocks: [[0, [0, 1, 2]], [1, [3, 4, 5]], [2, [6, 7, 8]], [3, [9, 10, 11]]] },
  { name: 'the published code: the top two of both', student: top(4), teacher: top(12), blocks: [[2, [10]], [3, [11]]] },
  { name: 'the published code: a student of one layer', student: top(1), teacher: top(12), blocks: [[0, [10, 11]]] },
  { name: 'all layers, which k does not divide', student: all(2), teacher: all(3), blocks: [[0, [0, 1]], [1, [2]]] },
  { name: 'fewer trained in the teacher', student: top(4, 2), teacher: top(12, 1), blocks: [[2, [11]], [3, []]] },
  { name: 'nothing trained in the teacher', student: top(4), teacher: top(12, 0), blocks: [] },
])('momentumBlocks() of $name', ({ student, teacher, blocks }) => {
  expect([...momentumBlocks(student, teacher)]).toEqual(blocks);
}); // prettier-ignore

onEveryBackend(() => {
  it('withMomentum() adds the mean over block and teachers to student layers, and to nothing else', () => {
    const gradients = new Map(
      Object.entries({
        'plm.encoder.layer.0.w': [1, 2],
        'plm.encoder.layer.1.w': [3, 4],
        'plm.embeddings.word_embeddings.weight': [5, 5],
        'news.dense.weight': [6, 6],
        'teacher.0.plm.encoder.layer.2.w': [10, 0],
        'teacher.0.plm.encoder.layer.3.w': [20, 0],
        'teacher.1.plm.encoder.layer.2.w': [30, 8],
        'teacher.1.plm.encoder.layer.3.w': [40, 8],
      }).map(([name, values]) => [name, tf.tensor1d(values)] as const),
    );
    const left = tensorsLeft(() =>
      tf.tidy(() => {
        const blocks = new Map([
          [0, []],
          [1, [2, 3]],
        ]);
        const adjusted = withMomentum(gradients, blocks, 2, 0.1);
        expect([...adjusted.keys()]).toEqual([...gradients.keys()]);
        for (const [name, value] of adjusted)
          if (name !== 'plm.encoder.layer.1.w') expect(value, name).toBe(gradients.get(name));
        const [first, second] = adjusted.get('plm.encoder.layer.1.w')!.dataSync();
        expect(first).toBeCloseTo(0.1 * 25 + 0.9 * 3, 5);
        expect(second).toBeCloseTo(0.1 * 4 + 0.9 * 4, 5);
        expect(withMomentum(gradients, blocks, 2, 0)).toBe(gradients);
      }),
    );
    expect(left).toBe(0);
    tf.dispose([...gradients.values()]);
  });
});
