import { describe, expect, test, vi } from 'vitest';
import { gpuOf } from '#lab/system-metrics/read-gpu.ts';
import { cpuSecondsOf, memoryBytesOf, readProcesses } from '#lab/system-metrics/read-processes.ts';
import type { Reading, SystemReader } from '#lab/system-metrics/sample.ts';
import { SystemSampler } from '#lab/system-metrics/system-sampler.ts';
import { WorkerReader } from '#lab/system-metrics/worker-reader.ts';

/** As Linux writes it, of a process whose name is made to mislead. */
const STAT =
  '4321 (node) (x) y) S 4000 4321 4321 0 -1 4194304 90123 0 12 0 1234 66 0 0 20 0 11 0 98765 1188966400 40321 18446744073709551615 1 1 0 0 0 0 0 16781312 134234626 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0';
const STATUS =
  'Name:\tnode\nUmask:\t0022\nState:\tS (sleeping)\nVmPeak:\t 1200000 kB\nVmRSS:\t  161284 kB\nThreads:\t11\n';

describe('readProcesses()', () => {
  test('counts the fields of /proc after the name, whatever the name is', () => {
    expect(cpuSecondsOf(STAT)).toBe(13);
    expect(memoryBytesOf(STATUS)).toBe(161_284 * 1024);
    expect(memoryBytesOf('Name:\tnode\nState:\tZ (zombie)\n')).toBeNull();
  });
  test('reads this process and leaves out one that is gone', async () => {
    const found = await readProcesses([process.pid, 2 ** 22 + 1]);
    expect(Object.keys(found)).toEqual([String(process.pid)]);
    expect(found[process.pid]?.memoryBytes).toBeGreaterThan(1e7);
  });
});

describe('gpuOf()', () => {
  // The first line is what an idle H200 answered.
  const idle = '0, 0, 35';
  const busy = '20480, 87, 64';
  test('takes the device that is used most', () => {
    const used = { utilisation: 87, memoryBytes: 20_480 * 2 ** 20, temperature: 64 };
    expect(gpuOf(`${idle}\n${busy}\n`)).toEqual(used);
    expect(gpuOf(`${busy}\r\n${idle}\r\n`)).toEqual(used);
    expect(gpuOf(`${idle}\n`)).toEqual({ utilisation: 0, memoryBytes: 0, temperature: 35 });
  });
  test('leaves out what a device does not tell', () => {
    expect(gpuOf('512, [N/A], 41\n')).toEqual({
      utilisation: null,
      memoryBytes: 512 * 2 ** 20,
      temperature: 41,
    });
    expect(gpuOf('[N/A], [Not Supported], [N/A]\n')).toBeNull();
    expect(gpuOf('No devices were found\n')).toBeNull();
    expect(gpuOf('')).toBeNull();
  });
});

class ScriptedReader implements SystemReader {
  asked: { pids: readonly number[]; withGpu: boolean }[] = [];
  cpuSeconds = 0;
  fails = false;
  async read(pids: readonly number[], withGpu: boolean): Promise<Reading> {
    this.asked.push({ pids, withGpu });
    if (this.fails) throw new Error('no machine');
    this.cpuSeconds += 3;
    return {
      processes: { 7: { memoryBytes: 100, cpuSeconds: this.cpuSeconds } },
      machineBytes: 1000,
      gpu: withGpu ? { utilisation: 50, memoryBytes: 10, temperature: 60 } : null,
    };
  }
  close(): void {}
}

describe('SystemSampler', () => {
  const setUp = () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const reader = new ScriptedReader();
    const points: [string, number, Record<string, number>][] = [];
    const sampler = new SystemSampler(reader, (...point) => points.push(point));
    return { reader, points, sampler };
  };
  const settle = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    await Promise.resolve();
  };

  test('keeps memory, load of the interval, step and, less often, the GPU', async () => {
    const { reader, points, sampler } = setUp();
    sampler.watch('a', 7);
    sampler.started('a', 0);
    await settle(0);
    sampler.step('a', 12);
    await settle(2000);
    expect(points).toEqual([
      [
        'a',
        0,
        {
          'system/memory': 100,
          'system/machine-memory': 1000,
          'gpu/utilisation': 50,
          'gpu/memory': 10,
          'gpu/temperature': 60,
        },
      ],
      ['a', 2, { 'system/memory': 100, 'system/machine-memory': 1000, 'system/cpu': 150, 'system/step': 12 }],
    ]);
    sampler.ended('a');
    await settle(10_000);
    expect(reader.asked).toHaveLength(2);
    sampler.close();
    vi.useRealTimers();
  });

  test('goes on after a stop where it was', async () => {
    const { points, sampler } = setUp();
    sampler.watch('a', 7);
    sampler.started('a', 40);
    await settle(0);
    await settle(2000);
    expect(points.map(([, second]) => second)).toEqual([40, 42]);
    sampler.close();
    vi.useRealTimers();
  });

  test('gives up on a machine that cannot be read, and says nothing', async () => {
    const { reader, points, sampler } = setUp();
    reader.fails = true;
    sampler.watch('a', 7);
    sampler.started('a', 0);
    await settle(60_000);
    expect(reader.asked.length).toBe(5);
    expect(points).toEqual([]);
    sampler.close();
    vi.useRealTimers();
  });
});

test('WorkerReader reads this machine in a thread', async () => {
  const reader = new WorkerReader();
  const reading = await reader.read([process.pid], true);
  expect(reading.processes[process.pid]?.memoryBytes).toBeGreaterThan(1e7);
  expect(reading.machineBytes).toBeGreaterThan(1e7);
  reader.close();
});
