/**
 * NVIDIA's devices as the driver's own tool tells them; other makers' tell nothing. Why not the library that reads the
 * rest: docs/decisions/gpu-readings.md.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GpuReading } from './sample.ts';

const MEBIBYTE = 2 ** 20;
const QUERY = ['memory.used', 'utilization.gpu', 'temperature.gpu'];
/** The driver may be loaded for the question alone, which takes seconds. */
const TIMEOUT_MS = 10_000;

/** A device that does not know a value writes words in its place, such as `[N/A]`. */
function numberOf(text: string | undefined): number | null {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * Of several devices the one with most memory in use: that is where a trainer works.
 * @param lines of the tool: mebibytes, percent and Celsius, with commas between them
 * @returns null when no device tells anything
 */
export function gpuOf(lines: string): GpuReading | null {
  const readings = lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): GpuReading => {
      const [memory = null, utilisation = null, temperature = null] = line.split(',').map(numberOf);
      return { utilisation, memoryBytes: memory === null ? null : memory * MEBIBYTE, temperature };
    })
    .filter((reading) => Object.values(reading).some((value) => value !== null));
  const [busiest] = readings.sort((a, b) => (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0));
  return busiest ?? null;
}

/** Null: no device, or no driver for it. */
export async function readGpu(): Promise<GpuReading | null> {
  const query = [`--query-gpu=${QUERY.join(',')}`, '--format=csv,noheader,nounits'];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query, {
      timeout: TIMEOUT_MS,
      windowsHide: true,
    });
    return gpuOf(stdout);
  } catch {
    return null;
  }
}
