/** What every backend of the trainer offers: a name, and a way to load it lazily. Choosing is select-backend.ts's. */

export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

export interface BackendInfo {
  name: BackendName;
  /** For people and for the run's record, e.g. `1 core, SIMD` or the GPU's name. */
  device: string;
  /** Version of the package that computes. */
  version: string;
}

export interface Backend {
  name: BackendName;
  /** Loads the package and makes it tfjs's active backend. @throws where this machine lacks it */
  load: () => Promise<BackendInfo>;
}

/**
 * Runs `work` with tfjs's warnings of start-up silenced: it greets on the console, which is the trainer's channel to
 * nobody.
 */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { warn, log, info } = console;
  const silent = () => undefined;
  Object.assign(console, { warn: silent, log: silent, info: silent });
  try {
    return await work();
  } finally {
    Object.assign(console, { warn, log, info });
  }
}
