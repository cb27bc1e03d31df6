/**
 * Samples memory, CPU and GPU while stages run, as points of these stages. It serves the eye alone: nothing of it enters an
 * artifact or a key, and whatever goes wrong here leaves the stages alone.
 */
import { type Reading, SYSTEM_METRICS as METRICS, type SystemReader } from './sample.ts';

export interface SamplerTimings {
  everyMs: number;
  /** The GPU is asked through a command of its driver, a process of 30 ms each time. */
  gpuEveryMs: number;
}

const TIMINGS: SamplerTimings = { everyMs: 2_000, gpuEveryMs: 4_000 };
/** After so many failures in a row the machine is taken for one that cannot be read. */
const FAILURES_IN_A_ROW = 5;

/** @param second since the stage started, going on after a stop where it was */
export type RecordSample = (key: string, second: number, values: Record<string, number>) => void;

interface Watched {
  pid: number;
  /** Null until the stage says that it started. */
  startedAtMs: number | null;
  firstSecond: number;
  step: number | null;
  lastCpu: { seconds: number; atMs: number } | null;
  lastSecond: number;
}

export class SystemSampler {
  private readonly reader: SystemReader;
  private readonly record: RecordSample;
  private readonly timings: SamplerTimings;
  private readonly watched = new Map<string, Watched>();
  private timer: NodeJS.Timeout | undefined;
  private reading = false;
  private failures = 0;
  private gpuAskedAtMs = -Infinity;

  constructor(reader: SystemReader, record: RecordSample, timings: SamplerTimings = TIMINGS) {
    this.reader = reader;
    this.record = record;
    this.timings = timings;
  }

  /** A process took the stage; sampling begins with `started()`. */
  watch(key: string, pid: number | undefined): void {
    if (pid === undefined) return;
    const none = { startedAtMs: null, firstSecond: 0, step: null, lastCpu: null, lastSecond: -1 };
    this.watched.set(key, { pid, ...none });
  }

  /** @param firstSecond where the seconds of an earlier part ended */
  started(key: string, firstSecond: number): void {
    const stage = this.watched.get(key);
    if (!stage || this.failures >= FAILURES_IN_A_ROW) return;
    Object.assign(stage, { startedAtMs: performance.now(), firstSecond, lastSecond: firstSecond - 1 });
    this.timer ??= setInterval(() => void this.sample(), this.timings.everyMs).unref();
    void this.sample();
  }

  step(key: string, step: number): void {
    const stage = this.watched.get(key);
    if (stage) stage.step = step;
  }

  ended(key: string): void {
    this.watched.delete(key);
    if (this.watched.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  close(): void {
    this.watched.clear();
    clearInterval(this.timer);
    this.timer = undefined;
    this.reader.close();
  }

  private async sample(): Promise<void> {
    // A slow answer is waited for, not asked for twice.
    if (this.reading || this.watched.size === 0) return;
    this.reading = true;
    const now = performance.now();
    const withGpu = now - this.gpuAskedAtMs >= this.timings.gpuEveryMs;
    if (withGpu) this.gpuAskedAtMs = now;
    try {
      const pids = [...new Set([...this.watched.values()].map(({ pid }) => pid))];
      const reading = await this.reader.read(pids, withGpu);
      this.failures = 0;
      for (const [key, stage] of this.watched) this.keep(key, stage, reading);
    } catch {
      if (++this.failures >= FAILURES_IN_A_ROW) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
    } finally {
      this.reading = false;
    }
  }

  private keep(key: string, stage: Watched, reading: Reading): void {
    const usage = reading.processes[stage.pid];
    if (stage.startedAtMs === null || !usage) return;
    const atMs = performance.now();
    const second = stage.firstSecond + Math.round((atMs - stage.startedAtMs) / 1000);
    if (second <= stage.lastSecond) return;
    stage.lastSecond = second;
    const values: Record<string, number> = { [METRICS.memory]: usage.memoryBytes };
    if (reading.machineBytes !== null) values[METRICS.machineMemory] = reading.machineBytes;
    if (usage.cpuSeconds !== null) {
      const { lastCpu } = stage;
      if (lastCpu)
        values[METRICS.cpu] = (100_000 * (usage.cpuSeconds - lastCpu.seconds)) / (atMs - lastCpu.atMs);
      stage.lastCpu = { seconds: usage.cpuSeconds, atMs };
    }
    if (stage.step !== null) values[METRICS.step] = stage.step;
    const { utilisation, memoryBytes, temperature } = reading.gpu ?? {};
    if (utilisation != null) values[METRICS.gpuUtilisation] = utilisation;
    if (memoryBytes != null) values[METRICS.gpuMemory] = memoryBytes;
    if (temperature != null) values[METRICS.gpuTemperature] = temperature;
    this.record(key, second, values);
  }
}
