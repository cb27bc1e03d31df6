import { expect, it } from 'vitest';
import { MessageWriter } from '#data/onnx/message-writer.ts';
import { PRODUCT_RANGE, quantiseRows, transposed } from '#data/onnx/quantise.ts';

it('quantiseRows() maps the largest magnitude of each row to the range and the rest within half a step', () => {
  const weights = Float32Array.of(1, -2, 0.5, 0, 0, 0, -0.01, 0.02, 0.005);
  const { values, scales } = quantiseRows(weights, 3, PRODUCT_RANGE);
  expect([...values.slice(0, 3)]).toEqual([32, -64, 16]);
  expect([...values.slice(3, 6)]).toEqual([0, 0, 0]);
  weights.forEach((weight, i) => {
    const scale = scales[Math.floor(i / 3)]!;
    expect(Math.abs(values[i]! * scale - weight)).toBeLessThanOrEqual(scale / 2 + 1e-7);
  });
});

it('transposed() turns rows into columns', () => {
  expect([...transposed(Float32Array.of(1, 2, 3, 4, 5, 6), 2)]).toEqual([1, 4, 2, 5, 3, 6]);
});

it('MessageWriter writes fields as the wire format has them', () => {
  const bytes = (message: MessageWriter) => message.parts.flatMap((part) => [...(part as Uint8Array)]);
  // The examples of the format's documentation: field 1 = 150; field 2 = "testing"; a message within field 3.
  const inner = new MessageWriter().integer(1, 150);
  expect(bytes(inner)).toEqual([0x08, 0x96, 0x01]);
  expect(bytes(new MessageWriter().text(2, 'testing'))).toEqual([
    0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
  ]);
  expect(bytes(new MessageWriter().message(3, inner))).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  expect(bytes(new MessageWriter().integer(1, -1))).toEqual([0x08, ...Array<number>(9).fill(0xff), 0x01]);
});
