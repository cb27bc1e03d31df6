/** The queue by keyboard in a real browser, over a real lab whose stages take their time. */
import { type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { axeFindings } from './axe-findings.ts';
import { buildRenderer, launchBrowser, openPage } from './browser.ts';
import { type QueueLab, startQueueLab } from './queue-lab.ts';

const reason = requireOrSkip('Chromium', findChromium());
const NAMES = ['first', 'second', 'third', 'fourth'];

describe.skipIf(reason)(`the queue${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let built: Awaited<ReturnType<typeof buildRenderer>>;
  let browser: Browser;
  let queue: QueueLab | undefined;
  let page: Page | undefined;
  let errors: string[] = [];

  beforeAll(async () => {
    built = await buildRenderer();
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await page?.context().close();
    await queue?.close();
    queue = page = undefined;
    expect(errors).toEqual([]);
    errors = [];
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function open(lab: QueueLab, options: Parameters<typeof openPage>[2] = {}): Promise<Page> {
    const opened = await openPage(browser, `${lab.url}#/queue`, options);
    ({ errors } = opened);
    await opened.page.getByRole('heading', { level: 1 }).waitFor();
    return (page = opened.page);
  }
  const show = async (
    names: readonly string[] = NAMES,
    options = {},
  ): Promise<{ page: Page; lab: QueueLab }> => {
    queue = await startQueueLab(built.folder, names, { slots: 1 });
    return { lab: queue, page: await open(queue, options) };
  };
  const order = (page: Page): Promise<string[]> =>
    page
      .locator('tr.row[data-name]')
      .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.name ?? ''));
  const rowOf = (page: Page, name: string) => page.locator(`tr.row[data-name="${name}"]`);

  test('Alt and arrows move an experiment, the focus stays on it, and its place is said', async () => {
    const { page, lab } = await show();
    await page.getByRole('link', { name: 'third' }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => order(page)).toEqual(['first', 'third', 'second', 'fourth']);
    await page.getByText('third is now number 2.').waitFor({ state: 'attached' });
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe('third');
    await page.keyboard.press('Alt+End');
    await expect.poll(() => order(page)).toEqual(['first', 'second', 'fourth', 'third']);
    await expect.poll(focused).toBe('third');
    await page.keyboard.press('ArrowUp');
    await expect.poll(focused).toBe('fourth');
    expect(lab.lab.queue.get().entries.map(({ name }) => name)).toEqual([
      'first',
      'second',
      'fourth',
      'third',
    ]);
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await expect.poll(() => order(page)).toEqual(['first', 'third', 'second', 'fourth']);
  });

  test('priority and the menu change the line, and undo brings back what was', async () => {
    const { page } = await show();
    await page.getByRole('combobox', { name: 'Priority of fourth' }).selectOption('High');
    await expect.poll(() => order(page)).toEqual(['fourth', 'first', 'second', 'third']);
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await expect.poll(() => order(page)).toEqual(NAMES);
    await page.getByRole('button', { name: 'More for second' }).press('Enter');
    await page.getByRole('menuitem', { name: /^Move to the top/ }).waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => order(page)).toEqual(['first', 'third', 'fourth']);
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await expect.poll(() => order(page)).toEqual(NAMES);
  });

  test('dragging a row puts it where the line is drawn', async () => {
    const { page } = await show();
    const boxOf = async (name: string) => (await rowOf(page, name).boundingBox())!;
    const [from, to] = [await boxOf('fourth'), await boxOf('second')];
    await page.mouse.move(from.x + 20, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + 40, to.y + 30, { steps: 4 });
    await page.mouse.move(to.x + 40, to.y + 6, { steps: 4 });
    await page.locator('tr.row.before[data-name="second"]').waitFor();
    await page.mouse.up();
    await expect.poll(() => order(page)).toEqual(['first', 'fourth', 'second', 'third']);
  });

  test('pausing one at a checkpoint lets the next one run, and says so in words', async () => {
    const { page } = await show();
    await rowOf(page, 'first').getByText('1 stage running').waitFor();
    await page.getByRole('button', { name: 'More for first' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Pause at a checkpoint now' }).press('Enter');
    await rowOf(page, 'first').getByText('Paused').waitFor();
    await rowOf(page, 'second').getByText('1 stage running').waitFor();
    await rowOf(page, 'first').getByRole('button', { name: 'Resume first' }).press('Enter');
    await rowOf(page, 'first').getByText('Waits for a place: Processor').waitFor();
  });

  test('`p` pauses and resumes the whole queue; slots take effect at once', async () => {
    const { page, lab } = await show();
    await page.keyboard.press('p');
    await page.getByText('The queue is paused.').waitFor();
    await rowOf(page, 'second').getByText('Paused', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'One stage more at once: Processor' }).press('Enter');
    await expect.poll(() => lab.lab.queue.get().devices[0]?.slots).toBe(2);
    expect(lab.lab.queue.get().running).toHaveLength(1);
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: '2 stages running' }).waitFor();
    await page.getByRole('button', { name: 'Default: 1' }).press('Enter');
    await expect.poll(() => lab.lab.queue.get().devices[0]?.slots).toBe(1);
  });

  test('a key in the menu of one experiment is not one of the view', async () => {
    const { page, lab } = await show();
    await page.getByRole('button', { name: 'More for second' }).press('Enter');
    await page.getByRole('menuitem', { name: /^Move to the top/ }).waitFor();
    await page.keyboard.press('p');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(lab.lab.queue.get().paused).toBe(false);
    expect(await page.getByText('The queue is paused.').count()).toBe(0);
  });

  test('what the end of the lab interrupted is taken up in its order', async () => {
    const { lab } = await show();
    lab.lab.queue.move('fourth', { place: 'top' });
    await page!.context().close();
    queue = await lab.restart();
    const again = await open(queue);
    await again.getByText(/^4 experiments were interrupted/).waitFor();
    expect(await order(again)).toEqual(['fourth', 'first', 'second', 'third']);
    await again.getByRole('button', { name: 'Take up again', exact: true }).first().press('Enter');
    await rowOf(again, 'fourth').getByText('1 stage running').waitFor();
    expect(await again.getByText(/were interrupted/).count()).toBe(0);
  });

  test.each([
    { width: 1280, height: 800 },
    { width: 1920, height: 1080, dark: true, locale: 'es-ES' },
  ])('axe finds nothing at %o; empty it says what belongs here', async (options) => {
    queue = await startQueueLab(built.folder, []);
    const shown = await open(queue, options);
    await shown.getByRole('heading', { level: 2 }).waitFor();
    expect(await axeFindings(shown)).toEqual([]);
    await shown.context().close();
    await queue.close();
    queue = await startQueueLab(built.folder, NAMES, { slots: 2 });
    queue.lab.queue.pause('third', false);
    queue.lab.queue.setSlots('gpu', 2);
    const full = await open(queue, options);
    await full.locator('tr.row').nth(3).waitFor();
    expect(await axeFindings(full)).toEqual([]);
  });
});
