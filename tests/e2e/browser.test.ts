/** The whole product in a browser: `tnrlab serve`, the real trainer, the built window in Chromium. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printedTable, serve } from '#tests/e2e/command.ts';
import type { Served } from '#tests/e2e/command.ts';
import {
  EXPERIMENT,
  makeSample,
  METHODS,
  openResults,
  startExperiment,
  watchProgress,
} from '#tests/e2e/journey.ts';
import { numbersOfLatex, numbersOfTable } from '#tests/e2e/latex-rows.ts';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { launchBrowser, openPage } from '#tests/renderer/browser.ts';

const skip = requireOrSkip('Chromium', findChromium());

describe.skipIf(skip)(`tnrlab serve in a browser${skip ? ` (${skip})` : ''}`, () => {
  let workspace: string;
  let served: Served | undefined;
  let browser: Browser | undefined;

  beforeAll(async () => {
    workspace = await mkdtemp(path.join(os.tmpdir(), 'tnrlab-browser-'));
    // Where `tnrlab serve` takes the window from; no other test writes there.
    await build({ configFile: path.resolve('vite.config.ts'), logLevel: 'warn' });
    served = await serve(workspace);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await rm(workspace, { recursive: true, force: true, maxRetries: 5 });
  });

  it('goes from an empty workspace to a LaTeX table with the numbers of the command line', async () => {
    if (!served || !browser) throw new Error('The lab or the browser did not start.');
    const { page, errors } = await openPage(browser, served.url);
    await makeSample(page);
    await startExperiment(page, 'browser');
    await watchProgress(page, 'browser');
    await openResults(page, 'browser');

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'LaTeX', exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`${EXPERIMENT}.tex`);
    const latex = await readFile(await download.path(), 'utf8');
    expect(latex).toContain('\\toprule');
    expect(Object.keys(numbersOfLatex(latex))).toEqual(METHODS);
    expect(numbersOfLatex(latex)).toEqual(numbersOfTable(await printedTable(workspace, EXPERIMENT)));
    expect(errors).toEqual([]);
    await page.context().close();
    expect(await served.close()).toBe(0);
  });
});
