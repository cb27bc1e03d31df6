/** When a browser has painted what an action asked for: measured in the page, from the action to the frame after the last stroke. */
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    benchPaint: { last: number; strokes: number };
  }
}

/** Notes each painting of a chart's canvas from now on; call once for each page. */
export const watchPainting = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.benchPaint = { last: 0, strokes: 0 };
    const { stroke } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.stroke = function (
      this: CanvasRenderingContext2D,
      ...path: [Path2D?]
    ) {
      if (!this.canvas.classList.contains('overlay')) {
        window.benchPaint.strokes++;
        if (window.benchPaint.last !== -1) {
          window.benchPaint.last = -1;
          // The frame that shows it, and all strokes of the same task, has ended when this message arrives.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => (window.benchPaint.last = performance.now());
            port2.postMessage(null);
          });
        }
      }
      stroke.apply(this, path as [Path2D]);
    };
  });

/**
 * Clicks the element that `selector` finds and waits until `sign` is there and nothing is painted for a while.
 * @returns ms to the last frame, and how many lines were stroked
 */
export const clickToPainted = (
  page: Page,
  selector: string,
  sign: string,
): Promise<{ ms: number; strokes: number }> =>
  page.evaluate(
    async ([wanted, after]) => {
      const QUIET_MS = 400;
      window.benchPaint.last = 0;
      window.benchPaint.strokes = 0;
      const start = performance.now();
      document.querySelector<HTMLElement>(wanted!)?.click();
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        const { last } = window.benchPaint;
        const since = performance.now() - (last > 0 ? last : start);
        if (last > 0 && since > QUIET_MS && document.querySelector(after!))
          return { ms: last - start, strokes: window.benchPaint.strokes };
        if (since > 20_000) throw new Error(`Nothing was painted after a click on ${wanted}.`);
      }
    },
    [selector, sign],
  );
