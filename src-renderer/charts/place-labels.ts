/** Names beside points: where two would meet, the later one moves up, down or to the other side. */
import { textWidth } from './text-fit.ts';

export interface PlacedLabel {
  text: string;
  /** Its left end and its middle, px. */
  x: number;
  y: number;
}

const LINE = 15;
const GAP = 9;

export function placeLabels(
  points: readonly { x: number; y: number; text: string }[],
  frame: { left: number; right: number; top: number; bottom: number },
): PlacedLabel[] {
  const placed: (PlacedLabel & { width: number })[] = [];
  for (const { x, y, text } of points) {
    const width = textWidth(text);
    const places = [0, -1, 1, -2, 2].flatMap((step) =>
      [x + GAP, x - GAP - width].map((at) => ({ x: at, y: y + step * LINE })),
    );
    const isFree = (place: { x: number; y: number }): boolean =>
      place.x >= frame.left &&
      place.x + width <= frame.right &&
      place.y > frame.top - LINE &&
      place.y < frame.bottom &&
      placed.every(
        (other) =>
          place.x >= other.x + other.width ||
          other.x >= place.x + width ||
          Math.abs(place.y - other.y) >= LINE,
      );
    const last = { x: Math.max(frame.left, Math.min(x + GAP, frame.right - width)), y };
    placed.push({ text, width, ...(places.find(isFree) ?? last) });
  }
  return placed.map(({ text, x, y }) => ({ text, x, y }));
}
