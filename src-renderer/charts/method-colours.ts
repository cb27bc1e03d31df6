/**
 * A method keeps its colour (Okabe-Ito, without the yellow that vanishes on white) and its mark everywhere: the first time a
 * label is seen it takes the least used place, and the choice is kept in this browser. Marks alone, full or hollow, tell 16
 * methods apart: what is printed in grey has no colours.
 */
const COLOURS = 7;
const SHAPES = ['circle', 'rectRot', 'triangle', 'rect', 'flipped', 'plus', 'hourglass', 'cross'] as const;
export type Shape = (typeof SHAPES)[number];
/** Of lines: another one where the colours begin again. */
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 2.5], [9, 3, 2, 3]];
/** Marks that differ without their colour. */
export const MARKS = 2 * SHAPES.length;
const STORAGE_KEY = 'tnrlab:method-colours';

export interface Mark {
  /** A CSS custom property of theme.css. */
  token: `--series-${number}`;
  shape: Shape;
  hollow: boolean;
  /** Lengths of line and gap in turn, px; empty: an unbroken line. */
  dash: readonly number[];
}

function readPlaces(): Record<string, number> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
    return stored !== null && typeof stored === 'object' ? (stored as Record<string, number>) : {};
  } catch {
    return {};
  }
}

const places = readPlaces();

/** Marks of the methods of one table; no two of them share a place, and up to MARKS of them no mark without its colour. */
export function marksOf(labels: readonly string[]): ReadonlyMap<string, Mark> {
  const look = (place: number): number => (labels.length > MARKS ? place : place % MARKS);
  const kept = new Set(labels.flatMap((label) => (places[label] === undefined ? [] : [look(places[label])])));
  const used = new Set<number>();
  const marks = new Map<string, Mark>();
  let isNew = false;
  for (const label of labels) {
    let place = places[label];
    if (place === undefined || used.has(look(place))) {
      let free = 0;
      while (kept.has(free) || used.has(free)) free++;
      // Two methods that met their places apart from each other: the second one moves, in this table only.
      if (place === undefined) {
        places[label] = free;
        isNew = true;
      }
      place = free;
    }
    used.add(look(place));
    marks.set(label, markAt(place));
  }
  if (isNew) localStorage.setItem(STORAGE_KEY, JSON.stringify(places));
  return marks;
}

/** By place; the first 112 are all different. */
export function markAt(place: number): Mark {
  return {
    token: `--series-${(place % COLOURS) + 1}`,
    shape: SHAPES[place % SHAPES.length] ?? 'circle',
    hollow: Math.floor(place / SHAPES.length) % 2 === 1,
    dash: DASHES[Math.floor(place / COLOURS) % DASHES.length] ?? [],
  };
}

/** The colour itself, for a canvas. */
export function tokenColour(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim();
}
