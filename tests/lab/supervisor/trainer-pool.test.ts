import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TrainerPool } from '#lab/supervisor/trainer-pool.ts';

const entry = fileURLToPath(new URL('../../fixtures/scripted-trainer.ts', import.meta.url));
const program = { entry, nodePath: process.execPath, heapMegabytes: 512, threads: 2 };

test('give() keeps a child warm only where it is of the present program', async () => {
  const pool = new TrainerPool(program, 10_000, 500);
  const first = pool.take('wasm');
  pool.give(first.trainer, 'wasm');
  expect(pool.take('wasm')).toEqual({ trainer: first.trainer, warm: true });
  // It was at work while the slots, and with them its threads, changed.
  pool.use({ ...program, threads: 1 });
  pool.give(first.trainer, 'wasm');
  const next = pool.take('wasm');
  expect(next.warm).toBe(false);
  pool.dismiss(next.trainer);
  await pool.close();
});
