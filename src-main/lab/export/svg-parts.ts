/** What the charts written as SVG text have in common: colours, numbers, lines and escaped text. */
import { oneLine } from './table-text.ts';

/** Okabe and Ito's colours, those that stand out on white; by row, as in the window. */
export const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000'] as const;
export const INK = '#222222';
export const FAINT = '#d9d9d9';

export const CHART_WIDTH = 760;
/** Mean width of a character at 13 px, on the wide side. */
export const CHARACTER = 7.6;
const LONGEST_NAME = 34;

export const escapeXml = (text: string): string =>
  oneLine(text).replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] as string,
  );

/** A name that fits beside a chart. */
export const short = (name: string): string => {
  const letters = [...oneLine(name)];
  return letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME - 1).join('')}…` : letters.join('');
};

export const px = (value: number): string => String(Number(value.toFixed(2)));

export const line = (x1: number, y1: number, x2: number, y2: number, style: string): string =>
  `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" ${style}/>`;

export const text = (x: number, y: number, content: string, attributes = ''): string =>
  `<text x="${px(x)}" y="${px(y)}" ${attributes}>${escapeXml(content)}</text>`;

/** The file around the parts: white ground for print, tabular digits. */
export const svgDocument = (title: string, height: number, parts: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${CHART_WIDTH}" height="${height}" viewBox="0 0 ${CHART_WIDTH} ${height}" role="img" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="13" fill="${INK}">`,
    `<title>${escapeXml(title)}</title>`,
    '<style>.number{font-variant-numeric:tabular-nums}</style>',
    `<rect width="${CHART_WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
