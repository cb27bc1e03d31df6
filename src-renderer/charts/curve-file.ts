/** A panel as a file: the picture as SVG or PNG, the numbers as CSV. */
import { CHART_FONT, type ChartColours, type Chart } from './chart.ts';
import type { PanelPicture } from './curve-chart.ts';
import { frameOf, labelled, MARK_SIZE } from './curve-chart.ts';
import type { CurveSeries } from './curve-series.ts';
import { BEFORE_NAME, endLabels, nameRoom, sampleShapes, type Shape, shapesOf } from './curve-shapes.ts';
import { markStyle } from './mark-path.ts';
import { tokenColour } from './method-colours.ts';
import { tickText, xText } from './metric-units.ts';

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const short = (value: number): string => String(Math.round(value * 100) / 100);

function pathOf(points: readonly number[]): string {
  let path = '';
  let drawing = false;
  for (let at = 0; at < points.length; at += 2) {
    if (Number.isNaN(points[at])) drawing = false;
    else {
      path += `${drawing ? 'L' : 'M'}${short(points[at]!)} ${short(points[at + 1]!)}`;
      drawing = true;
    }
  }
  return path;
}

function shapeSvg({ kind, points, token, width, opacity, dash, mark }: Shape): string {
  const colour = tokenColour(token);
  if (kind === 'dots' && mark) {
    const { path, strokeWidth } = markStyle(mark, width * MARK_SIZE);
    const [fill, stroke] = mark.hollow ? [tokenColour('--bg'), colour] : [colour, tokenColour('--bg')];
    let marks = '';
    for (let at = 0; at < points.length; at += 2)
      if (!Number.isNaN(points[at]))
        marks += `<path d="${path}" transform="translate(${short(points[at]!)} ${short(points[at + 1]!)})" fill="${fill}" stroke="${stroke}" stroke-width="${short(strokeWidth)}"/>`;
    return marks;
  }
  if (kind === 'dots') {
    let circles = '';
    for (let at = 0; at < points.length; at += 2)
      if (!Number.isNaN(points[at]))
        circles += `<circle cx="${short(points[at]!)}" cy="${short(points[at + 1]!)}" r="${width}" fill="${colour}"/>`;
    return circles;
  }
  const style =
    kind === 'area'
      ? `fill="${colour}" fill-opacity="${opacity}"`
      : `fill="none" stroke="${colour}" stroke-width="${width}" stroke-opacity="${opacity}" stroke-linejoin="round"${dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : ''}`;
  return `<path d="${pathOf(points)}${kind === 'area' ? 'Z' : ''}" ${style}/>`;
}

/** As it is on the screen, at its size there, in its colours. */
export function panelSvg(chart: Chart, picture: PanelPicture, title: string): string {
  const frame = frameOf(chart, picture);
  const { width, height } = chart;
  const { ink, quiet, line, ground }: ChartColours = picture.colours;
  const text = (x: number, y: number, words: string, anchor: string, colour = quiet): string =>
    `<text x="${short(x)}" y="${short(y)}" text-anchor="${anchor}" fill="${colour}">${escaped(words)}</text>`;
  const parts: string[] = [];
  const scales = chart.scales;
  for (const tick of scales.x?.ticks ?? []) {
    const x = scales.x!.getPixelForValue(tick.value);
    parts.push(`<path d="M${short(x)} ${frame.top}V${frame.bottom + 4}" stroke="${line}"/>`);
    parts.push(text(x, frame.bottom + 18, xText(picture.along, tick.value), 'middle'));
  }
  for (const tick of scales.y?.ticks ?? []) {
    const y = scales.y!.getPixelForValue(tick.value);
    parts.push(`<path d="M${frame.left - 4} ${short(y)}H${frame.right}" stroke="${line}"/>`);
    parts.push(text(frame.left - 8, y + 4, tickText(picture.unit, tick.value), 'end'));
  }
  parts.push(text((frame.left + frame.right) / 2, frame.bottom + 36, picture.xTitle, 'middle'));
  parts.push(
    `<g transform="translate(12 ${short((frame.top + frame.bottom) / 2)}) rotate(-90)">${text(0, 0, picture.yTitle, 'middle')}</g>`,
  );
  const labels = labelled(picture.plot)
    ? endLabels(picture.plot, frame, nameRoom(width)).map(
        (label) =>
          sampleShapes(label, frame.right + 6)
            .map(shapeSvg)
            .join('') + text(frame.right + BEFORE_NAME, label.y + 4, label.text, 'start', ink),
      )
    : [];
  const box = `x="${short(frame.left - 3)}" y="${short(frame.top - 3)}" width="${short(frame.right - frame.left + 6)}" height="${short(frame.bottom - frame.top + 6)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(CHART_FONT.family)}" font-size="${CHART_FONT.size}">
<title>${escaped(title)}</title>
<defs><clipPath id="inside"><rect ${box}/></clipPath></defs>
<rect width="${width}" height="${height}" fill="${ground}"/>
${parts.join('\n')}
<g clip-path="url(#inside)">
${shapesOf(picture.plot, frame).map(shapeSvg).join('\n')}
</g>
${labels.join('\n')}
</svg>
`;
}

const cell = (value: string | number): string => {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};

/** One row for each point as it was measured, not smoothed. */
export function seriesCsv(series: readonly CurveSeries[], along: 'step' | 'seconds'): string {
  const rows = [['series', 'run', 'name', along, 'value'].join(',')];
  for (const { name, members } of series)
    for (const member of members)
      member.steps.forEach((step, at) =>
        rows.push([name, member.key, member.name, step, member.values[at] ?? ''].map(cell).join(',')),
      );
  return `${rows.join('\n')}\n`;
}

/** Over the ground of the theme: a canvas alone is clear. */
export function panelPng(canvas: HTMLCanvasElement, ground: string): Promise<Blob | null> {
  const copy = document.createElement('canvas');
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const ctx = copy.getContext('2d');
  if (!ctx) return Promise.resolve(null);
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.drawImage(canvas, 0, 0);
  return new Promise((resolve) => copy.toBlob(resolve, 'image/png'));
}
