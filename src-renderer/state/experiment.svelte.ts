/** One experiment in detail: its stages live, its table read again whenever an evaluation ends, or goes into the trash. */
import type { ExperimentDetail, LabEvent } from '#shared/contract/domain.ts';
import type { PublishedChoice, ResultTable } from '#shared/contract/tables.ts';
import { lab } from '../api.ts';
import { onLabEvent } from './live.ts';
import { Resource } from './resource.svelte.ts';

export class ExperimentStore {
  readonly name: string;
  readonly detail: Resource<ExperimentDetail>;
  readonly table: Resource<ResultTable>;
  /** Which of the paper's columns the table is asked for with. */
  published = $state<PublishedChoice>('none');
  private readonly stopListening: () => void;
  private tableTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string) {
    this.name = name;
    this.detail = new Resource(() => lab.experiments.get({ name }));
    this.table = new Resource(() => lab.tables.get({ name, published: this.published }));
    this.stopListening = onLabEvent((event) => this.receive(event));
  }

  showPublished(choice: PublishedChoice): void {
    this.published = choice;
    void this.table.load();
  }

  dispose(): void {
    clearTimeout(this.tableTimer);
    this.stopListening();
    this.detail.dispose();
    this.table.dispose();
  }

  private receive(event: LabEvent): void {
    const detail = this.detail.value;
    if (!detail) return;
    if (event.type === 'experiment' && event.row.name === this.name) {
      // Started again with another set of stages: the stages themselves must be read anew.
      if (event.row.stagesTotal !== detail.stagesTotal) void this.detail.load();
      this.detail.value = { ...detail, ...event.row };
    }
    if (event.type === 'runs') {
      const isShown = detail.stages.some(
        ({ key, kind }) => kind === 'evaluate' && (event.keys?.includes(key) ?? true),
      );
      if (isShown) this.readTableSoon();
    }
    if (event.type !== 'stage') return;
    const at = detail.stages.findIndex((stage) => stage.key === event.stage.key);
    const before = detail.stages[at];
    if (!before) return;
    const stages = detail.stages.slice();
    stages[at] = { ...before, ...event.stage };
    this.detail.value = { ...detail, stages };
    if (before.kind === 'evaluate' && event.stage.state === 'done' && before.state !== 'done')
      this.readTableSoon();
  }

  private readTableSoon(): void {
    clearTimeout(this.tableTimer);
    this.tableTimer = setTimeout(() => void this.table.load(), 300);
  }
}
