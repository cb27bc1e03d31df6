/**
 * A method keeps its colour (Okabe-Ito, without the yellow that vanishes on white) and its shape everywhere: the first
 * time a label is seen it takes the least used place, and the choice is kept in this browser.
 */
const PLACES = 7;
const SHAPES = ['circle', 'rectRot', 'triangle', 'rect'] as const;
export type Shape = (typeof SHAPES)[number];
const STORAGE_KEY = 'tnrlab:method-colours';

export interface Mark {
  /** A CSS custom property of theme.css. */
  token: `--series-${number}`;
  shape: Shape;
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

/** Marks of the methods of one table; no two of them share a place. */
export function marksOf(labels: readonly string[]): ReadonlyMap<string, Mark> {
  const kept = new Set(labels.map((label) => places[label]).filter((place) => place !== undefined));
  const used = new Set<number>();
  const marks = new Map<string, Mark>();
  let isNew = false;
  for (const label of labels) {
    let place = places[label];
    if (place === undefined || used.has(place)) {
      let free = 0;
      while (kept.has(free) || used.has(free)) free++;
      // Two methods that met their places apart from each other: the second one moves, in this table only.
      if (place === undefined) {
        places[label] = free;
        isNew = true;
      }
      place = free;
    }
    used.add(place);
    marks.set(label, markAt(place));
  }
  if (isNew) localStorage.setItem(STORAGE_KEY, JSON.stringify(places));
  return marks;
}

function markAt(place: number): Mark {
  const shape = SHAPES[(place + Math.floor(place / PLACES)) % SHAPES.length] ?? 'circle';
  return { token: `--series-${(place % PLACES) + 1}`, shape };
}

/** The colour itself, for a canvas. */
export function tokenColour(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim();
}
