/** The columns of an efficiency table and how their values are written for people. */
import type { EfficiencyRow } from '#shared/contract/tables.ts';
import { parameterText, percent } from './table-text.ts';

/** Three significant digits at least, thousands apart: `12,345`, `87.3`, `0.412`. */
export function speedText(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Decimal megabytes. */
export const megabytes = (bytes: number): string => {
  const value = bytes / 1e6;
  return value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2);
};

export const milliseconds = (ms: number): string => (ms >= 10 ? ms.toFixed(1) : ms.toFixed(2));

interface Column {
  head: string;
  /** Null or undefined: nothing was measured. */
  cell: (row: EfficiencyRow) => string | null | undefined;
}

export const EFFICIENCY_COLUMNS: readonly Column[] = [
  { head: 'Layers', cell: ({ layers }) => String(layers) },
  { head: 'Parameters', cell: ({ measure }) => measure && parameterText(measure.parameters) },
  { head: 'Size (MB)', cell: ({ measure }) => measure && megabytes(measure.float32Bytes) },
  { head: 'News/s', cell: ({ measure }) => measure && speedText(measure.fastest.newsPerSecond) },
  { head: 'Rank p50 (ms)', cell: ({ measure }) => measure?.ranking && milliseconds(measure.ranking.p50Ms) },
  { head: 'Rank p95 (ms)', cell: ({ measure }) => measure?.ranking && milliseconds(measure.ranking.p95Ms) },
  { head: 'Memory (MB)', cell: ({ measure }) => measure && megabytes(measure.peakMemoryBytes) },
  { head: 'int8 (MB)', cell: ({ measure }) => measure?.onnx && megabytes(measure.onnx.int8.bytes) },
  {
    head: 'int8 news/s',
    cell: ({ measure }) => measure?.onnx && speedText(measure.onnx.int8.fastest.newsPerSecond),
  },
  { head: 'AUC', cell: ({ auc }) => auc && percent(auc.mean) },
];
