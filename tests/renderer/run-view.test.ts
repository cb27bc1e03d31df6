/** The page of a run in a real browser over a real lab: each part by keyboard, live, in both themes and languages. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { filledExperiment } from '#tests/fixtures/filled-workspace.ts';
import { fillRunPages, LONG_NAME, type PageKeys } from '#tests/fixtures/run-pages.ts';
import { axeFindings } from './axe-findings.ts';
import { buildRenderer, launchBrowser, openPage, type PageOptions, waitForFocus } from './browser.ts';
import { type FilledLab, startFilledLab } from './filled-lab.ts';

const reason = requireOrSkip('Chromium', findChromium());
const TABS = [
  'curves',
  'graph',
  'log',
  'system',
  'configuration',
  'environment',
  'checkpoints',
  'files',
] as const;

describe.skipIf(reason)(`the page of a run${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let built: Awaited<ReturnType<typeof buildRenderer>>;
  let browser: Browser;
  let lab: FilledLab;
  let folder: string;
  let keys: PageKeys;
  let running: string;
  let imported: string;

  beforeAll(async () => {
    built = await buildRenderer();
    browser = await launchBrowser();
    folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-run-view-'));
    const plan = { '*': { steps: 1_000_000, msPerStep: 20, terms: true } };
    writeFileSync(path.join(folder, 'plan.json'), JSON.stringify(plan));
    process.env.SCRIPTED_TRAINER_PLAN = path.join(folder, 'plan.json');
    writeFileSync(
      path.join(folder, 'runs.csv'),
      `run,method,seed,step,auc\n${[1, 2].map((seed) => [1, 2].map((step) => `r${seed},LSTUR,${seed},${step},0.6${seed}`).join('\n')).join('\n')}\n`,
    );
    lab = await startFilledLab(built.folder, [filledExperiment('main-table')], {
      prepare: (workspace) => (keys = fillRunPages(workspace)),
      slots: 1,
    });
    imported = (await lab.lab.importRuns({ source: path.join(folder, 'runs.csv') })).imported[0]!;
    await lab.lab.run(filledExperiment('live', 1, 9));
    const isRunning = () => lab.lab.runs.list().runs.find(({ state }) => state === 'running')?.key;
    while (isRunning() === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    running = isRunning()!;
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (address: string, options: PageOptions = {}) => {
    const opened = await openPage(browser, `${lab.url}#/runs/${address}`, options);
    await opened.page.getByRole('heading', { level: 1 }).waitFor();
    return opened;
  };
  const panel = (page: Page, name: string) =>
    page.getByRole('group', { name: new RegExp(`^Curves of ${name}:`) });
  /** What is said of the place that keys read. */
  const spoken = (page: Page) => page.locator('section p[aria-live=polite]', { hasText: /Step/ });

  test('] and [ walk its parts, each with what it is about', async () => {
    const { page, errors } = await open(`${keys.student}/curves`);
    const signs: Record<(typeof TABS)[number], string> = {
      curves: 'Loss terms',
      graph: 'Computed from',
      log: '4,002 lines',
      system: 'Highest temperature',
      configuration: 'stageTwo.learningRate',
      environment: '7e0e664c5e1d0f44a8f1d1f0a4a0f6f6c1f3b2aa',
      checkpoints: 'Promote: keep under a name',
      files: 'model.safetensors',
    };
    for (const [at, tab] of TABS.entries()) {
      if (at > 0) await page.keyboard.press(']');
      await page.getByText(signs[tab], { exact: true }).first().waitFor();
      expect(new URL(page.url()).hash).toBe(`#/runs/${keys.student}/${tab}`);
    }
    await page.keyboard.press('[');
    await page.getByText('Promote: keep under a name').waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a measurement says of which repeat it is, and leads to the curves of what it measured', async () => {
    const measured = lab.lab.runs
      .list()
      .runs.find(
        ({ kind, methods, seed }) => kind === 'evaluate' && methods[0] === 'Tiny-NewsRec-2' && seed === 3,
      );
    const { page } = await open(`${measured!.key}/curves`);
    await page.getByText('Tiny-NewsRec-2, seed 3', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Distil, Stage II' }).press('Enter');
    await panel(page, 'Loss terms').waitFor();
    await page.getByText('Tiny-NewsRec-2, seed 3', { exact: true }).waitFor();
    await page.context().close();
  });

  test('arrows read a curve aloud, + and - zoom all panels, 0 and "Show all" end it', async () => {
    const { page } = await open(`${keys.student}/curves`);
    await panel(page, 'Loss terms').focus();
    await page.keyboard.press('Home');
    await spoken(page)
      .filter({ hasText: /^Step 1: loss 1\.\d+, (distill|target)/ })
      .waitFor();
    await page.keyboard.press('ArrowRight');
    await spoken(page)
      .filter({ hasText: /^Step 2:/ })
      .waitFor();
    await page.keyboard.press('End');
    await spoken(page)
      .filter({ hasText: /^Step 200:/ })
      .waitFor();
    const all = page.getByRole('button', { name: 'Show all' });
    expect(await all.isDisabled()).toBe(true);
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    expect(await all.isEnabled()).toBe(true);
    await page.keyboard.press('Home');
    expect(Number(/Step (\d+)/.exec((await spoken(page).textContent()) ?? '')?.[1])).toBeGreaterThan(100);
    await page.keyboard.press('0');
    expect(await all.isDisabled()).toBe(true);
    await page.keyboard.press('-');
    expect(await all.isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await spoken(page).waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('the toolbar smooths, takes logarithms, and keeps the smoothing for the next run', async () => {
    const { page } = await open(`${keys.student}/curves`);
    const ink = () =>
      page
        .locator('canvas')
        .first()
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const slider = page.getByRole('slider', { name: 'Smoothing' });
    const before = await ink();
    await slider.focus();
    await page.keyboard.press('Home');
    await page.getByText('0.00', { exact: true }).waitFor();
    // A chart is drawn in the next frame.
    await expect.poll(ink).not.toBe(before);
    const raw = await ink();
    await page.getByRole('checkbox', { name: 'Log y' }).focus();
    await page.keyboard.press('Space');
    await expect.poll(ink).not.toBe(raw);
    await page.keyboard.press('j');
    await page.waitForURL((url) => !url.hash.includes(keys.student));
    await page.getByText('0.00', { exact: true }).waitFor();
    await page.context().close();
  });

  test('other repeats stand behind it as a band, each of them under the pointer, in the table with n', async () => {
    const { page } = await open(`${keys.student}/curves`);
    await page.getByRole('checkbox', { name: /band of 5 other repeats/ }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('list', { name: 'Lines' }).getByText('n = 4').waitFor();
    const loss = panel(page, 'Loss');
    const box = (await loss.boundingBox())!;
    await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
    const readout = loss.locator('.readout');
    await readout.getByText(/^this run \(seed 1\)$/).waitFor();
    expect(await readout.textContent()).toMatch(/other repeats\s*0\.\d+ ± 0\.\d+\s*n = 4/);
    // Whichever line is nearest: moved onto the band, its repeats are listed.
    for (let y = 10; y < box.height && (await readout.getByText('seed 3').count()) === 0; y += 8)
      await page.mouse.move(box.x + box.width / 3, box.y + y);
    for (const seed of [2, 3, 4, 5]) await readout.getByText(`seed ${seed}`, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Table', exact: true }).first().focus();
    await page.keyboard.press('Enter');
    const table = page.getByRole('region', { name: /^Numbers of Loss$/ }).getByRole('row');
    expect(await table.count()).toBeGreaterThan(5);
    expect(await table.nth(1).textContent()).toContain('±');
    await page.context().close();
  });

  test('the log is searched from / on, match by match, and only its matches are shown', async () => {
    const { page } = await open(`${keys.student}/log`);
    const log = page.getByRole('log');
    await log.getByText(/Step 3999/).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('CLIPPED');
    await page.getByText('1 of 11', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('2 of 11', { exact: true }).waitFor();
    await log.getByText(/Step 397: the gradient norm/).waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Shift+Enter');
    await page.getByText('11 of 11', { exact: true }).waitFor();
    await log.getByText(/Step 3970: the gradient norm/).waitFor();
    expect(await log.locator('.current mark').textContent()).toBe('clipped');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByText('11 lines', { exact: true }).waitFor();
    expect(await log.locator('.line').count()).toBe(11);
    await page.getByRole('radio', { name: 'All' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('11 lines', { exact: true }).waitFor();
    await page.context().close();
  });

  test('a running log is followed until one scrolls up, and again with f', async () => {
    const { page } = await open(`${running}/log`);
    const log = page.getByRole('log');
    const lastStep = async () =>
      Number(/Step (\d+)/.exec((await log.locator('.line').last().textContent()) ?? '')?.[1]);
    const atEnd = () => log.evaluate((box) => box.scrollTop + box.clientHeight >= box.scrollHeight - 20);
    // Longer than the window is high.
    await expect.poll(lastStep, { timeout: 30_000 }).toBeGreaterThan(500);
    expect(await atEnd()).toBe(true);
    await log.focus();
    await page.keyboard.press('Home');
    await log.getByText('Step 5 of the test.').waitFor();
    const follow = page.getByRole('checkbox', { name: 'Follow' });
    await expect.poll(() => follow.isChecked(), { timeout: 15_000 }).toBe(false);
    const lines = page.getByText(/^\s*\d+ lines\s*$/);
    const before = await lines.textContent();
    await expect.poll(() => lines.textContent(), { timeout: 15_000 }).not.toBe(before);
    expect(await log.evaluate((box) => box.scrollTop)).toBe(0);
    await page.keyboard.press('f');
    await expect.poll(atEnd, { timeout: 15_000 }).toBe(true);
    const end = await lastStep();
    await expect.poll(lastStep, { timeout: 15_000 }).toBeGreaterThan(end);
    expect(await atEnd()).toBe(true);
    await page.context().close();
  });

  test('points of a running run come into its curves, and a panel without news is not painted again', async () => {
    const { page, errors } = await open(`${running}/curves`);
    await panel(page, 'Loss').waitFor();
    await page.getByRole('button', { name: 'Table', exact: true }).first().click();
    const last = page
      .getByRole('region', { name: 'Numbers of Loss', exact: true })
      .getByRole('rowheader')
      .last();
    const step = async () => Number((await last.textContent())?.replace(/\D/g, ''));
    const before = await step();
    await expect.poll(step, { timeout: 15_000 }).toBeGreaterThan(before + 20);
    await page.goto(`${lab.url}#/runs/${running}/system`);
    await page.getByText('Most memory of its process').waitFor();
    const paintings = await page.evaluate(async () => {
      let count = 0;
      const { clearRect } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        if (!this.canvas.classList.contains('overlay')) count++;
        return clearRect.apply(this, box);
      };
      await new Promise((resolve) => setTimeout(resolve, 1500));
      CanvasRenderingContext2D.prototype.clearRect = clearRect;
      return count;
    });
    // Training points come 50 times a second, samples of the machine every two seconds for two panels or three.
    expect(paintings).toBeLessThanOrEqual(6);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('j and k step through the runs of its kind and keep the part shown', async () => {
    const { page } = await open(`${keys.student}/files`);
    await page.getByText('1 of 6', { exact: true }).waitFor();
    await page.keyboard.press('j');
    await page.getByText('2 of 6', { exact: true }).waitFor();
    expect(new URL(page.url()).hash).toMatch(/\/files$/);
    await page.keyboard.press('k');
    await page.getByText('1 of 6', { exact: true }).waitFor();
    await page.keyboard.press('k');
    expect(page.url()).toContain(keys.student);
    await page.context().close();
  });

  test('c holds its repeats against the configurations that are chosen', async () => {
    const { page } = await open(keys.evaluation);
    await page.keyboard.press('c');
    const menu = page.getByRole('dialog', { name: 'Compare with other runs' });
    const find = menu.getByRole('searchbox');
    await find.waitFor();
    await menu.getByText('LSTUR').waitFor();
    await find.focus();
    await page.keyboard.type('newsbert');
    expect(await menu.getByRole('listitem').count()).toBe(1);
    await page.keyboard.press('Tab');
    if (!(await menu.getByRole('checkbox').evaluate((box) => box === document.activeElement)))
      await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await menu.getByRole('button', { name: 'Compare 2 configurations' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.hash.startsWith('#/compare/'));
    const groups = new URL(page.url()).hash.split('/').slice(2);
    expect(groups.map((group) => group.split('.').length)).toEqual([5, 5]);
    expect(keys.evaluation.startsWith(groups[0]!.split('.')[0]!)).toBe(true);
    await page.context().close();
  });

  test('the configuration is searched, compared with its preset, and copied as YAML', async () => {
    const { page } = await open(`${keys.student}/configuration`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByText('28 of 28 fields').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('learningrate');
    await page.getByText('1 of 28 fields').waitFor();
    await page.getByRole('radio', { name: 'This stage' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page
      .getByText(/Every setting is as the preset|Here/)
      .first()
      .waitFor();
    await page.getByRole('radio', { name: 'This stage' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Copy as YAML' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Copied the configuration.').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('stageTwo:\n  batchSize: 128');
    await page.context().close();
  });

  test('m writes a note that is shown sanitised, and F2 another name', async () => {
    const { page } = await open(`${keys.stopped}/environment`);
    await page.keyboard.press('m');
    await waitForFocus(page.getByRole('textbox', { name: 'Note, in Markdown' }));
    await page.keyboard.type('**too slow**<img src=x onerror=alert(1)>');
    await page.keyboard.press('Control+Enter');
    await page.locator('aside strong', { hasText: 'too slow' }).waitFor();
    expect(await page.locator('aside img[onerror]').count()).toBe(0);
    expect(lab.lab.runs.get(keys.stopped).run.note).toContain('**too slow**');
    await page.keyboard.press('F2');
    await page.keyboard.type('slow one');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'slow one' }).waitFor();
    await page.context().close();
  });

  test('a note that is left is kept, with a way back, and m goes back to its text', async () => {
    const note = () => lab.lab.runs.get(keys.student).run.note;
    const before = note();
    const { page } = await open(`${keys.student}/files`);
    await page.getByText('1 of 6', { exact: true }).waitFor();
    const field = page.getByRole('textbox', { name: 'Note, in Markdown' });
    await page.keyboard.press('m');
    await field.fill('half a thought');
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('m');
    expect(await field.inputValue()).toBe('half a thought');
    expect(await field.evaluate((area) => area === document.activeElement)).toBe(true);
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('j');
    await page.getByText('2 of 6', { exact: true }).waitFor();
    await page.getByText(/Saved the note on .* as it was left/).waitFor();
    expect(note()).toBe('half a thought');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(note).toBe(before);
    await page.context().close();
  });

  test('Delete on the cross of a tag leaves the run where it is', async () => {
    lab.lab.runs.change([keys.stopped], { addTags: ['slow'] });
    const { page } = await open(`${keys.stopped}/environment`);
    await page.keyboard.press('t');
    await page.getByRole('button', { name: 'Remove the tag slow' }).press('Delete');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Add a tag' }).waitFor({ state: 'detached' });
    expect(lab.lab.runs.get(keys.stopped).run.trashedAt).toBeNull();
    await page.context().close();
  });

  test('its weights are promoted, released and deleted by keyboard, with a way back', async () => {
    const { page } = await open(`${keys.student}/checkpoints`);
    const press = async (name: string | RegExp) => {
      await page.getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
    };
    await press('Promote: keep under a name');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('not a name');
    expect(await dialog.getByRole('button', { name: 'Keep them' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('best-student');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Weights, kept as best-student' }).waitFor();
    const remove = page.getByRole('button', { name: /^Delete, frees/ });
    expect(await remove.isDisabled()).toBe(true);
    await press('Release');
    await page.getByRole('heading', { name: 'Weights', exact: true }).waitFor();
    await press(/^Delete, frees/);
    await page.getByText(/This run has no weights/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Weights', exact: true }).waitFor();
    expect(lab.lab.runs.get(keys.student).files.length).toBe(2);
    await page.context().close();
  });

  test('a run that failed says why on each part, one without files, curves or address says so', async () => {
    const { page } = await open(keys.failed);
    await page.getByText(/The loss is NaN at step 412/).waitFor();
    await page.goto(`${lab.url}#/runs/${keys.failed}/files`);
    await page.getByText(/This run has no files on the disk/).waitFor();
    await page.goto(`${lab.url}#/runs/${keys.failed}/checkpoints`);
    await page.getByText(/No checkpoint yet/).waitFor();
    await page.goto(`${lab.url}#/runs/${imported}`);
    await page.getByRole('heading', { name: 'AUC', exact: true }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Parts of the run' }).getByRole('link').count()).toBe(
      3,
    );
    await page.goto(`${lab.url}#/runs/${keys.evaluation}`);
    await page.getByRole('heading', { name: LONG_NAME }).waitFor();
    await page.getByRole('heading', { name: 'Computed from' }).waitFor();
    await page.goto(`${lab.url}#/runs/nowhere`);
    await page.getByText('There is no such run').waitFor();
    await page.context().close();
  });

  test.each([
    { dark: true, locale: 'es-ES', width: 1280, height: 800 },
    { dark: false, locale: 'en-GB', width: 1920, height: 1080 },
  ])('axe finds nothing in any part, $locale, dark: $dark', { timeout: 180_000 }, async (options) => {
    const { page, errors } = await open(keys.student, options);
    const addresses = [
      ...TABS.map((tab) => `${keys.student}/${tab}`),
      `${running}/curves`,
      `${running}/log`,
      keys.failed,
      `${keys.stopped}/checkpoints`,
      imported,
    ];
    const found: Record<string, string[]> = {};
    for (const address of addresses) {
      await page.goto(`${lab.url}#/runs/${address}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(300);
      const here = await axeFindings(page);
      const wide = await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth);
      if (wide > 0) here.push(`${wide} px too wide`);
      if (here.length > 0) found[address] = here;
    }
    expect(found).toEqual({});
    // The note of a test before holds a handler; the browser reports it where the sanitiser reads it, and blocks it.
    expect(errors.filter((text) => !text.includes('inline event handler'))).toEqual([]);
    await page.context().close();
  });
});
