/** The machine a figure was measured on, as one line under it. */
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** @param extra e.g. the browser's version */
export function machineLine(...extra: string[]): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  const parts = [
    `${availableParallelism()} x ${model}`,
    memory,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
  ];
  return [...parts, ...extra].join(', ');
}

/** The value below which a share of the sorted values lies, e.g. 0.95; of a few values the nearest higher one. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
