/** What belongs to every view: palette, shortcuts, languages, focus, the way back, messages of the system. */
import { type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { buildRenderer, launchBrowser, openPage } from './browser.ts';
import { rowOf } from './fixture-data.ts';
import {
  emptyState,
  type FixtureLab,
  type FixtureState,
  severalState,
  startFixture,
} from './fixture-server.ts';

const reason = requireOrSkip('Chromium', findChromium());

describe.skipIf(reason)(`the frame${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let built: Awaited<ReturnType<typeof buildRenderer>>;
  let browser: Browser;
  const open: { lab?: FixtureLab; page?: Page } = {};
  let errors: string[] = [];

  beforeAll(async () => {
    built = await buildRenderer();
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await open.page?.context().close();
    await open.lab?.close();
    expect(errors).toEqual([]);
    errors = [];
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function show(
    address: string,
    state: FixtureState = severalState(),
    options: Parameters<typeof openPage>[2] = {},
  ): Promise<{ page: Page; lab: FixtureLab }> {
    const lab = await startFixture(built.folder, state);
    const opened = await openPage(browser, `${lab.url}${address && `#${address}`}`, options);
    ({ errors } = opened);
    Object.assign(open, { lab, page: opened.page });
    return { lab, page: opened.page };
  }

  const focused = (page: Page): Promise<string> =>
    page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.textContent?.trim()}`);

  test('the palette finds by fuzzy name, goes there by Enter, and remembers what was chosen', async () => {
    const { page } = await show('/models');
    await page.getByText('unilmv2-base').waitFor();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'A place, a name, an action' });
    await field.fill('s5rep');
    const options = page.getByRole('dialog').getByRole('option');
    const first = options.first();
    await expect.poll(() => first.innerText()).toContain('sample-5-repeats');
    expect(await first.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'sample-5-repeats' }).waitFor();
    await expect.poll(() => focused(page)).toBe('H1 sample-5-repeats');
    await page.keyboard.press('Control+k');
    await expect.poll(() => options.first().innerText()).toMatch(/^sample-5-repeats[^]*Lately$/);
    await page.keyboard.press('ArrowUp');
    expect(await options.last().getAttribute('aria-selected')).toBe('true');
    await field.fill('zzzz');
    await page.getByText('Nothing is called so.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('keys go to places, never while one types, and not at all when switched off', async () => {
    const { page } = await show('/experiments');
    await page.getByRole('link', { name: 'main-table' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.getByRole('heading', { level: 1, name: 'Datasets' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.keyboard.press('/');
    await page.keyboard.type('gdn?');
    expect(await page.getByRole('searchbox').inputValue()).toBe('gdn?');
    await page.getByRole('searchbox').blur();
    await page.keyboard.press('n');
    await page.getByRole('heading', { level: 1, name: 'New experiment' }).waitFor();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Everywhere').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Shortcuts of single keys').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
  });

  test('the help sheet lists what the shown view hears', async () => {
    const { page } = await show('/experiments');
    await page.getByRole('link', { name: 'main-table' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Filter experiments').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Everywhere').waitFor();
    expect(await page.getByRole('dialog').getByText('Filter experiments').count()).toBe(0);
  });

  test('the language is the system’s, until another one is chosen, which stays', async () => {
    const { page } = await show('/experiments', severalState(), { locale: 'es-AR' });
    await page.getByText('31 de 98 etapas, 12 reutilizadas').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    expect(await page.title()).toBe('Experimentos – Tiny-NewsRec Lab');
    await page.getByRole('link', { name: 'main-table' }).click();
    await page
      .getByRole('button', { name: /^Ajuste fino del maestro 2/ })
      .first()
      .waitFor();
    await page.getByLabel('Idioma').selectOption('en');
    await page
      .getByRole('button', { name: /^Fine-tune teacher 2/ })
      .first()
      .waitFor();
    await page.reload();
    await page
      .getByRole('button', { name: /^Fine-tune teacher 2/ })
      .first()
      .waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  test('an error of the lab is said in the language shown, also when that changes', async () => {
    const state = severalState();
    const failed = AppError.of('not-found', 'error.noSource', { source: '/data/mind' });
    state.failures.set('experiments.list', failed.toShape());
    const { page } = await show('/experiments', state, { locale: 'es-MX' });
    await page.getByText('No hay ningún archivo ni carpeta /data/mind. Revise la ruta.').waitFor();
    await page.getByLabel('Idioma').selectOption('en');
    await page.getByText('There is no file or folder /data/mind. Check the path.').waitFor();
  });

  test('a start without an address shows the last view; the way back is to where one was', async () => {
    const state = emptyState();
    state.experiments = Array.from({ length: 300 }, (_, at) => rowOf(`sweep-${at}`, 'done', 98, 98));
    const { page, lab } = await show('/experiments', state);
    await page.getByRole('link', { name: 'sweep-0', exact: true }).waitFor();
    const scroll = page.locator('[data-scroll="experiments"]');
    await scroll.evaluate((part) => part.scrollTo(0, 5000));
    await page.getByRole('link', { name: 'sweep-100', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'sweep-100' }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'sweep-100', exact: true }).waitFor();
    await expect.poll(() => scroll.evaluate((part) => part.scrollTop)).toBe(5000);
    await page.goto(`${lab.url}#/models`);
    await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
    await page.goto('about:blank');
    await page.goto(lab.url);
    await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
  });

  test('an experiment that ends is told: in the window, and by the system when that is wanted', async () => {
    const { page, lab } = await show('/models', severalState(), { permissions: ['notifications'] });
    await page.getByText('unilmv2-base').waitFor();
    await page.evaluate(() => {
      const told: string[] = [];
      const Told = class extends EventTarget {
        static permission = 'granted';
        constructor(title: string, options: { body: string }) {
          super();
          told.push(`${title}: ${options.body}`);
        }
      };
      Object.assign(window, { Notification: Told, told });
      document.hasFocus = () => false;
    });
    const running = rowOf('main-table', 'running', 97, 98);
    lab.emit({ type: 'experiment', row: running });
    lab.emit({ type: 'experiment', row: { ...running, state: 'failed', error: 'The loss is NaN.' } });
    await page.getByText('main-table failed. The loss is NaN.').waitFor();
    const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told);
    expect(await told()).toEqual([]);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Tell me when an experiment ends or fails').check();
    await page.keyboard.press('Escape');
    lab.emit({ type: 'experiment', row: { ...running, name: 'other' } });
    lab.emit({
      type: 'experiment',
      row: { ...running, name: 'other', state: 'done', best: { method: 'NewsBERT', auc: 0.7 } },
    });
    await page.getByText('other is done. Best row: NewsBERT, AUC 70.00.').waitFor();
    expect(await told()).toEqual(['Experiment done: other is done. Best row: NewsBERT, AUC 70.00.']);
  });

  test('an experiment that ran before the window came is told by the first word of its end', async () => {
    const state = severalState();
    const running = rowOf('main-table', 'running', 97, 98);
    state.experiments = [running];
    const { page, lab } = await show('/models', state);
    await page.getByText('unilmv2-base').waitFor();
    await expect.poll(() => lab.calls.filter(({ path }) => path === 'experiments.list').length).toBe(2);
    // The answers are read before the event that comes after them.
    lab.emit({ type: 'experiment', row: { ...running, state: 'failed', error: 'The loss is NaN.' } });
    await page.getByText('main-table failed. The loss is NaN.').waitFor();
  });

  test('a narrow window folds the places, keeps its width, and Tab begins with the way to the view', async () => {
    const { page } = await show('/experiments', severalState(), { width: 320, height: 640 });
    await page.getByRole('link', { name: 'main-table' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Places' }).isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('BUTTON Skip to the view');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    await page.getByRole('button', { name: 'Places' }).click();
    await page.getByRole('link', { name: 'Datasets' }).click();
    await page.getByRole('heading', { level: 1, name: 'Datasets' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Places' }).isVisible()).toBe(false);
  });

  test('a dialog that closes gives the focus back, to the heading where its place is gone', async () => {
    const { page } = await show('/datasets');
    await page.getByText('MIND-small').waitFor();
    await page.getByRole('button', { name: 'Import a dataset' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect.poll(() => focused(page)).toBe('BUTTON Import a dataset');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.mouse.click(5, 5);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('BUTTON Import a dataset');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.evaluate(() =>
      [...document.querySelectorAll('main header button')].forEach((button) => button.remove()),
    );
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect.poll(() => focused(page)).toBe('H1 Datasets');
  });

  test('the time to undo a removal stands still while its notice is looked at', async () => {
    const { page, lab } = await show('/datasets/sample');
    await page.getByRole('button', { name: 'Remove' }).waitFor();
    await page.clock.install();
    await page.getByRole('button', { name: 'Remove' }).click();
    const notice = page.getByText('Removed the dataset sample.');
    await notice.hover();
    await page.clock.runFor(20_000);
    const removals = () => lab.calls.filter(({ path }) => path === 'datasets.remove').length;
    expect(await notice.isVisible()).toBe(true);
    await page.mouse.move(5, 5);
    await page.clock.runFor(5000);
    expect(await notice.isVisible()).toBe(true);
    expect(removals()).toBe(0);
    await page.clock.runFor(3000);
    await notice.waitFor({ state: 'detached' });
    await expect.poll(removals).toBe(1);
  });

  test('a new view gives its heading the focus and the page its title', async () => {
    const { page } = await show('/experiments');
    await page.getByRole('link', { name: 'main-table' }).click();
    await expect.poll(() => focused(page)).toBe('H1 main-table');
    await page.getByRole('link', { name: 'Datasets' }).click();
    await expect.poll(() => focused(page)).toBe('H1 Datasets');
    expect(await page.title()).toBe('Datasets – Tiny-NewsRec Lab');
  });
});
