import { describe, expect, test } from 'vitest';
import { DeviceBook } from '#lab/queue/devices.ts';
import type { Job } from '#lab/queue/job.ts';
import type { BackendChoice } from '#shared/trainer-protocol/messages.ts';

const gpu = { backend: 'tensorflow', version: '4', device: 'TensorFlow, GPU' };
const wasm = { backend: 'wasm', version: '4', device: 'WebAssembly SIMD, 2 cores' };
const job = (backend: BackendChoice, kind: 'pretrain' | 'tokenize' = 'pretrain') =>
  ({ config: { kind }, backend }) as Pick<Job, 'config' | 'backend'>;

describe('DeviceBook', () => {
  test('knows files, wasm and cpu for the processor’s, and learns the others from stages that started', () => {
    const book = new DeviceBook(null);
    expect(book.of(job('wasm'))).toBe('processor');
    expect(book.of(job('auto', 'tokenize'))).toBe('processor');
    expect(book.of(job('auto'))).toBeNull();
    book.learn('auto', { backend: 'none', version: '', device: 'files only' });
    expect(book.of(job('auto'))).toBeNull();
    book.learn('auto', wasm);
    expect(book.of(job('auto'))).toBe('processor');
    expect(book.of(job('tensorflow'))).toBeNull();
    expect(book.hasGpu()).toBe(false);
    book.learn('tensorflow', gpu);
    expect([book.of(job('auto')), book.of(job('tensorflow')), book.hasGpu()]).toEqual(['gpu', 'gpu', true]);
    expect(book.nameOf('gpu')).toBe('TensorFlow, GPU');
  });

  test('takes over what computed last only where it says what `auto` finds', () => {
    expect(new DeviceBook(gpu).of(job('auto'))).toBe('gpu');
    const book = new DeviceBook(wasm);
    expect(book.of(job('auto'))).toBeNull();
    expect(book.nameOf('processor')).toBe('WebAssembly SIMD, 2 cores');
  });
});
