/** The line of marks and words below a figure; it breaks where it is too long. */
import { INK, text } from '../svg-parts.ts';
import { cross, intervalBar, markShape, ring, type RowMark } from './print-marks.ts';
import { textWidth } from './print-page.ts';

export type LegendMark = 'run' | 'mean' | 'published' | 'leftOut';
export interface LegendItem {
  mark: LegendMark;
  words: string;
}

export const PUBLISHED_COLOUR = '#8a8a8a';
const GREY: RowMark = { colour: INK, shape: 'circle', hollow: false };

/** @param top of its first line @returns with the height it takes */
export function drawLegend(
  items: readonly LegendItem[],
  { width, font, top, left }: { width: number; font: number; top: number; left: number },
): { parts: string[]; height: number } {
  const lineHeight = 1.5 * font;
  const parts: string[] = [];
  let x = left;
  let y = top + 0.75 * lineHeight;
  for (const { mark, words } of items) {
    const glyph = mark === 'mean' ? 2.4 * font : font;
    const needed = glyph + 0.5 * font + textWidth(words, font);
    if (x > left && x + needed > width) {
      x = left;
      y += lineHeight;
    }
    const middle = y - 0.33 * font;
    if (mark === 'mean')
      parts.push(
        intervalBar(x, x + glyph, middle, font, INK),
        markShape(GREY, x + glyph / 2, middle, 0.32 * font),
      );
    else if (mark === 'run') parts.push(ring(x + glyph / 2, middle, font, INK, ''));
    else if (mark === 'leftOut') parts.push(cross(x + glyph / 2, middle, font, INK, ''));
    else parts.push(publishedTick(x + glyph / 2, middle, font, ''));
    parts.push(text(x + glyph + 0.4 * font, y, words));
    x += needed + 1.4 * font;
  }
  return { parts, height: items.length === 0 ? 0 : y + 0.5 * lineHeight - top };
}

/** A value of the paper: a thick grey tick. @param title an element, or nothing */
export const publishedTick = (x: number, y: number, font: number, title: string): string =>
  `<path class="published" d="M${x.toFixed(2)} ${(y - 0.7 * font).toFixed(2)}V${(y + 0.7 * font).toFixed(2)}" stroke="${PUBLISHED_COLOUR}" stroke-width="${(font / 3.5).toFixed(2)}" fill="none">${title}</path>`;
