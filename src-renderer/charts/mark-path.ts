/** Outlines of the shapes that stand for methods, around the origin. */
import type { Mark, Shape } from './method-colours.ts';

type Corner = readonly [x: number, y: number];

const PLUS: readonly Corner[] = [
  [-0.42, -1.2],
  [0.42, -1.2],
  [0.42, -0.42],
  [1.2, -0.42],
  [1.2, 0.42],
  [0.42, 0.42],
  [0.42, 1.2],
  [-0.42, 1.2],
  [-0.42, 0.42],
  [-1.2, 0.42],
  [-1.2, -0.42],
  [-0.42, -0.42],
];
const turned = ([x, y]: Corner): Corner => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2];

/** In radii. Half a side is as long as makes all shapes look equally large. */
const CORNERS: Readonly<Record<Exclude<Shape, 'circle'>, readonly Corner[]>> = {
  rectRot: [
    [0, -1.2],
    [1.2, 0],
    [0, 1.2],
    [-1.2, 0],
  ],
  triangle: [
    [0, -1.15],
    [1.15, 0.9],
    [-1.15, 0.9],
  ],
  rect: [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  flipped: [
    [0, 1.15],
    [1.15, -0.9],
    [-1.15, -0.9],
  ],
  plus: PLUS,
  hourglass: [
    [-1.05, -1.1],
    [1.05, -1.1],
    [-1.05, 1.1],
    [1.05, 1.1],
  ],
  cross: PLUS.map(turned),
};

const short = (value: number): number => Math.round(value * 1000) / 1000;

export function markPath(shape: Shape, radius: number): string {
  const r = short(radius);
  if (shape === 'circle') return `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`;
  const corners = CORNERS[shape].map(([x, y]) => `${short(x * radius)} ${short(y * radius)}`);
  return `M${corners.join('L')}Z`;
}

/** How a mark is drawn: a hollow one is an outline in its colour, no larger than a full one, with the ground inside. */
export function markStyle(
  { shape, hollow }: Pick<Mark, 'shape' | 'hollow'>,
  radius: number,
): { path: string; strokeWidth: number } {
  if (!hollow) return { path: markPath(shape, radius), strokeWidth: 1 };
  const strokeWidth = Math.max(1.25, radius * 0.32);
  return { path: markPath(shape, radius - strokeWidth / 2), strokeWidth };
}

/** On a canvas, at a place. @param colours of the mark, and of the ground around and in it */
export function paintMark(
  ctx: CanvasRenderingContext2D,
  mark: Pick<Mark, 'shape' | 'hollow'>,
  { x, y, radius }: { x: number; y: number; radius: number },
  { colour, ground }: { colour: string; ground: string },
): void {
  const { path, strokeWidth } = markStyle(mark, radius);
  const outline = new Path2D(path);
  ctx.save();
  ctx.translate(x, y);
  ctx.setLineDash([]);
  ctx.lineJoin = 'miter';
  ctx.lineWidth = strokeWidth;
  ctx.fillStyle = mark.hollow ? ground : colour;
  ctx.strokeStyle = mark.hollow ? colour : ground;
  ctx.fill(outline);
  ctx.stroke(outline);
  ctx.restore();
}
