/** How many stages this machine runs at once, and what each of them may use. */
import { availableParallelism, totalmem } from 'node:os';
import type { Device } from '#shared/contract/queue.ts';

/** What one trainer needs at least; larger models need fewer slots, set by hand. */
const BYTES_PER_SLOT = 1.5 * 2 ** 30;
/** The rest is for the system, the window and the lab. */
const SHARE_OF_MEMORY = 0.75;

export function defaultSlots(cores = availableParallelism(), memoryBytes = totalmem()): number {
  return Math.max(1, Math.min(cores, Math.floor((memoryBytes * SHARE_OF_MEMORY) / BYTES_PER_SLOT)));
}

/** TensorFlow takes most of a GPU's memory at its start, so a second stage there is the user's decision. */
export const DEFAULT_GPU_SLOTS = 1;

/** Threads of one trainer, so that all of them together keep the cores busy once. */
export function threadsPerSlot(slots: number, cores = availableParallelism()): number {
  return Math.max(1, Math.floor(cores / slots));
}

/** JavaScript heap of one trainer in MB: data sets live there, tensors do not. */
export function heapMegabytes(slots: number, memoryBytes = totalmem()): number {
  const share = (memoryBytes * SHARE_OF_MEMORY) / slots / 2 ** 20;
  return Math.round(Math.min(8192, Math.max(512, share)));
}

/** The name under which the number of a device's slots is kept. */
export const slotsSetting = (device: Device) => `slots/${device}` as const;
