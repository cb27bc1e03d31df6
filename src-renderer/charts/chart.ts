/** The parts of chart.js that the window uses, registered once, and the look all charts share. */
import {
  Chart,
  Decimation,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import { tokenColour } from './method-colours.ts';

Chart.register(
  Decimation,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
);
export { Chart };

export interface ChartColours {
  ink: string;
  quiet: string;
  line: string;
  ground: string;
}

/** Read again whenever the theme changes. */
export function chartColours(): ChartColours {
  return {
    ink: tokenColour('--ink'),
    quiet: tokenColour('--ink-2'),
    line: tokenColour('--line'),
    ground: tokenColour('--bg'),
  };
}

export const CHART_FONT = { family: 'system-ui, "Segoe UI", "Noto Sans", sans-serif', size: 12 } as const;

/** Colour with an opacity, from `#rrggbb`. */
export function translucent(hex: string, opacity: number): string {
  return `${hex}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
