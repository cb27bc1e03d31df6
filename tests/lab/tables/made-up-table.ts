/** Made-up runs for tables, a source that finds them, and the rendered table of them. */
import {
  type RenderedTable,
  type TableDefinition,
  type TableDefinitionInput,
  tableDefinitionSchema,
  type TableSource,
} from '#shared/contract/paper-tables.ts';
import { readPaperResults } from '#lab/published/paper-results.ts';
import { renderPaperTable } from '#lab/tables/render.ts';
import { takeSnapshot } from '#lab/tables/resolve.ts';
import type { FoundRuns, RunSource, Snapshot, TableRun } from '#lab/tables/table-run.ts';
import path from 'node:path';

export const PAPER = readPaperResults(
  path.join(import.meta.dirname, '..', '..', '..', 'resources', 'paper-results.json'),
);

/** An evaluation of `method` with one seed. */
export function tableRun(
  method: string,
  seed: number,
  metrics: Record<string, number>,
  more: Partial<TableRun> = {},
): TableRun {
  return {
    key: `${method}-${seed}-evaluated`,
    kind: 'evaluate',
    experiments: ['main'],
    dataset: 'news',
    dataKey: 'd'.repeat(64),
    split: 'test',
    preset: 'paper',
    backend: 'wasm',
    numericsVersion: 1,
    commit: 'c0ffee',
    labVersion: '0.1.0',
    selection: 'last',
    checkpoints: [`${method}-${seed}-model`],
    endedAt: 1,
    importedFrom: null,
    metrics,
    recipe: method,
    label: method,
    abstractsForBodies: false,
    impressions: 200,
    skipped: 0,
    meanOver: 'both-classes',
    teachers: null,
    ...more,
  };
}

/** Runs in memory; a test takes some away or adds others. The method of a run is its recipe. */
export class MadeUpRuns implements RunSource {
  readonly runs = new Map<string, { run: TableRun; seed: number; method: string }>();
  readonly trashed = new Set<string>();
  /** Looked at how often. */
  finds = 0;

  add(method: string, seed: number, metrics: Record<string, number>, more: Partial<TableRun> = {}): this {
    const run = tableRun(method, seed, metrics, more);
    this.runs.set(run.key, { run, seed, method });
    return this;
  }

  find(sources: readonly TableSource[]): FoundRuns {
    this.finds++;
    const all = [...this.runs.values()].filter(({ run }) => !this.trashed.has(run.key));
    const found = sources.map((source) =>
      'runs' in source
        ? source.runs.flatMap((key) => all.filter(({ run }) => run.key === key))
        : all.filter(
            ({ run, method }) => method === source.method && run.experiments.includes(source.experiment),
          ),
    );
    return {
      repeats: found.map((list) => list.map(({ run, seed }) => ({ run: run.key, seed }))),
      runs: Object.fromEntries(found.flat().map(({ run }) => [run.key, run])),
    };
  }

  fate(key: string): 'there' | 'trashed' | 'purged' {
    if (!this.runs.has(key)) return 'purged';
    return this.trashed.has(key) ? 'trashed' : 'there';
  }
}

/** A row of a method of the experiment `main`, with the method as its id and label. */
export const rowOf = (
  method: string,
  more: Partial<TableDefinition['rows'][number]> = {},
): TableDefinitionInput['rows'][number] => ({
  id: method,
  kind: 'runs',
  label: method,
  sources: [{ experiment: 'main', method }],
  ...more,
});

export const columnOf = (
  metric: string,
  more: Partial<TableDefinition['columns'][number]> = {},
): TableDefinitionInput['columns'][number] => ({ id: metric, metric, ...more });

export const definitionOf = (
  rows: TableDefinitionInput['rows'],
  columns: TableDefinitionInput['columns'],
  more: Partial<TableDefinitionInput> = {},
): TableDefinition => tableDefinitionSchema.parse({ rows, columns, ...more });

export const snapshotOf = (definition: TableDefinition, source: RunSource): Snapshot =>
  takeSnapshot(definition, source, null, 1_000);

export const render = (
  definition: TableDefinition,
  source: RunSource,
  name = 'Main results',
): RenderedTable =>
  renderPaperTable({ name, definition, snapshot: snapshotOf(definition, source), paper: PAPER });

/** Four methods, five seeds, two metrics and the size: what a paper's table looks like. */
export function usualRuns(): MadeUpRuns {
  const source = new MadeUpRuns();
  const methods: [string, number, number][] = [
    ['PLM-NR-12 (DP)', 0.7102, 109.89e6],
    ['TinyBERT-4', 0.7055, 53.18e6],
    ['NewsBERT-4', 0.7062, 53.18e6],
    ['Tiny-NewsRec-4', 0.7119, 53.18e6],
  ];
  // Deviations from the mean that add up to nothing, another order for each method.
  const noise = [-0.0008, 0.0005, 0.0001, -0.0004, 0.0006];
  methods.forEach(([method, auc, parameters], m) => {
    for (let seed = 1; seed <= 5; seed++) {
      const own = noise[(seed + m) % 5]! + 0.0005 * Math.sin(seed);
      source.add(method, seed, { auc: auc + own, mrr: auc / 2 + 0.7 * own, parameters });
    }
  });
  return source;
}

export const usualDefinition = (more: Partial<TableDefinitionInput> = {}): TableDefinition =>
  definitionOf(
    ['PLM-NR-12 (DP)', 'TinyBERT-4', 'NewsBERT-4', 'Tiny-NewsRec-4'].map((method) =>
      rowOf(method, method === 'PLM-NR-12 (DP)' ? { published: 'PLM-NR-12 (DP)' } : {}),
    ),
    [columnOf('parameters'), columnOf('auc'), columnOf('mrr')],
    { reference: 'PLM-NR-12 (DP)', ...more },
  );
