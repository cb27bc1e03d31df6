import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { SavedTable, TableDefinition } from '#shared/contract/paper-tables.ts';
import { tableDefinitionSchema } from '#shared/contract/paper-tables.ts';
import { AppError } from '#shared/errors.ts';

const calls: string[] = [];
const stored = new Map<string, TableDefinition>();
let answers: (() => void)[] = [];
let refuses = false;
/** Answers of the lab wait until the test lets them go. */
const held = (): Promise<void> => new Promise((resolve) => answers.push(resolve));
const release = async (): Promise<void> => {
  for (const go of answers.splice(0)) go();
  await new Promise((resolve) => setTimeout(resolve));
};
const savedOf = (name: string): SavedTable =>
  ({ name, definition: stored.get(name)!, table: {}, updatedAt: 0 }) as unknown as SavedTable;

vi.mock('../../src-renderer/api.ts', () => ({
  connection: { state: 'open' },
  lab: {
    paperTables: {
      get: async ({ name }: { name: string }) => savedOf(name),
      save: async ({ name, definition }: { name: string; definition: TableDefinition }) => {
        calls.push(`save ${name} ${definition.caption}`);
        await held();
        if (refuses) throw new AppError('bad-input', 'The caption is too long.');
        stored.set(name, definition);
        return savedOf(name);
      },
      rename: async ({ name, to }: { name: string; to: string }) => {
        calls.push(`rename ${name} ${to}`);
        stored.set(to, stored.get(name)!);
        stored.delete(name);
      },
    },
  },
}));
vi.mock('../../src-renderer/state/live.ts', () => ({
  onConnected: () => () => undefined,
  onLabEvent: () => () => undefined,
}));
const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
});
const { forgetTable, TableStore } = await import('../../src-renderer/state/table.svelte.ts');

const definition = (caption: string): TableDefinition =>
  tableDefinitionSchema.parse({ rows: [], columns: [], caption });
const caption =
  (text: string) =>
  (before: TableDefinition): TableDefinition => ({ ...before, caption: text });

async function open(name: string): Promise<InstanceType<typeof TableStore>> {
  const store = new TableStore(name);
  await vi.waitFor(() => expect(store.definition).toBeDefined());
  return store;
}

describe('TableStore', () => {
  beforeEach(() => {
    calls.length = 0;
    answers = [];
    refuses = false;
    stored.clear();
    for (const name of ['T', 'U']) forgetTable(name);
    stored.set('T', definition('first'));
  });

  test('rename() waits for every edit, also for those made while another one is saved', async () => {
    const store = await open('T');
    store.edit(caption('second'));
    store.edit(caption('third'));
    const renamed = store.rename('U');
    await release();
    expect(calls).toEqual(['save T second', 'save T third']);
    await release();
    await renamed;
    expect(calls.at(-1)).toBe('rename T U');
    expect([...stored].map(([name, { caption: text }]) => `${name} ${text}`)).toEqual(['U third']);
  });

  test('rename() fails with the reason why an edit is not saved', async () => {
    const store = await open('T');
    refuses = true;
    store.edit(caption('much too long'));
    const renamed = expect(store.rename('U')).rejects.toThrow('The caption is too long.');
    await release();
    await renamed;
    expect(calls).toEqual(['save T much too long']);
    expect(store.definition?.caption).toBe('much too long');
  });

  test('there is no way back over a change that was made elsewhere, nor into a removed table', async () => {
    const store = await open('T');
    store.edit(caption('mine'));
    await release();
    store.dispose();
    expect((await open('T')).canUndo).toBe(true);
    stored.set('T', definition('theirs'));
    const again = await open('T');
    expect(again.canUndo).toBe(false);
    again.edit(caption('mine again'));
    await release();
    forgetTable('T');
    stored.set('T', definition('new'));
    const fresh = await open('T');
    expect([fresh.definition?.caption, fresh.canUndo]).toEqual(['new', false]);
  });
});
