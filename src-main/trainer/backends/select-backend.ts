/** Chooses the backend of a run: the one asked for, or the first that loads and passes its self-test. */
import { AppError } from '#shared/errors.ts';
import { type Said, type SaidValue, say, wordsOf } from '#shared/messages/said.ts';
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

function reasonOf(error: unknown): SaidValue {
  if (error instanceof AppError && error.said) return error.said;
  return error instanceof Error ? error.message : String(error);
}

/**
 * Makes a backend tfjs's active one.
 * @throws AppError('unavailable') with the reason where the one asked for cannot be had
 */
export async function selectBackend(choice: BackendChoice): Promise<BackendInfo> {
  const reasons: Said[] = [];
  for (const backend of BACKENDS) {
    if (choice !== 'auto' && choice !== backend.name) continue;
    try {
      return await start(backend);
    } catch (error) {
      reasons.push(say('error.colon', { what: backend.name, why: reasonOf(error) }));
    }
  }
  const hint = say(choice === 'auto' ? 'error.backend.hintAuto' : 'error.backend.hintOne');
  throw AppError.of(
    'unavailable',
    'error.backend.none',
    { reasons: { each: reasons, between: '; ' }, hint },
    { reasons: reasons.map((reason) => wordsOf('en', reason)) },
  );
}
