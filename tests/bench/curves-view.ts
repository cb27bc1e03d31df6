/**
 * How long the window takes to draw many curves, in a real browser over a real lab: one metric of 50 runs, and 500 curves (100
 * runs x 5 metrics x 200 steps), each from the click that asks for them to the frame that shows them, reading included.
 *
 *   node tests/bench/curves-view.ts [times]
 */
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { openStore } from '#lab/store/store.ts';
import { Rng } from '#shared/random.ts';
import type { StageConfig } from '#shared/trainer-protocol/stages.ts';
import { buildRenderer, launchBrowser, openPage } from '../renderer/browser.ts';
import { startFilledLab } from '../renderer/filled-lab.ts';
import { machineLine, quantile } from './machine-line.ts';
import { clickToPainted, watchPainting } from './painted.ts';

const TIMES = Number(process.argv[2] ?? 5);
const STEPS = 200;
const FIVE = ['loss', 'dev/auc', 'dev/mrr', 'gradientNorm', 'learningRate'];
/** Names the lines when there are others beside the run's own. */
const SIGN = '.legend';
const BESIDE = 'label.check input[type=checkbox]';

const keyOf = (recipe: string, seed: number): string =>
  createHash('sha256').update(`${recipe} ${seed}`).digest('hex');

/** Repeats of one configuration. */
function addRuns(workspace: string, recipe: string, runs: number, metrics: readonly string[]): void {
  const store = openStore(workspace);
  store.transaction(() => {
    for (let seed = 1; seed <= runs; seed++) {
      const key = keyOf(recipe, seed);
      const config = { kind: 'stage-two', recipe } as unknown as StageConfig;
      store.stages.add({ key, config, inputs: {}, seed });
      store.stages.change(key, {
        state: 'done',
        startedAt: 1000 * seed,
        endedAt: 1000 * seed + 900,
        summary: { steps: STEPS },
      });
      const rng = new Rng(seed, recipe);
      const stage = store.stages.id(key)!;
      for (let step = 1; step <= STEPS; step++)
        store.curves.addPoints(
          stage,
          step,
          Object.fromEntries(metrics.map((metric) => [metric, Math.exp(-step / 80) + 0.2 * rng.float()])),
        );
    }
    store.curves.flush();
  });
  store.close();
}

const built = await buildRenderer();
const browser = await launchBrowser();
const lab = await startFilledLab(built.folder, [], {
  prepare: (workspace) => {
    addRuns(workspace, 'fifty', 50, ['loss']);
    addRuns(workspace, 'hundred', 100, FIVE);
  },
});
try {
  await measure('one metric of 50 runs', 'fifty', 1);
  await measure('500 curves', 'hundred', FIVE.length);
  console.log(machineLine(`Chromium ${browser.version()} without a GPU`));
} finally {
  await browser.close();
  await lab.close();
}

async function measure(what: string, recipe: string, panels: number): Promise<void> {
  const band: number[] = [];
  const each: number[] = [];
  for (let time = 0; time <= TIMES; time++) {
    const { page } = await openPage(browser, `${lab.url}#/runs/${keyOf(recipe, 1)}/curves`, {
      width: 1920,
      height: 1080,
    });
    await page.waitForFunction((n) => document.querySelectorAll('canvas:not(.overlay)').length === n, panels);
    await page.waitForTimeout(300);
    await watchPainting(page);
    // As lines from the beginning: the choice is kept for the next time curves are opened.
    const asBand = await clickToPainted(page, BESIDE, SIGN);
    const asEach = await chooseEach(page);
    // The first page warms the lab and the browser.
    if (time > 0) {
      band.push(asBand.ms);
      each.push(asEach.ms);
      if (time === TIMES)
        console.log(
          `${what}: as mean and sd median ${quantile(band, 0.5).toFixed(0)} ms, largest ${Math.max(...band).toFixed(0)} ms; each as a line median ${quantile(each, 0.5).toFixed(0)} ms, largest ${Math.max(...each).toFixed(0)} ms (${asEach.strokes} lines stroked)`,
        );
    }
    await page.context().close();
  }
}

/** Asks anew: what was read is dropped, every line is drawn by itself. */
async function chooseEach(page: Page): Promise<{ ms: number; strokes: number }> {
  await page.evaluate(() =>
    localStorage.setItem('tnrlab:curves', JSON.stringify({ smoothing: 0.6, repeats: 'each' })),
  );
  await page.reload();
  await page.waitForFunction(() => document.querySelectorAll('canvas:not(.overlay)').length > 0);
  await page.waitForTimeout(300);
  await watchPainting(page);
  return clickToPainted(page, BESIDE, SIGN);
}
