/**
 * The one registry of keyboard shortcuts: views register theirs while they are shown, the help sheet lists what is
 * registered. Matching is tinykeys'; here is who may hear a key, and when.
 */
import { createKeybindingsHandler } from 'tinykeys';
import { onDestroy } from 'svelte';

export interface Shortcut {
  /** As tinykeys writes it: `/`, `n`, `g r` (one after the other), `$mod+k` (Ctrl, on a Mac ⌘), `Shift+ArrowDown`. */
  keys: string;
  /** What it does, in the language shown: `() => t('runs.key.select')`. */
  label: () => string;
  /** Left out: the component hears the key itself (arrows in a table), and the help sheet only lists it. */
  run?: (event: KeyboardEvent) => void;
  /** Default: always. */
  enabled?: () => boolean;
  /** Also while a field or a menu has the focus or a dialog is open; only for keys with Ctrl or ⌘. Default: no. */
  whileTyping?: boolean;
}

export interface ShortcutGroup {
  /** Heading in the help sheet, in the language shown. */
  title: () => string;
  shortcuts: readonly Shortcut[];
}

const STORAGE_KEY = 'tnrlab:single-keys';
const TYPING =
  'input:not([type=checkbox], [type=radio], [type=button], [type=range]), select, textarea, [contenteditable=true], [contenteditable=""]';
/** Menus and panels that lie over the view hear their keys themselves; a list that stands in the view is none of them. */
const OVER = '[role=dialog], [role=alertdialog], [role=menu]';
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

class Shortcuts {
  /** The youngest last: where two groups hold the same keys, the youngest enabled one hears them. */
  groups = $state.raw<readonly ShortcutGroup[]>([]);
  /** Keys without Ctrl or ⌘ can be switched off, for those who dictate (WCAG 2.1.4). */
  singleKeys = $state(localStorage.getItem(STORAGE_KEY) !== 'off');

  chooseSingleKeys(on: boolean): void {
    this.singleKeys = on;
    localStorage.setItem(STORAGE_KEY, on ? 'on' : 'off');
  }

  /** Gives the function that takes the group out again. */
  register(group: ShortcutGroup): () => void {
    this.put([...this.registered, group]);
    return () => this.put(this.registered.filter((other) => other !== group));
  }
  /** Not read from `groups`: a view that goes reads state as it was before the one that comes had registered. */
  private registered: readonly ShortcutGroup[] = [];
  private put(groups: readonly ShortcutGroup[]): void {
    this.registered = groups;
    this.groups = groups;
  }

  /** Listens as long as the page lives; call once. */
  start(): void {
    let known: readonly ShortcutGroup[] | undefined;
    let hear: EventListener = () => {};
    addEventListener('keydown', (event) => {
      if (known !== this.groups) {
        known = this.groups;
        hear = createKeybindingsHandler(this.bindings(), { ignore: (press) => ignored(press) });
      }
      hear(event);
    });
  }

  /** Sequences come first, so that `g e` is not heard as `e`. */
  private bindings(): Record<string, (event: KeyboardEvent) => void> {
    const all = this.groups.flatMap((group) => group.shortcuts.filter(({ run }) => run));
    const keys = [...new Set(all.map((shortcut) => shortcut.keys))].sort(
      (a, b) => b.split(' ').length - a.split(' ').length,
    );
    return Object.fromEntries(
      keys.map((one) => [anyShift(one), (event: KeyboardEvent) => this.hear(one, event)]),
    );
  }

  private hear(keys: string, event: KeyboardEvent): void {
    const busy = isBusy(event.target);
    for (const { shortcuts } of [...this.groups].reverse()) {
      const found = shortcuts.find(
        (one) =>
          one.keys === keys &&
          one.run &&
          (one.enabled?.() ?? true) &&
          (one.whileTyping || !busy) &&
          (this.singleKeys || /\$mod|Control|Meta|Alt|Escape/.test(one.keys)),
      );
      if (!found) continue;
      event.preventDefault();
      found.run?.(event);
      return;
    }
  }
}

/** A sign such as `/` or `?` needs Shift on some keyboards and not on others. */
function anyShift(keys: string): string {
  return keys
    .split(' ')
    .map((press) => (/^[^a-z0-9]$/i.test(press) ? `[Shift]+[Alt]+${press}` : press))
    .join(' ');
}

function ignored(event: KeyboardEvent): boolean {
  if (event.repeat || event.isComposing || event.defaultPrevented) return true;
  return isBusy(event.target) && !event.ctrlKey && !event.metaKey;
}

/** In a field, in a menu or panel, or behind an open dialog. */
function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]:modal')) return true;
  return target instanceof Element && target.closest(`${TYPING}, ${OVER}`) !== null;
}

export const shortcuts = new Shortcuts();

/** Registers a group for as long as the calling component lives; call it while the component is set up. */
export function useShortcuts(title: () => string, list: readonly Shortcut[]): void {
  onDestroy(shortcuts.register({ title, shortcuts: list }));
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Space: '␣',
  $mod: isMac ? '⌘' : 'Ctrl',
  Alt: isMac ? '⌥' : 'Alt',
};

/** The caps to draw, press by press: `g r` -> [['G'], ['R']], `$mod+k` -> [['Ctrl', 'K']]. */
export function keyCaps(keys: string): string[][] {
  return keys
    .split(' ')
    .map((press) =>
      (press === '+' ? [press] : press.split('+')).map(
        (key) => NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key),
      ),
    );
}

/** For a tooltip: "Filter (/)", "New experiment (N)". */
export const withKeys = (text: string, keys: string): string =>
  `${text} (${keyCaps(keys)
    .map((caps) => caps.join('+'))
    .join(' ')})`;
