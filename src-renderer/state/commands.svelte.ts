/**
 * What the command palette offers beside the places: sources that views and stores register. Sources are read while
 * the palette is open, in a `$derived`, so that labels follow the language and the data.
 */
import { onDestroy } from 'svelte';

export const COMMAND_GROUPS = [
  'view',
  'place',
  'action',
  'experiment',
  'run',
  'table',
  'dataset',
  'model',
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

export interface Command {
  /** Unique and lasting: what was used lately is kept by it, e.g. `experiment/main-table`. */
  id: string;
  group: CommandGroup;
  /** In the language shown. */
  label: string;
  /** A quiet word behind it, e.g. a run's method and seed. */
  note?: string;
  /** Also found by these words. */
  words?: string;
  /** A shortcut that does the same, as state/shortcuts.svelte.ts writes it. */
  keys?: string;
  run: () => void;
}
export type CommandSource = () => readonly Command[];

const RECENT_KEY = 'tnrlab:recent-commands';
const RECENT = 8;

class Commands {
  private sources = new Set<CommandSource>();
  recent = $state.raw<readonly string[]>(readRecent());

  /** Gives the function that takes it out again. */
  register(source: CommandSource): () => void {
    this.sources.add(source);
    return () => this.sources.delete(source);
  }

  /** All that there is now. */
  read(): Command[] {
    return [...this.sources].flatMap((source) => source());
  }

  run(command: Command): void {
    this.recent = [command.id, ...this.recent.filter((id) => id !== command.id)].slice(0, RECENT);
    localStorage.setItem(RECENT_KEY, JSON.stringify(this.recent));
    command.run();
  }
}

function readRecent(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(RECENT_KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

export const commands = new Commands();

/** Registers a source for as long as the calling component lives; call it while the component is set up. */
export function useCommands(source: CommandSource): void {
  onDestroy(commands.register(source));
}
