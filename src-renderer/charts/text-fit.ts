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

/** In up to `most` lines, broken at spaces and after hyphens; of what does not fit there, the last line shows the beginning. */
export function wrapped(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let rest = text.trim();
  while (lines.length < most - 1 && textWidth(rest) > width) {
    // The longest beginning that fits; a single word that does not is cut where the line ends.
    let end = 0;
    let hard = 1;
    for (let at = 1; at < rest.length && textWidth(rest.slice(0, at).trimEnd()) <= width; at++) {
      hard = at;
      if (/[\s-]/.test(rest[at - 1] ?? '') || rest[at] === ' ') end = at;
    }
    const cut = end > 0 ? end : hard;
    lines.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...lines, fitted(rest, width)];
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
