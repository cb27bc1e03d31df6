/** Which entries of the palette fit what was typed, and in what order. */
import { computeCommandScore } from 'bits-ui';
import { type Command, COMMAND_GROUPS } from '../state/commands.svelte.ts';

const SHOWN = 50;
/** Scoring is slow, and the window may know ten thousand runs. */
const SCORED = 400;
/** Of the best score: what holds the letters only somewhere is left out where something fits well. */
const FAR_BEHIND = 0.1;
/** Of each kind of thing, before anything is typed: the rest is found by name. */
const SHOWN_UNASKED = 5;

export interface Ranked {
  command: Command;
  /** Chosen lately; only told before anything is typed. */
  recent: boolean;
}

/** @param recent ids, the last one first */
export function rank(commands: readonly Command[], query: string, recent: readonly string[]): Ranked[] {
  const wanted = folded(query.trim());
  if (wanted === '') return unasked(commands, recent);
  const asked = wanted.split(/\s+/);
  const fitting = likeliest(commands, asked).flatMap(({ command, at }) => {
    const score = scoreOf(foldedOf(command), asked);
    return score > 0 ? [{ command, score: score + bonus(command, recent), at }] : [];
  });
  const least = FAR_BEHIND * Math.max(0, ...fitting.map(({ score }) => score));
  return fitting
    .filter(({ score }) => score >= least)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, SHOWN)
    .map(({ command }) => ({ command, recent: false }));
}

function unasked(commands: readonly Command[], recent: readonly string[]): Ranked[] {
  const byId = new Map(commands.map((command) => [command.id, command]));
  const lately = recent.map((id) => byId.get(id)).filter((command) => command !== undefined);
  const rest = COMMAND_GROUPS.flatMap((group) => {
    const members = commands.filter((command) => command.group === group && !lately.includes(command));
    return ['view', 'action', 'place'].includes(group) ? members : members.slice(0, SHOWN_UNASKED);
  });
  return [
    ...lately.map((command) => ({ command, recent: true })),
    ...rest.map((command) => ({ command, recent: false })),
  ];
}

interface Placed {
  command: Command;
  at: number;
}

/** Those that hold all letters; of too many those first that hold the words as they stand. */
function likeliest(commands: readonly Command[], asked: readonly string[]): Placed[] {
  const found = commands.flatMap((command, at) => {
    const { text, words } = foldedOf(command);
    let whole = 0;
    for (const word of asked) {
      if (!holds(text, word) && !holds(words, word)) return [];
      if (` ${text}`.includes(` ${word}`)) whole += 2;
      else if (text.includes(word) || words.includes(word)) whole += 1;
    }
    return [{ command, at, whole }];
  });
  if (found.length <= SCORED) return found;
  return found.sort((a, b) => b.whole - a.whole || a.at - b.at).slice(0, SCORED);
}

/** The mean over the words asked for, in whatever order they were typed; 0 where one of them does not fit. */
function scoreOf({ text, words }: { text: string; words: string }, asked: readonly string[]): number {
  let sum = 0;
  for (const word of asked) {
    const score = computeCommandScore(text, word, words ? [words] : []);
    if (score === 0) return 0;
    sum += score;
  }
  return sum / asked.length;
}

/** What was chosen lately, and what the view itself offers, wins where two fit alike. */
function bonus({ id, group }: Command, recent: readonly string[]): number {
  const lately = recent.indexOf(id);
  return (lately < 0 ? 0 : 0.06 - lately * 0.005) + (group === 'view' ? 0.02 : 0);
}

const kept = new WeakMap<Command, { text: string; words: string }>();

function foldedOf(command: Command): { text: string; words: string } {
  let found = kept.get(command);
  if (!found) {
    found = {
      text: folded(`${command.label} ${command.note ?? ''}`),
      words: folded(command.words ?? ''),
    };
    kept.set(command, found);
  }
  return found;
}

/** Without case and accents: "etapa" finds "Época" no less than "epoca". */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

function holds(text: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
