/** Weights and the disk under Models, in a real browser over a real lab, by keyboard. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { filledExperiment } from '#tests/fixtures/filled-workspace.ts';
import { fillRunPages, type PageKeys } from '#tests/fixtures/run-pages.ts';
import { axeFindings } from './axe-findings.ts';
import { buildRenderer, launchBrowser, openPage, type PageOptions } from './browser.ts';
import { type FilledLab, startFilledLab } from './filled-lab.ts';

const reason = requireOrSkip('Chromium', findChromium());

describe.skipIf(reason)(`weights and disk${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let built: Awaited<ReturnType<typeof buildRenderer>>;
  let browser: Browser;
  let lab: FilledLab;
  let keys: PageKeys;

  beforeAll(async () => {
    built = await buildRenderer();
    browser = await launchBrowser();
    lab = await startFilledLab(built.folder, [filledExperiment('main-table')], {
      prepare: (workspace) => (keys = fillRunPages(workspace)),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  });

  const open = async (options: PageOptions = {}) => {
    const opened = await openPage(browser, `${lab.url}#/models`, options);
    await opened.page.locator('#checkpoints').waitFor();
    return opened;
  };
  const press = async (page: Page, name: string | RegExp) => {
    await page.getByRole('button', { name }).first().focus();
    await page.keyboard.press('Enter');
  };
  const table = (page: Page) => page.getByRole('region', { name: 'Checkpoints' });

  test('weights are promoted, found by name, and released on their run', async () => {
    const { page, errors } = await open();
    await page.getByRole('searchbox', { name: 'Filter' }).fill('stage ii');
    await page.getByText('5 shown').waitFor();
    await press(page, 'Promote Distil, Stage II');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('paper-student');
    await page.keyboard.press('Enter');
    await page.getByText('Kept as paper-student.').waitFor();
    const first = table(page).getByRole('row').nth(1);
    expect(await first.textContent()).toContain('paper-student');
    expect(await first.getByRole('button', { name: /^Delete the files/ }).isDisabled()).toBe(true);
    await page.getByRole('searchbox', { name: 'Filter' }).fill('');
    await page.getByRole('radio', { name: /^All/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('1 shown').waitFor();
    await press(page, 'Promote Distil, Stage II');
    await dialog.getByRole('textbox').fill('student-of-the-paper');
    await page.keyboard.press('Enter');
    await table(page).getByText('student-of-the-paper').waitFor();
    await first.getByRole('link', { name: 'Distil, Stage II' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Weights, kept as student-of-the-paper' }).waitFor();
    await press(page, 'Release');
    await page.getByRole('heading', { name: 'Weights', exact: true }).waitFor();
    expect(lab.lab.checkpoints.list().checkpoints.every(({ keptAs }) => keptAs === null)).toBe(true);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('weights are exported to a folder, and a folder that is none is said in the dialog', async () => {
    const { page } = await open();
    await page.getByRole('searchbox', { name: 'Filter' }).fill('stage ii');
    await press(page, 'Export Distil, Stage II');
    const dialog = page.getByRole('dialog');
    const folder = path.join(lab.workspace, 'exports');
    await dialog.getByRole('textbox').fill('relative/folder');
    await page.keyboard.press('Enter');
    await dialog.getByText(/is not a whole path/).waitFor();
    await dialog.getByRole('textbox').fill(folder);
    await page.keyboard.press('Enter');
    await page.getByText(/Copied \d+ files/).waitFor();
    const [made] = readdirSync(folder);
    expect(existsSync(path.join(folder, made!, 'model.safetensors'))).toBe(true);
    await page.context().close();
  });

  test('a kind is freed after its size was said; the runs stay', async () => {
    const { page } = await open();
    const before = lab.lab.runs.list().runs.length;
    const spare = lab.lab.checkpoints.list().disk.kinds.find(({ kind }) => kind === 'embed')!.spare;
    expect(spare).toBeGreaterThan(0);
    await press(page, 'Free: Embed news');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(new RegExp(`files of ${spare} finished runs`)).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(lab.lab.checkpoints.list().disk.kinds.find(({ kind }) => kind === 'embed')?.spare).toBe(spare);
    await press(page, 'Free: Embed news');
    await dialog.getByRole('button', { name: /^Free / }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(new RegExp(`Freed .* of ${spare} runs`)).waitFor();
    expect(lab.lab.checkpoints.list().disk.kinds.find(({ kind }) => kind === 'embed')?.spare ?? 0).toBe(0);
    expect(lab.lab.runs.list().runs.length).toBe(before);
    await page.context().close();
  });

  test('a checkpoint to go on from can be deleted, and is back after Undo', async () => {
    const { page } = await open();
    await page.getByRole('searchbox', { name: 'Filter' }).fill('newsbert');
    const row = table(page).getByRole('row').filter({ hasText: 'to go on from' });
    await row.getByRole('button', { name: /^Delete the files/ }).focus();
    await page.keyboard.press('Enter');
    await row.waitFor({ state: 'detached' });
    await press(page, 'Undo');
    await row.waitFor();
    expect(lab.lab.runs.get(keys.stopped).checkpoint).not.toBeNull();
    await page.context().close();
  });

  test.each([
    { dark: true, locale: 'es-ES' },
    { dark: false, locale: 'en-GB' },
  ])('axe finds nothing, $locale, dark: $dark', async (options) => {
    const { page } = await open(options);
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });
});
