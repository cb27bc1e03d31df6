/** Chooses the backend of a run: the one asked for, or the first that loads and passes its self-test. */
import { AppError } from '#shared/errors.ts';
import type { Backend, BackendInfo, BackendName } from './backend.ts';
import { cpuBackend } from './cpu.ts';
import { selfTest } from './self-test.ts';
import { tensorflowBackend } from './tensorflow.ts';
import { wasmBackend } from './wasm.ts';

export type BackendChoice = 'auto' | BackendName;

/** In the order in which `auto` tries them. */
const BACKENDS: readonly Backend[] = [tensorflowBackend, wasmBackend, cpuBackend];

async function start(backend: Backend): Promise<BackendInfo> {
  const info = await backend.load();
  selfTest(backend.name);
  return info;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Makes a backend tfjs's active one.
 * @throws AppError('unavailable') with the reason where the one asked for cannot be had
 */
export async function selectBackend(choice: BackendChoice): Promise<BackendInfo> {
  const reasons: string[] = [];
  for (const backend of BACKENDS) {
    if (choice !== 'auto' && choice !== backend.name) continue;
    try {
      return await start(backend);
    } catch (error) {
      reasons.push(`${backend.name}: ${reasonOf(error)}`);
    }
  }
  const hint = choice === 'auto' ? 'Run "tnrlab doctor" to see what is missing.' : 'Choose "auto" or "wasm".';
  throw new AppError('unavailable', `No backend could be started (${reasons.join('; ')}). ${hint}`, {
    reasons,
  });
}
