/** The canvas over a panel's curves: what is dragged over for a zoom, and what lies under the pointer. */
import type { Chart } from './chart.ts';
import { frameOf, type PanelPicture } from './curve-chart.ts';
import { type Nearest, paintPointer } from './curve-pointer.ts';

export interface UnderHand {
  /** px; null: nothing is dragged over. */
  drag: { from: number; to: number } | null;
  /** Place along x; null: none is read. */
  cursorX: number | null;
  nearest: Nearest | undefined;
}

/** Paints `overlay` anew, in the size of the chart below it. */
export function paintOverlay(
  overlay: HTMLCanvasElement,
  chart: Chart,
  picture: PanelPicture,
  { drag, cursorX, nearest }: UnderHand,
): void {
  const ratio = chart.currentDevicePixelRatio;
  const [width, height] = [Math.round(chart.width * ratio), Math.round(chart.height * ratio)];
  if (overlay.width !== width || overlay.height !== height) {
    overlay.width = width;
    overlay.height = height;
  }
  const ctx = overlay.getContext('2d');
  if (!ctx) return;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  const frame = frameOf(chart, picture);
  if (drag) {
    ctx.fillStyle = picture.colours.quiet;
    ctx.globalAlpha = 0.16;
    ctx.fillRect(drag.from, frame.top, drag.to - drag.from, frame.bottom - frame.top);
    ctx.globalAlpha = 1;
  }
  if (cursorX !== null) paintPointer(ctx, picture.plot, frame, cursorX, nearest, picture.colours.ink);
}
