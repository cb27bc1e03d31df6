/** A temporary folder per test file, removed at the end, and the paths of the fixtures. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export const WEIGHT_FIXTURES = join(import.meta.dirname, '../../fixtures/weights');

export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tnrlab-weights-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
