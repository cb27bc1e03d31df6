/** Runs for the tests of the table's rules: plain, with what a test is about said beside it. */
import type { Run } from '#shared/contract/runs.ts';

let made = 0;

export function makeRun(about: Partial<Run> = {}): Run {
  made++;
  return {
    key: made.toString(16).padStart(64, '0'),
    kind: 'evaluate',
    title: 'Evaluate',
    renamed: false,
    state: 'done',
    experiments: ['main-table'],
    methods: ['NewsBERT-4'],
    layers: 4,
    seed: 1,
    recipe: 'r1',
    dataset: 'mind-small',
    plm: 'unilm',
    preset: 'paper',
    startedAt: 1_000,
    endedAt: 61_000,
    progress: null,
    device: { backend: 'wasm', version: '1', device: 'CPU' },
    bytes: 1_000_000,
    metrics: {},
    error: null,
    importedFrom: null,
    tags: [],
    note: '',
    starred: false,
    archived: false,
    trashedAt: null,
    ...about,
  };
}
