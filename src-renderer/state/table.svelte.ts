/**
 * One table being built: its definition, changed by edits that can be undone, saved at once, and the table as it prints.
 * What the lab has not taken yet is kept in this browser, so that nothing is lost when the window closes.
 */
import {
  type RenderedTable,
  type SavedTable,
  type TableDefinition,
  tableDefinitionSchema,
} from '#shared/contract/paper-tables.ts';
import { AppError } from '#shared/errors.ts';
import { lab } from '../api.ts';
import type { Edit } from '../tables/definition-edits.ts';
import { dropHistory, type EditHistory, historyOf, renameHistory } from '../tables/edit-history.ts';
import { onConnected, onLabEvent } from './live.ts';
import { Resource } from './resource.svelte.ts';

/** After the last key in a field; other edits are saved at once. */
const TYPING_PAUSE_MS = 250;
/** Runs change in bursts. */
const GATHER_MS = 300;

const draftKey = (name: string): string => `tnrlab:table-draft/${name}`;

export class TableStore {
  readonly name: string;
  readonly resource: Resource<SavedTable>;
  /** Edited, and not yet taken by the lab. */
  private draft = $state.raw<TableDefinition | undefined>();
  private history: EditHistory<TableDefinition>;
  canUndo = $state(false);
  canRedo = $state(false);
  /** Why the last edit is not saved. */
  saveError = $state.raw<AppError | undefined>();
  private saving: Promise<void> | undefined;
  /** Another name is on its way: an edit now would be saved under the old one. */
  private renaming = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readTimer: ReturnType<typeof setTimeout> | undefined;
  /** Events that our own changes will cause. */
  private expected = 0;
  private gone = false;
  private readonly stops: (() => void)[];

  get definition(): TableDefinition | undefined {
    return this.draft ?? this.resource.value?.definition;
  }
  /** As the lab rendered it last: a moment behind the definition while it is edited. */
  get table(): RenderedTable | undefined {
    return this.resource.value?.table;
  }
  get isSaved(): boolean {
    return this.draft === undefined;
  }

  constructor(name: string) {
    this.name = name;
    this.history = historyOf(name);
    this.draft = readDraft(name);
    this.resource = new Resource(async () => {
      const saved = await lab.paperTables.get({ name });
      if (!this.draft) {
        this.history.follow(saved.definition);
        this.tellHistory();
      }
      return saved;
    });
    this.tellHistory();
    this.stops = [
      onConnected(() => {
        this.expected = 0;
        if (this.draft) void this.save();
      }),
      onLabEvent((event) => {
        if (event.type === 'tables' && this.expected > 0) this.expected--;
        else if (event.type === 'tables' || event.type === 'runs') this.readSoon();
      }),
    ];
    if (this.draft) void this.save();
  }

  /** @param field set: typed into it, so that many of these are one step back */
  edit(edit: Edit, field?: string): void {
    const before = this.definition;
    if (!before || this.renaming) return;
    this.history.push(before, field);
    this.put(edit(before), field === undefined ? 0 : TYPING_PAUSE_MS);
  }

  undo(): void {
    const before = this.definition && this.history.undo(this.definition);
    if (before) this.put(before, 0);
  }

  redo(): void {
    const after = this.definition && this.history.redo(this.definition);
    if (after) this.put(after, 0);
  }

  /** Takes the runs as they are now. @throws AppError as the lab says it */
  async update(): Promise<void> {
    await this.settle();
    this.expected++;
    const updated = await lab.paperTables.update({ name: this.name });
    this.history.arrive(updated.definition);
    this.resource.value = updated;
  }

  /** Once all is saved. @throws AppError `conflict`, or why an edit is not saved */
  async rename(to: string): Promise<void> {
    await this.settle();
    this.expected++;
    this.renaming = true;
    try {
      await lab.paperTables.rename({ name: this.name, to });
      renameHistory(this.name, to);
    } finally {
      this.renaming = false;
    }
  }

  /** What is done to the table as a whole waits for its edits. @throws AppError why one of them is not saved */
  async settle(): Promise<void> {
    await this.save();
    if (this.draft && this.saveError) throw this.saveError;
  }

  /** Until the lab has all edits, or says why not. */
  save(): Promise<void> {
    clearTimeout(this.timer);
    return (this.saving ??= this.send().finally(() => (this.saving = undefined)));
  }

  private async send(): Promise<void> {
    try {
      for (let sent = this.draft; sent; sent = this.draft) {
        this.expected++;
        const saved = await lab.paperTables.save({ name: this.name, definition: sent });
        this.saveError = undefined;
        if (this.draft === sent) {
          this.draft = undefined;
          this.history.arrive(saved.definition);
          localStorage.removeItem(draftKey(this.name));
        }
        this.resource.value = saved;
      }
    } catch (thrown) {
      this.expected = 0;
      this.saveError = AppError.from(thrown);
    }
  }

  dispose(): void {
    this.gone = true;
    for (const stop of this.stops) stop();
    clearTimeout(this.readTimer);
    if (this.draft) void this.save();
    this.resource.dispose();
  }

  private put(definition: TableDefinition, waitMs: number): void {
    this.draft = definition;
    this.history.arrive(definition);
    localStorage.setItem(draftKey(this.name), JSON.stringify(definition));
    this.tellHistory();
    clearTimeout(this.timer);
    if (waitMs === 0) void this.save();
    else this.timer = setTimeout(() => void this.save(), waitMs);
  }

  private tellHistory(): void {
    this.canUndo = this.history.canUndo;
    this.canRedo = this.history.canRedo;
  }

  private readSoon(): void {
    clearTimeout(this.readTimer);
    this.readTimer = setTimeout(() => {
      if (!this.gone && !this.draft) void this.resource.load();
    }, GATHER_MS);
  }
}

/** Nothing of a removed table is for another one of its name. */
export function forgetTable(name: string): void {
  localStorage.removeItem(draftKey(name));
  dropHistory(name);
}

function readDraft(name: string): TableDefinition | undefined {
  try {
    const read = tableDefinitionSchema.safeParse(JSON.parse(localStorage.getItem(draftKey(name)) ?? 'null'));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
