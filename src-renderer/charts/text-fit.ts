/** How long texts of charts are, to leave room for them and to cut what is longer. */

/** As in CHART_FONT; SvgFigure.svelte sets the same. */
const FONT = '12px system-ui, "Segoe UI", "Noto Sans", sans-serif';
/** Mean width of a letter of it where there is no page to ask. */
const LETTER_PX = 6.5;

let canvas: CanvasRenderingContext2D | null | undefined;

export function textWidth(text: string): number {
  if (canvas === undefined)
    canvas = typeof document === 'undefined' ? null : document.createElement('canvas').getContext('2d');
  if (!canvas) return Math.ceil(text.length * LETTER_PX);
  canvas.font = FONT;
  return Math.ceil(canvas.measureText(text).width);
}

/** The whole text, or its beginning. */
export function fitted(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let [shortest, longest] = [1, text.length - 1];
  while (shortest < longest) {
    const length = Math.ceil((shortest + longest) / 2);
    if (textWidth(`${text.slice(0, length)}…`) <= width) shortest = length;
    else longest = length - 1;
  }
  return `${text.slice(0, shortest)}…`;
}

/** The last parts of a dotted path, as many as fit: what tells fields apart stands at their end. */
export function fittedPath(path: string, width: number): string {
  const parts = path.split('.');
  for (let from = 0; from < parts.length - 1; from++) {
    const text = parts.slice(from).join('.');
    if (textWidth(text) <= width) return text;
  }
  return fitted(parts.at(-1) ?? path, width);
}
