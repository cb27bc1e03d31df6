/** The reference backend: tfjs's plain JavaScript kernels. Slow; for tests and as the last resort. */
import * as tf from '@tensorflow/tfjs-core';
import { quietly } from './backend.ts';
import type { Backend } from './backend.ts';

export const cpuBackend: Backend = {
  name: 'cpu',
  load: () =>
    quietly(async () => {
      tf.enableProdMode(); // no greeting on the console, no checks meant for authors of kernels
      const { version_cpu: version } = await import('@tensorflow/tfjs-backend-cpu');
      await tf.setBackend('cpu');
      return { name: 'cpu', device: 'JavaScript, 1 core', version };
    }),
};
