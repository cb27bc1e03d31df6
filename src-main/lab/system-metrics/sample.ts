/** What is measured of a running stage besides its metrics, and under which names it is kept among its points. */

/** What one look at a process tells; CPU time since it started. */
export interface ProcessReading {
  memoryBytes: number;
  /** Null where the system does not say it. */
  cpuSeconds: number | null;
}

/** Of the device that is used most. */
export interface GpuReading {
  /** Percent. */
  utilisation: number | null;
  memoryBytes: number | null;
  /** Celsius. */
  temperature: number | null;
}

export interface Reading {
  /** By process id; those that are gone are left out. */
  processes: Readonly<Record<number, ProcessReading>>;
  machineBytes: number | null;
  /** Null: there is none, or it was not asked for. */
  gpu: GpuReading | null;
}

/** Asks for readings; how and where is the reader's business. */
export interface SystemReader {
  /** @param withGpu it costs a process each time */
  read(pids: readonly number[], withGpu: boolean): Promise<Reading>;
  close(): void;
}

/** Points along seconds since the stage started; percent of one core. */
export const SYSTEM_METRICS = {
  memory: 'system/memory',
  machineMemory: 'system/machine-memory',
  cpu: 'system/cpu',
  /** Step at that second, so that curves over steps can be drawn over time. */
  step: 'system/step',
  gpuUtilisation: 'gpu/utilisation',
  gpuMemory: 'gpu/memory',
  gpuTemperature: 'gpu/temperature',
} as const;
