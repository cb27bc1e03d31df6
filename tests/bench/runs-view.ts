/**
 * The runs view in Chromium: from the lab's start to a usable table with 1,000 runs, and from key or click to paint when
 * 10,000 runs are sorted, filtered and grouped.
 * Run: node --disable-warning=ExperimentalWarning tests/bench/runs-view.ts
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { serveHttp } from '#lab/http/serve-http.ts';
import { createLab } from '#lab/lab.ts';
import { openStore } from '#lab/store/store.ts';
import { Rng } from '#shared/random.ts';
import { buildRenderer, launchBrowser, openPage } from '#tests/renderer/browser.ts';
import { machineLine, quantile } from './machine-line.ts';

const METHODS = ['PLM-NR', 'TinyBERT', 'NewsBERT', 'Tiny-NewsRec', 'MT-BERT', 'PLM-NR (DP)', 'DAPT', 'TAPT'];
const STEPS = 200;

/** Runs of five metrics; `withPoints`: each metric at 200 steps, too. */
function fill(workspace: string, count: number, withPoints: boolean): void {
  const store = openStore(workspace);
  const rng = new Rng(1);
  store.transaction(() => {
    for (let at = 0; at < count; at++) {
      const seed = 1 + (at % 5);
      const recipe = Math.floor(at / 5);
      const auc = 0.6 + 0.002 * (recipe % 50) + 0.004 * rng.normal();
      const summary = { auc, mrr: auc - 0.3, ndcg5: auc - 0.25, ndcg10: auc - 0.18, finalLoss: 1 - auc };
      const config = {
        kind: 'imported' as const,
        format: 'csv',
        source: '/data/runs.csv',
        externalId: String(at),
        name: `run ${at}`,
        experiment: `sweep-${recipe % 20}`,
        method: METHODS[recipe % METHODS.length] ?? 'PLM-NR',
        dataset: 'news',
        split: 'test',
        params: { learningRate: 1e-5 * (1 + (recipe % 7)), layers: 1 + (recipe % 4), recipe },
        tags: {},
      };
      const startedAt = Date.UTC(2026, 9, 5) + 30_000 * at;
      const id = store.stages.addImported({
        key: createHash('sha256').update(String(at)).digest('hex'),
        config,
        seed,
        state: 'done',
        startedAt,
        endedAt: startedAt + 20_000 + (at % 97) * 100,
        summary,
      });
      if (withPoints)
        for (let step = 1; step <= STEPS; step++) store.curves.addPoints(id, step, { ...summary });
    }
  });
  store.close();
}

interface Served {
  url: string;
  startMs: number;
  close: () => Promise<void>;
}

async function serve(folder: string, count: number, withPoints: boolean): Promise<Served> {
  const workspace = mkdtempSync(path.join(os.tmpdir(), 'tnrlab-bench-'));
  fill(workspace, count, withPoints);
  const start = performance.now();
  const lab = await createLab({ workspace, trainerEntry: path.join(workspace, 'none.ts'), slots: 1 });
  const server = await serveHttp(lab.router, { staticDir: folder, port: 0 });
  const startMs = performance.now() - start;
  const close = async (): Promise<void> => {
    await server.close();
    await lab.close();
    rmSync(workspace, { recursive: true, force: true });
  };
  return { url: server.url, startMs, close };
}

/** Milliseconds from the input event to the frame that shows what it did. */
async function inputToPaint(
  page: Page,
  act: (at: number) => Promise<void>,
  times: number,
): Promise<number[]> {
  const values: number[] = [];
  for (let at = 0; at < times; at++) {
    await page.evaluate(() => {
      const hear = (event: Event): void => {
        if (event instanceof KeyboardEvent && event.key === 'Shift') return;
        for (const type of ['keydown', 'click']) removeEventListener(type, hear, true);
        // After the next frame's layout and paint have been handed over.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => Object.assign(window, { paintedMs: performance.now() - event.timeStamp });
          port2.postMessage(null);
        });
      };
      Object.assign(window, { paintedMs: undefined });
      for (const type of ['keydown', 'click']) addEventListener(type, hear, true);
    });
    await act(at);
    const painted = await page.waitForFunction(() => (window as unknown as { paintedMs?: number }).paintedMs);
    values.push((await painted.jsonValue()) ?? Number.NaN);
    await page.waitForTimeout(60);
  }
  return values;
}

