/** What the charts written as SVG text have in common: colours, numbers, lines and escaped text. */
import { oneLine } from './table-text.ts';

/** Okabe and Ito's colours, those that stand out on white; by row, as in the window. */
export const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000'] as const;
export const INK = '#222222';
export const FAINT = '#d9d9d9';

export const CHART_WIDTH = 760;
const FONT_SIZE = 13;
/** Mean width of a character in units of the font's size, on the wide side. */
export const CHARACTER_WIDTH = 0.585;
export const CHARACTER = CHARACTER_WIDTH * FONT_SIZE;
const LONGEST_NAME = 34;

export const escapeXml = (text: string): string =>
  oneLine(text).replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] as string,
  );

/** A name that fits beside a chart. */
export const short = (name: string, longest = LONGEST_NAME): string => {
  const letters = [...oneLine(name)];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : letters.join('');
};

export const px = (value: number): string => String(Number(value.toFixed(2)));

export const line = (x1: number, y1: number, x2: number, y2: number, style: string): string =>
  `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" ${style}/>`;

export const text = (x: number, y: number, content: string, attributes = ''): string =>
  `<text x="${px(x)}" y="${px(y)}" ${attributes}>${escapeXml(content)}</text>`;

export interface Page {
  /** In units of the view box. */
  width: number;
  height: number;
  /** A unit of the view box as a length; default: a pixel of the screen. */
  unit?: { millimetres: number };
  font?: { family: string; size: number };
  /** What the picture shows, for those who cannot see it. */
  description?: string;
}

const SCREEN_FONT = { family: "system-ui, 'DejaVu Sans', sans-serif", size: FONT_SIZE };

/** The file around the parts: white ground for print, tabular digits. */
export const svgDocument = (title: string, page: Page, parts: readonly string[]): string => {
  const { width, height, unit, font = SCREEN_FONT, description } = page;
  const length = (units: number): string => (unit ? `${px(units * unit.millimetres)}mm` : px(units));
  const described = description === undefined ? [] : [`<desc>${escapeXml(description)}</desc>`];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${length(width)}" height="${length(height)}" viewBox="0 0 ${px(width)} ${px(height)}" role="img" font-family="${font.family}" font-size="${px(font.size)}" fill="${INK}">`,
    `<title>${escapeXml(title)}</title>`,
    ...described,
    '<style>.number{font-variant-numeric:tabular-nums}</style>',
    `<rect width="${px(width)}" height="${px(height)}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
};
