/** Where names stand beside the points of a scatter chart, so that they hide neither points nor each other. */

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface LabelledPoint {
  name: string;
  x: number;
  y: number;
}

export interface LabelStyle {
  /** Of the points. */
  radius: number;
  fontSize: number;
  /** Mean width of a character. */
  character: number;
}

export interface LabelPlace {
  x: number;
  /** Of the base line. */
  y: number;
  anchor: 'start' | 'end' | 'middle';
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Right, left, above or below its point: the first place where a name hides nothing. */
export function labelPlaces(
  points: readonly LabelledPoint[],
  within: Box,
  { radius, fontSize, character }: LabelStyle,
): LabelPlace[] {
  const gap = radius + 0.3 * fontSize;
  const drop = 0.3 * fontSize;
  const step = 1.23 * fontSize;
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - radius,
    right: x + radius,
    top: y - radius,
    bottom: y + radius,
  }));
  return points.map(({ name, x, y }) => {
    const width = character * [...name].length;
    const above = y - gap;
    const below = y + gap + 0.77 * fontSize;
    const places = [
      { x: x + gap, y: y + drop, anchor: 'start' as const, left: x + gap },
      { x: x - gap, y: y + drop, anchor: 'end' as const, left: x - gap - width },
      ...[above, below, above - step, below + step].map((base) => ({
        x,
        y: base,
        anchor: 'middle' as const,
        left: x - width / 2,
      })),
    ].map((place) => ({
      ...place,
      box: {
        left: place.left,
        right: place.left + width,
        top: place.y - 0.92 * fontSize,
        bottom: place.y + drop,
      },
    }));
    const free = places.find(
      ({ box }) =>
        box.left >= within.left &&
        box.right <= within.right &&
        box.top >= within.top &&
        box.bottom <= within.bottom &&
        !taken.some((other) => overlap(box, other)),
    );
    const chosen = free ?? places[x + gap + width <= within.right ? 0 : 1]!;
    taken.push(chosen.box);
    return { x: chosen.x, y: chosen.y, anchor: chosen.anchor };
  });
}
