/** The embedded backend: tfjs's WebAssembly kernels with SIMD, with our own for what they do slowly or leak. */
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '#shared/errors.ts';
import { quietly } from './backend.ts';
import type { Backend } from './backend.ts';
import { registerWasmKernels } from './wasm-kernels/register.ts';

export const wasmBackend: Backend = {
  name: 'wasm',
  load: () =>
    quietly(async () => {
      tf.enableProdMode(); // no greeting on the console, no checks meant for authors of kernels
      const { setWasmPaths, version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm');
      const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
      setWasmPaths(`${path.dirname(entry)}${path.sep}`);
      if (!(await tf.setBackend('wasm'))) throw AppError.of('unavailable', 'error.backend.wasm');
      await registerWasmKernels();
      return { name: 'wasm', device: 'WebAssembly SIMD, 1 core', version };
    }),
};
