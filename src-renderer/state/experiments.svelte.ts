/** All experiments as rows, kept up to date by events. A removal can be undone until its notice leaves. */
import type { ExperimentRow } from '#shared/contract/domain.ts';
import { lab } from '../api.ts';
import { onLabEvent } from './live.ts';
import { Removal } from './removal.svelte.ts';
import { Resource } from './resource.svelte.ts';
import { t } from '../state/language.svelte.ts';

class Experiments {
  private readonly resource = new Resource(() => lab.experiments.list());
  private readonly removal = new Removal((name) => lab.experiments.remove({ name }));

  rows = $derived(this.removal.visible(this.resource.value ?? []).sort((a, b) => b.createdAt - a.createdAt));

  get loaded(): boolean {
    return this.resource.value !== undefined;
  }
  get slow(): boolean {
    return this.resource.slow;
  }
  get error() {
    return this.resource.error;
  }

  constructor() {
    onLabEvent((event) => {
      if (event.type === 'experiment') this.put(event.row);
      if (event.type === 'experiment-removed') this.drop(event.name);
    });
  }

  reload(): void {
    void this.resource.load();
  }

  removeLater(name: string): void {
    this.removal.later(name, t('experiments.removed', { name }));
  }

  private put(row: ExperimentRow): void {
    const rows = this.resource.value;
    if (!rows) return;
    const at = rows.findIndex((other) => other.name === row.name);
    this.resource.value = at < 0 ? [...rows, row] : [...rows.slice(0, at), row, ...rows.slice(at + 1)];
  }

  private drop(name: string): void {
    this.resource.value = this.resource.value?.filter((row) => row.name !== name);
  }
}

export const experiments = new Experiments();
