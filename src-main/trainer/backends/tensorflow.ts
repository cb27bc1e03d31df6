/** TensorFlow's native library through tfjs-node: an NVIDIA GPU, or the CPU with oneDNN. An optional dependency. */
import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '#shared/errors.ts';
import { quietly } from './backend.ts';
import type { Backend } from './backend.ts';

/** In the order tried. Held in variables so that the program type-checks without them. */
const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

/** The package's JavaScript uses two functions that Node 23 removed from `util`. */
function restoreRemovedFunctions(): void {
  const legacy = util as unknown as Record<string, unknown>;
  legacy['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  legacy['isArray'] ??= Array.isArray;
}

interface NodeBackend {
  isUsingGpuDevice?: boolean;
}

export const tensorflowBackend: Backend = {
  name: 'tensorflow',
  load: () =>
    quietly(async () => {
      restoreRemovedFunctions();
      process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
      const require = createRequire(import.meta.url);
      const reasons: string[] = [];
      for (const name of PACKAGES) {
        try {
          const loaded = require(name) as { version?: Record<string, string> };
          if (!(await tf.setBackend('tensorflow'))) throw new Error('its backend did not register');
          const { isUsingGpuDevice } = tf.backend() as unknown as NodeBackend;
          const device = isUsingGpuDevice ? 'TensorFlow, GPU' : 'TensorFlow, CPU';
          return { name: 'tensorflow', device, version: loaded.version?.['tfjs-node'] ?? 'unknown' };
        } catch (error) {
          const firstLine = (error as Error).message.split('\n')[0];
          reasons.push(`${name}: ${firstLine}`);
        }
      }
      throw AppError.of('unavailable', 'error.backend.tensorflow', { reasons: reasons.join('; ') });
    }),
};
