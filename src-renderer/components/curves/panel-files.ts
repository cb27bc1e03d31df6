/** A panel of curves as a file of its own: the picture as SVG or PNG, its numbers as CSV. */
import type { Chart } from '../../charts/chart.ts';
import type { PanelPicture } from '../../charts/curve-chart.ts';
import { panelPng, panelSvg, seriesCsv } from '../../charts/curve-file.ts';
import type { Panel } from '../../charts/curve-series.ts';
import { saveBytes, saveText } from '../../state/download.ts';

export type PanelFile = 'svg' | 'png' | 'csv';

export interface DrawnPanel {
  panel: Panel;
  heading: string;
  picture: PanelPicture;
  chart: Chart;
  canvas: HTMLCanvasElement;
}

export async function savePanel(
  kind: PanelFile,
  { panel, heading, picture, chart, canvas }: DrawnPanel,
): Promise<void> {
  const name = panel.id.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '');
  if (kind === 'png') {
    const blob = await panelPng(canvas, picture.colours.ground);
    if (blob) await saveBytes(`${name}.png`, blob);
  } else if (kind === 'csv')
    await saveText({
      fileName: `${name}.csv`,
      mediaType: 'text/csv',
      text: seriesCsv(panel.series, panel.along),
    });
  else
    await saveText({
      fileName: `${name}.svg`,
      mediaType: 'image/svg+xml',
      text: panelSvg(chart, picture, heading),
    });
}
