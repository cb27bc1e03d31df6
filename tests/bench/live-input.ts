/**
 * From a key to the frame that shows what it did, on the page of a run, while four runs send points.
 *
 *   node tests/bench/live-input.ts [ms a step of each run, default 100] [keys, default 100]
 */
import type { Page } from 'playwright-core';
import { openPage } from '../renderer/browser.ts';
import { startLiveLab } from './live-lab.ts';
import { machineLine, quantile } from './machine-line.ts';

const MS_PER_STEP = Number(process.argv[2] ?? 100);
const KEYS = Number(process.argv[3] ?? 100);
/** Enough curve behind it that a redraw has something to draw. */
const WARM_UP_MS = 20_000;

declare global {
  interface Window {
    benchInputs: number[];
  }
}

const live = await startLiveLab(MS_PER_STEP);
try {
  const { page } = await openPage(live.browser, `${live.url}#/runs/${live.running[0]}/curves`);
  const panel = page.getByRole('group', { name: /^Curves of Loss:/ });
  await panel.waitFor();
  await page.waitForTimeout(WARM_UP_MS);
  await page.evaluate(() => {
    window.benchInputs = [];
    addEventListener(
      'keydown',
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => window.benchInputs.push(performance.now() - timeStamp);
          port2.postMessage(null);
        }),
      { capture: true },
    );
  });
  await emptyFrames(page);
  await panel.focus();
  await press(page, 'read a curve point by point', () => 'ArrowRight');
  await press(page, 'zoom in and out', (at) => (at % 2 === 0 ? '+' : '-'));
  await press(page, 'from part to part', (at) => (at % 6 < 3 ? ']' : '['));
  await page.evaluate((address) => (location.hash = address), `/runs/${live.running[0]}/log`);
  await page.getByRole('searchbox').focus();
  await press(page, 'search the log', (at) => (at % 9 === 8 ? 'Backspace' : 'step 1234'[at % 9]!));
  console.log(
    `${live.running.length} runs, each ${(1000 / MS_PER_STEP).toFixed(0)} steps/s with 5 metrics; ${machineLine(`Chromium ${live.browser.version()} without a GPU`)}`,
  );
} finally {
  await live.close();
}

async function press(page: Page, what: string, keyAt: (at: number) => string): Promise<void> {
  await page.evaluate(() => (window.benchInputs = []));
  for (let at = 0; at < KEYS; at++) {
    await page.keyboard.press(keyAt(at));
    await page.waitForTimeout(40);
  }
  const took = await page.evaluate(() => window.benchInputs);
  console.log(
    `${what}: median ${quantile(took, 0.5).toFixed(0)} ms, p95 ${quantile(took, 0.95).toFixed(0)} ms, largest ${Math.max(...took).toFixed(0)} ms (${took.length} keys)`,
  );
}

/** What a frame costs here at this moment when nothing is asked for: the part of the figures that is the machine's. */
async function emptyFrames(page: Page): Promise<void> {
  const took = await page.evaluate(async (times) => {
    const all: number[] = [];
    for (let at = 0; at < times; at++) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      const start = performance.now();
      await new Promise((resolve) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = resolve;
          port2.postMessage(null);
        }),
      );
      all.push(performance.now() - start);
    }
    return all;
  }, KEYS);
  console.log(
    `a frame without input: median ${quantile(took, 0.5).toFixed(0)} ms, p95 ${quantile(took, 0.95).toFixed(0)} ms`,
  );
}
