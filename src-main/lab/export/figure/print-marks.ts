/** Marks that tell rows apart in colour and in grey: Okabe and Ito's colours, each with a shape, full or hollow. */
import { COLOURS, line, px } from '../svg-parts.ts';

const SHAPES = ['circle', 'diamond', 'triangle', 'square', 'plus', 'flipped'] as const;

export interface RowMark {
  colour: string;
  shape: (typeof SHAPES)[number];
  hollow: boolean;
}

/** By place of the row in its table: 12 differ without their colours, 84 with them. */
export const rowMark = (place: number): RowMark => ({
  colour: COLOURS[place % COLOURS.length] as string,
  shape: SHAPES[place % SHAPES.length] as RowMark['shape'],
  hollow: Math.floor(place / SHAPES.length) % 2 === 1,
});

const polygon = (x: number, y: number, corners: readonly (readonly [number, number])[]): string =>
  `M${corners.map(([dx, dy]) => `${px(x + dx)} ${px(y + dy)}`).join('L')}Z`;

/** A mark about `radius` around its middle. @param title shown over it */
export function markShape(
  { colour, shape, hollow }: RowMark,
  x: number,
  y: number,
  radius: number,
  title = '',
): string {
  const paint = hollow
    ? `fill="#fff" stroke="${colour}" stroke-width="${px(0.4 * radius)}"`
    : `fill="${colour}"`;
  const inside = title === '' ? '/>' : `>${title}`;
  if (shape === 'circle')
    return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" ${paint}${inside}${title === '' ? '' : '</circle>'}`;
  const r = radius;
  const corners: Readonly<
    Record<Exclude<RowMark['shape'], 'circle'>, readonly (readonly [number, number])[]>
  > = {
    diamond: [
      [-1.25 * r, 0],
      [0, -1.25 * r],
      [1.25 * r, 0],
      [0, 1.25 * r],
    ],
    triangle: [
      [-1.15 * r, 0.85 * r],
      [0, -1.15 * r],
      [1.15 * r, 0.85 * r],
    ],
    flipped: [
      [-1.15 * r, -0.85 * r],
      [0, 1.15 * r],
      [1.15 * r, -0.85 * r],
    ],
    square: [
      [-0.9 * r, -0.9 * r],
      [0.9 * r, -0.9 * r],
      [0.9 * r, 0.9 * r],
      [-0.9 * r, 0.9 * r],
    ],
    plus: [
      [-0.4 * r, -1.2 * r],
      [0.4 * r, -1.2 * r],
      [0.4 * r, -0.4 * r],
      [1.2 * r, -0.4 * r],
      [1.2 * r, 0.4 * r],
      [0.4 * r, 0.4 * r],
      [0.4 * r, 1.2 * r],
      [-0.4 * r, 1.2 * r],
      [-0.4 * r, 0.4 * r],
      [-1.2 * r, 0.4 * r],
      [-1.2 * r, -0.4 * r],
      [-0.4 * r, -0.4 * r],
    ],
  };
  return `<path d="${polygon(x, y, corners[shape])}" ${paint}${inside}${title === '' ? '' : '</path>'}`;
}

/** From `low` to `high` with caps. */
export function intervalBar(low: number, high: number, y: number, font: number, colour: string): string {
  const stroke = `stroke="${colour}" stroke-width="${px(font / 7)}"`;
  const cap = 0.3 * font;
  return [
    line(low, y, high, y, stroke),
    ...[low, high].map((end) => line(end, y - cap, end, y + cap, stroke)),
  ].join('');
}

/** One run. */
export const ring = (x: number, y: number, font: number, colour: string, title: string): string =>
  `<circle cx="${px(x)}" cy="${px(y)}" r="${px(0.22 * font)}" fill="none" stroke="${colour}" stroke-width="${px(font / 10)}">${title}</circle>`;

/** One run that is left out. */
export function cross(x: number, y: number, font: number, colour: string, title: string): string {
  const arm = 0.22 * font;
  return `<path d="M${px(x - arm)} ${px(y - arm)}L${px(x + arm)} ${px(y + arm)}M${px(x - arm)} ${px(y + arm)}L${px(x + arm)} ${px(y - arm)}" fill="none" stroke="${colour}" stroke-width="${px(font / 8)}">${title}</path>`;
}
