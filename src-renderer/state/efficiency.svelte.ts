/** The efficiency table of one experiment, read again when more of its stages are done, or runs change. */
import type { EfficiencyTable } from '#shared/contract/tables.ts';
import { lab } from '../api.ts';
import { onLabEvent } from './live.ts';
import { Resource } from './resource.svelte.ts';

export class EfficiencyStore {
  readonly table: Resource<EfficiencyTable>;
  private readonly stopListening: () => void;
  private stagesDone: number | undefined;

  constructor(name: string) {
    this.table = new Resource(() => lab.tables.efficiency({ name }));
    this.stopListening = onLabEvent((event) => {
      // One of its runs may have gone into the trash.
      if (event.type === 'runs') void this.table.load();
      if (event.type !== 'experiment' || event.row.name !== name) return;
      if (event.row.stagesDone === this.stagesDone) return;
      this.stagesDone = event.row.stagesDone;
      void this.table.load();
    });
  }

  dispose(): void {
    this.stopListening();
    this.table.dispose();
  }
}
