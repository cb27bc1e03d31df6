/** The GPU as systeminformation reads it (of NVIDIA's driver tool); other makers' devices tell it nothing. */
import { graphics, type Systeminformation } from 'systeminformation';
import type { GpuReading } from './sample.ts';

const MEBIBYTE = 2 ** 20;

type Controller = Systeminformation.GraphicsControllerData;

/** Of several devices the one with most memory in use: that is where a trainer works. Null: none tells anything. */
export function gpuOf(controllers: readonly Partial<Controller>[]): GpuReading | null {
  const [busiest] = controllers
    // The library leaves out a value of zero.
    .filter(({ memoryTotal }) => (memoryTotal ?? 0) > 0)
    .sort((a, b) => (b.memoryUsed ?? 0) - (a.memoryUsed ?? 0));
  if (!busiest) return null;
  return {
    utilisation: busiest.utilizationGpu ?? 0,
    memoryBytes: (busiest.memoryUsed ?? 0) * MEBIBYTE,
    temperature: busiest.temperatureGpu ?? null,
  };
}

export async function readGpu(): Promise<GpuReading | null> {
  return gpuOf((await graphics()).controllers);
}
