/** Access to the memory of tfjs's wasm backend: tensors as byte offsets, new tensors, scratch space. */
import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '#shared/errors.ts';

/** The part of tfjs's BackendWasm that is used; it has no public form. */
export interface WasmBackend {
  wasm: { asm: Record<string, unknown> };
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  disposeData(dataId: object): boolean;
  incRef(dataId: object): void;
}

/** The memory object that tfjs's module exports. */
export function memoryOf(backend: WasmBackend): WebAssembly.Memory {
  const memory = Object.values(backend.wasm.asm).find((value) => value instanceof WebAssembly.Memory);
  if (!memory) throw AppError.of('unavailable', 'error.backend.memoryShared');
  return memory as WebAssembly.Memory;
}

/** Byte offset of a tensor's values; 0 for a tensor that is not given, which kernels read as "none". */
export function offsetOf(backend: WasmBackend, tensor: tf.TensorInfo | undefined): number {
  return tensor ? backend.dataIdMap.get(tensor.dataId).memoryOffset : 0;
}

/** WebAssembly's 32-bit addresses end here; tfjs would take the remainder and write over other tensors. */
const ADDRESSABLE_BYTES = 2 ** 32;

/** A new float32 tensor, not initialised. @throws AppError('out-of-memory') where the 4 GB are used up */
export function allocate(backend: WasmBackend, shape: number[]): tf.TensorInfo {
  const bytes = tf.util.sizeFromShape(shape) * 4;
  const info = bytes < ADDRESSABLE_BYTES ? backend.makeOutput(shape, 'float32') : undefined;
  if (info && (bytes === 0 || offsetOf(backend, info) !== 0)) return info;
  throw AppError.of('out-of-memory', 'error.backend.memory', { megabytes: Math.ceil(bytes / 2 ** 20) });
}

/** Runs `work` with scratch memory of this many bytes. */
export function withScratch(backend: WasmBackend, bytes: number, work: (offset: number) => void): void {
  const info = allocate(backend, [Math.ceil(bytes / 4)]);
  try {
    work(offsetOf(backend, info));
  } finally {
    backend.disposeData(info.dataId);
  }
}
