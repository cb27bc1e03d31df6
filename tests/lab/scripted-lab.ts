/** A lab on a real folder with real child processes that follow a script instead of training. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLab, type LabOptions, type OpenLab } from '#lab/lab.ts';
import type { ExperimentInput } from '#shared/config/experiment.ts';
import type { Plan } from '#tests/fixtures/scripted-trainer.ts';

const trainerEntry = fileURLToPath(new URL('../fixtures/scripted-trainer.ts', import.meta.url));

export interface StartedStage {
  kind: string;
  seed: number;
  /** Step of the checkpoint it went on from. */
  from: number;
  pid: number;
}

export class ScriptedLab {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-test-'));
  readonly workspace = path.join(this.folder, 'workspace');
  readonly notes: string[] = [];
  private readonly open: OpenLab[] = [];

  constructor(plan: Plan = {}) {
    this.plan(plan);
  }

  /** For children that start from now on. */
  plan(plan: Plan): void {
    writeFileSync(path.join(this.folder, 'plan.json'), JSON.stringify(plan));
    process.env.SCRIPTED_TRAINER_PLAN = path.join(this.folder, 'plan.json');
  }

  async start(options: Partial<LabOptions> = {}): Promise<OpenLab> {
    const timings = { hangMs: 5000, stopMs: 3000, terminateMs: 500, idleMs: 100, ...options.timings };
    const onLog: LabOptions['onLog'] = ({ message }) => this.notes.push(message);
    const lab = await createLab({
      workspace: this.workspace,
      trainerEntry,
      slots: 2,
      onLog,
      ...options,
      timings,
    });
    this.open.push(lab);
    return lab;
  }

  /** A source folder whose content is `text`. */
  source(name: string, text = name): string {
    const folder = path.join(this.folder, 'sources', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'news.tsv'), text);
    return folder;
  }

  /** With a dataset `news` imported. */
  async startWithData(options: Partial<LabOptions> = {}): Promise<OpenLab> {
    const lab = await this.start(options);
    await lab.importDataset('news', this.source('news'));
    return lab;
  }

  /** Every start of a stage so far, imports left out. */
  started(): StartedStage[] {
    const text = readFileSync(path.join(this.folder, 'runs.jsonl'), 'utf8');
    const runs = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as StartedStage);
    return runs.filter(({ kind }) => !kind.startsWith('import'));
  }

  async close(): Promise<void> {
    for (const lab of this.open.splice(0)) await lab.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const plm = {
  pretrain: 'general-text',
  layers: 4,
  hiddenSize: 16,
  heads: 2,
  intermediateSize: 32,
} as const;

/** One method, one repeat: pretrain, tokenize, fine-tune, embed, evaluate. */
export const smallExperiment: ExperimentInput = {
  name: 'small',
  dataset: 'news',
  plm,
  repeats: 1,
  methods: [{ method: 'PLM-NR', variant: 'FT', layers: 2 }],
};

/** Waits until `condition` holds. */
export async function until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error('The condition did not come true in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
