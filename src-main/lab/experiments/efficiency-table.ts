/**
 * The efficiency table of an experiment: what its efficiency stages measured, one line per row, beside the row's AUC. Rows
 * that were not measured yet have no measurement.
 */
import { methodLabel } from '#shared/config/methods.ts';
import type {
  EfficiencyMeasure,
  EfficiencyRow,
  EfficiencyTable,
  ResultNote,
} from '#shared/contract/tables.ts';
import { withNotes } from '#shared/note-words.ts';
import {
  efficiencySummarySchema,
  type EfficiencySummary,
  type EncodingSpeed,
} from '#shared/trainer-protocol/messages.ts';
import type { ExperimentRecord } from '../store/experiment-table.ts';
import type { Store } from '../store/store.ts';
import { buildResultTable } from './result-table.ts';

interface Measured {
  summary: EfficiencySummary;
  /** E.g. `wasm, 1 core, SIMD`. */
  device: string | null;
}

export function buildEfficiencyTable(store: Store, record: ExperimentRecord): EfficiencyTable {
  const results = buildResultTable(store, record);
  const { measured, trashed } = measuredRows(store, record);
  const rows = record.config.methods.map((method, index): EfficiencyRow => {
    const label = methodLabel(method);
    const found = measured.get(label);
    const result = results.rows[index]!;
    return {
      method: label,
      layers: result.layers,
      auc: result.metrics.auc,
      measure: found ? measureOf(found) : null,
    };
  });
  const { experiment, dataset, split } = results;
  return {
    experiment,
    dataset,
    split,
    rows,
    ...withNotes(notesFor(rows, trashed, record.config.efficiency)),
  };
}

/** By label; and how many more rows were measured by runs that are in the trash. */
function measuredRows(
  store: Store,
  { name }: ExperimentRecord,
): { measured: Map<string, Measured>; trashed: number } {
  let trashed = 0;
  const measured = new Map<string, Measured>();
  for (const { key, methods } of store.experiments.places(name, 'efficiency')) {
    const stage = store.stages.get(key);
    const summary = efficiencySummarySchema.safeParse(stage?.summary);
    if (stage?.state !== 'done' || !summary.success) continue;
    if (store.runs.isTrashed(key)) {
      trashed += methods.length;
      continue;
    }
    const device = stage.device && `${stage.device.backend}, ${stage.device.device}`;
    for (const method of methods) measured.set(method, { summary: summary.data, device });
  }
  return { measured, trashed };
}

const fastest = (speeds: readonly EncodingSpeed[]): EncodingSpeed =>
  speeds.reduce((best, speed) => (speed.newsPerSecond > best.newsPerSecond ? speed : best));

function measureOf({ summary, device }: Measured): EfficiencyMeasure {
  const { onnx } = summary;
  return {
    ...summary,
    device,
    fastest: fastest(summary.speeds),
    onnx: onnx && {
      version: onnx.version,
      float32: { ...onnx.float32, fastest: fastest(onnx.float32.speeds) },
      int8: { ...onnx.int8, fastest: fastest(onnx.int8.speeds) },
    },
  };
}

function notesFor(rows: readonly EfficiencyRow[], trashed: number, wanted: boolean): ResultNote[] {
  const measures = rows.flatMap(({ measure }) => measure ?? []);
  if (!wanted) return [{ code: 'not-asked', values: {} }];
  const notes: ResultNote[] = [{ code: 'timed-alone', values: {} }];
  const say = (code: ResultNote['code'], values: ResultNote['values']): void =>
    void notes.push({ code, values });
  const devices = [...new Set(measures.flatMap(({ device }) => device ?? []))].sort();
  if (devices.length > 0) say('devices', { devices: devices.join('; ') });
  const threads = [...new Set(measures.map((measure) => measure.threads))];
  const versions = [...new Set(measures.flatMap(({ onnx }) => onnx?.version ?? []))];
  if (versions.length > 0)
    say('onnx', {
      versions: versions.join(', '),
      threads: threads.join(' / '),
      most: Math.max(...threads),
    });
  const without = measures.filter(({ onnx }) => !onnx).length;
  if (without > 0) say('without-onnx', { count: without });
  const open = rows.length - measures.length - trashed;
  if (open > 0) say('not-measured', { open, of: rows.length });
  if (trashed > 0) say('trashed-rows', { count: trashed, of: rows.length });
  return notes;
}
