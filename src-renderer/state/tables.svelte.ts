/** All saved tables as rows, and what is done to a whole table: make, copy, remove with a way back. */
import type { TableDefinition, TableListRow } from '#shared/contract/paper-tables.ts';
import { lab } from '../api.ts';
import { language, t } from './language.svelte.ts';
import { onLabEvent } from './live.ts';
import { attempt, type Made } from './notices.svelte.ts';
import { Removal } from './removal.svelte.ts';
import { Resource } from './resource.svelte.ts';
import { router } from './route.svelte.ts';
import { forgetTable } from './table.svelte.ts';

/** Runs change in bursts, and with them which tables are old. */
const GATHER_MS = 500;
const LONGEST_NAME = 100;

/** What a new table starts from. */
export interface TableWish {
  experiments?: readonly string[];
  runs?: readonly string[];
  metrics?: readonly string[];
}

class Tables {
  private resource = $state.raw<Resource<TableListRow[]>>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly removal = new Removal(async (name) => {
    await lab.paperTables.remove({ name });
    forgetTable(name);
    this.drop(name);
  });

  /** Changed last first. */
  readonly rows: readonly TableListRow[] = $derived(
    this.removal.visible(this.resource?.value ?? []).sort((a, b) => b.updatedAt - a.updatedAt),
  );
  /** Those on their way out keep their name until they are gone. */
  readonly names: readonly string[] = $derived((this.resource?.value ?? []).map(({ name }) => name));

  get loaded(): boolean {
    return this.resource?.value !== undefined;
  }
  get slow(): boolean {
    return this.resource?.slow ?? false;
  }
  get error() {
    return this.resource?.error;
  }

  /** Every view of tables calls it when it is made. */
  watch(): void {
    if (this.resource) return;
    this.resource = new Resource(() => lab.paperTables.list());
    onLabEvent((event) => {
      if (event.type !== 'tables' && event.type !== 'runs') return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.reload(), GATHER_MS);
    });
  }

  reload(): void {
    void this.resource?.load();
  }

  removeLater(name: string): void {
    this.removal.later(name, t('tables.removed', { name }));
  }

  private drop(name: string): void {
    if (this.resource?.value) this.resource.value = this.resource.value.filter((row) => row.name !== name);
  }
}

export const tables = new Tables();

/** `name`, `name 2`, ...: the first that is not taken. */
export function freeName(name: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const end = n === 1 ? '' : ` ${n}`;
    const free = `${name.slice(0, LONGEST_NAME - end.length)}${end}`;
    if (!taken.includes(free)) return free;
  }
}

/** @throws AppError `conflict` where the name is taken */
export async function createTable(name: string, wish: TableWish): Promise<Made> {
  const definition = await lab.paperTables.propose({
    ...(wish.experiments && { experiments: [...wish.experiments] }),
    ...(wish.runs && { runs: [...wish.runs] }),
    ...(wish.metrics && wish.metrics.length > 0 && { metrics: [...wish.metrics] }),
  });
  return saveNew(name, { ...definition, language: language.shown });
}

/** Made and opened in one step, under the first free name. Gives whether it went well. */
export const makeTable = (name: string, wish: TableWish): Promise<boolean> =>
  attempt(async () => (await createTable(freeName(name, await takenNames()), wish)).show());

export const duplicateTable = (name: string): Promise<boolean> =>
  attempt(async () => {
    const { definition } = await lab.paperTables.get({ name });
    const made = await saveNew(freeName(t('tables.copyOf', { name }), await takenNames()), definition);
    made.show();
  });

const takenNames = async (): Promise<string[]> => (await lab.paperTables.list()).map(({ name }) => name);

/** @throws AppError `conflict` where the name is taken */
export async function saveNew(name: string, definition: TableDefinition): Promise<Made> {
  const saved = await lab.paperTables.save({ name, definition, isNew: true });
  return {
    text: t('tables.ready', { name: saved.name }),
    show: () => router.go({ view: 'table', name: saved.name }),
  };
}
