import { expect, it } from 'vitest';
import { loadOnnxRuntime } from '#trainer/onnx/onnx-runtime.ts';

it('loadOnnxRuntime() says which package is missing and how to get it', () => {
  expect(() => loadOnnxRuntime('onnxruntime-not-there')).toThrow(
    /optional package onnxruntime-not-there does not load .*npm install --include=optional/,
  );
});