/** By the mouse alone: a click of playwright's own looks for its target in the page while the event is heard. */
async function clickOn(page: Page, target: Locator): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error('There is nothing to click on.');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

const show = (name: string, values: readonly number[]): void =>
  console.log(
    `${name}: median ${quantile(values, 0.5).toFixed(0)} ms, p95 ${quantile(values, 0.95).toFixed(0)} ms of ${values.length}`,
  );

/** Since the page's own beginning: the browser and its window are there before it. */
async function usableMs(page: Page): Promise<number> {
  await page.getByRole('row').nth(20).waitFor();
  await page.getByRole('grid', { name: 'Runs' }).press('ArrowDown');
  return page.evaluate(() => performance.now());
}

async function measureStart(browser: Browser, folder: string): Promise<void> {
  const served = await serve(folder, 1000, true);
  const cold: number[] = [];
  const again: number[] = [];
  for (let at = 0; at < 5; at++) {
    const { page } = await openPage(browser, `${served.url}#/runs`);
    cold.push(await usableMs(page));
    await page.reload();
    again.push(await usableMs(page));
    await page.context().close();
  }
  console.log(`1,000 runs with 1 M points: the lab starts in ${served.startMs.toFixed(0)} ms`);
  show('1,000 runs: from the page request to a table that answers keys, first visit of a browser', cold);
  show('1,000 runs: the same, with the page in the cache', again);
  await served.close();
}

async function measureTable(browser: Browser, folder: string): Promise<void> {
  const served = await serve(folder, 10_000, false);
  const { page } = await openPage(browser, `${served.url}#/runs`);
  await page.getByRole('row').nth(20).waitFor();
  const header = (name: string) => page.getByRole('columnheader', { name });
  const columns = ['AUC', 'Seed', 'Method', 'MRR'];
  show(
    '10,000 runs: sort by a column',
    await inputToPaint(page, (at) => clickOn(page, header(columns[at % 4] ?? 'AUC').first()), 24),
  );
  await header('Method').first().click();
  show(
    '10,000 runs: sort by a second column',
    await inputToPaint(
      page,
      async () => {
        await page.keyboard.down('Shift');
        await clickOn(page, header('AUC').first());
        await page.keyboard.up('Shift');
      },
      12,
    ),
  );
  const filter = page.getByRole('combobox', { name: 'Filter' });
  await filter.focus();
  const text = 'auc > 0.65 and method = "NewsBERT"';
  show(
    '10,000 runs: each key of a filter expression',
    await inputToPaint(page, (at) => page.keyboard.press(text.charAt(at) || 'x'), text.length),
  );
  await filter.fill('');
  await page.keyboard.press('Escape');
  await page.getByRole('grid').focus();
  show(
    '10,000 runs: arrow down in the table',
    await inputToPaint(page, () => page.keyboard.press('ArrowDown'), 30),
  );
  show(
    '10,000 runs: page down in the table',
    await inputToPaint(page, () => page.keyboard.press('PageDown'), 30),
  );
  const group = page.getByRole('button', { name: 'All except seed' });
  show('10,000 runs: all except seed, on and off', await inputToPaint(page, () => clickOn(page, group), 12));
  await page.context().close();
  await served.close();
}

const built = await buildRenderer();
const browser = await launchBrowser();
try {
  await measureStart(browser, built.folder);
  await measureTable(browser, built.folder);
  console.log(machineLine(`Chromium ${browser.version()}`));
} finally {
  await browser.close();
}
