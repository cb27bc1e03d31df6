/** A small efficiency table with known numbers: one measured row, one without onnxruntime, one not measured yet. */
import type { EfficiencyMeasure, EfficiencyTable } from '#shared/contract/tables.ts';
import { cell } from './result-table-fixture.ts';

const speed = (batchSize: number, newsPerSecond: number) => ({
  batchSize,
  coldNewsPerSecond: newsPerSecond / 10,
  newsPerSecond,
});

const onnxMeasure = (bytes: number, newsPerSecond: number) => ({
  bytes,
  speeds: [speed(32, newsPerSecond)],
  fastest: speed(32, newsPerSecond),
  meanCosine: 0.9999,
  smallestCosine: 0.999,
  largestDifference: 0.01,
});

export function measure(newsPerSecond: number, change: Partial<EfficiencyMeasure> = {}): EfficiencyMeasure {
  return {
    parameters: 39_006_626,
    float32Bytes: 156_026_504,
    artifactBytes: 60_000_000,
    loadSeconds: 0.5,
    speeds: [speed(1, newsPerSecond / 2), speed(32, newsPerSecond)],
    fastest: speed(32, newsPerSecond),
    ranking: { impressions: 100, meanCandidates: 30, p50Ms: 0.5, p95Ms: 12.34 },
    peakMemoryBytes: 512_000_000,
    threads: 1,
    device: 'wasm, 1 core',
    onnx: {
      version: '1.30.0',
      float32: onnxMeasure(157_000_000, 2 * newsPerSecond),
      int8: onnxMeasure(41_000_000, 4 * newsPerSecond),
    },
    ...change,
  };
}

export const efficiencyTable = (): EfficiencyTable => ({
  experiment: 'demo',
  dataset: 'sample',
  split: 'test',
  rows: [
    { method: 'PLM-NR-4 (FT)', layers: 4, auc: cell([0.68, 0.7]), measure: measure(250) },
    { method: 'Tiny <1> & co', layers: 1, auc: cell([0.66]), measure: measure(12_000, { onnx: null }) },
    { method: '=Later', layers: 2, auc: null, measure: null },
  ],
  notes: ['Timed alone.'],
  says: [],
});
