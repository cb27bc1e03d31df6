/**
 * A user's whole way through the window, the same in a browser and in Electron: sample, form, training, results.
 * Every step goes by what a reader sees (roles, labels, words); how the window was opened is the test's business.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

export const EXPERIMENT = 'two-students';
/** The names that the two rows get by themselves. */
export const METHODS = ['PLM-NR-2 (FT)', 'PLM-NR-1 (FT)'] as const;

const pictures = path.resolve(import.meta.dirname, '..', '..', 'docs', 'screenshots');

/** Small enough for seconds of training: form group -> label -> value. */
const CHANGES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Model: { 'News vector': 16, 'Attention query': 8 },
  Input: { Title: 12, History: 5 },
  'Pre-training (MLM)': { 'At most': 40, Batch: 8, Text: 16, Dropout: 0 },
  'Fine-tuning': { 'At most': 40, Batch: 8, 'Trainable layers': 1 },
};

/**
 * Keeps a picture of the window as `docs/screenshots/NAME.png` (1280 x 800). An existing one is written anew only
 * under `TNRLAB_SCREENSHOTS=1`, so that a test run leaves the working tree as it was.
 */
async function picture(page: Page, name: string): Promise<void> {
  const file = path.join(pictures, `${name}.png`);
  if (process.env.TNRLAB_SCREENSHOTS !== '1' && existsSync(file)) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: file, animations: 'disabled' });
}

const button = (at: Page | Locator, name: string | RegExp): Locator =>
  at.getByRole('button', { name, exact: typeof name === 'string' });

async function fill(at: Locator, label: string, value: number | string): Promise<void> {
  await at.getByLabel(label, { exact: true }).fill(String(value));
}

/** From the empty lab: generates the dataset `sample` in the dialog. */
export async function makeSample(page: Page): Promise<void> {
  await button(page, 'Generate a sample dataset').click();
  const dialog = page.getByRole('dialog');
  await fill(dialog, 'News (empty: default)', 200);
  await fill(dialog, 'Users (empty: default)', 40);
  await fill(dialog, 'Impressions (empty: default)', 300);
  await button(dialog, 'Generate the dataset').click();
  await page.getByText('The dataset sample is ready.').waitFor();
  await button(page, 'Close this message').click();
}

/** From the experiments: fills the empty form with two methods and two repeats, and starts it. */
export async function startExperiment(page: Page, prefix: string): Promise<void> {
  await page.getByRole('main').getByRole('link', { name: 'New experiment' }).click();
  await page.getByRole('link', { name: 'Empty form' }).click();

  const section = (title: string) =>
    page.locator('section', { has: page.getByRole('heading', { name: title, exact: true }) });
  const about = section('Experiment');
  await fill(about, 'Name', EXPERIMENT);
  await fill(about, 'Repeats', 2);
  await about.getByLabel('Backend', { exact: true }).selectOption('wasm');
  const plm = section('Base PLM');
  for (const [label, value] of [
    ['Layers', 2],
    ['Width', 16],
    ['Heads', 2],
    ['Feed-forward', 32],
  ] as const)
    await fill(plm, label, value);

  const methods = section('Methods').getByRole('listitem', { name: /^Method \d$/ });
  await fill(methods.nth(0), 'Layers', 2);
  await button(methods.nth(0), 'Duplicate row 1').click();
  await fill(methods.nth(1), 'Layers', 1);

  const settings = section('Changes to the preset');
  for (const [title, fields] of Object.entries(CHANGES)) {
    const group = settings.locator('details', { has: page.getByText(title, { exact: true }) });
    await group.locator('summary').click();
    for (const [label, value] of Object.entries(fields)) await fill(group, label, value);
    await group.locator('summary').click();
  }
  // Pre-training and tokens once, then four runs of fine-tuning, news vectors and evaluation.
  const start = button(page, 'Start 14 stages');
  await start.waitFor();
  await page.getByRole('heading', { name: 'Experiment', exact: true }).scrollIntoViewIfNeeded();
  await picture(page, `${prefix}-new-experiment`);
  await start.click();
  await page.getByRole('heading', { name: EXPERIMENT }).waitFor();
}

/** On the progress tab: looks at the curves of the first fine-tuning when it is done, and waits for the end of all. */
export async function watchProgress(page: Page, prefix: string): Promise<void> {
  await button(page, /^Fine-tune/)
    .first()
    .click();
  const panel = page.getByRole('complementary', { name: 'Stage Fine-tune' });
  await panel.getByText('Done', { exact: true }).waitFor({ timeout: 50_000 });
  await panel.getByRole('group', { name: /^Curves of Loss: / }).waitFor();
  await picture(page, `${prefix}-progress`);
  await button(panel, 'Close').click();
  const head = page.locator('header', { has: page.getByRole('heading', { name: EXPERIMENT }) });
  await head.getByText('Done', { exact: true }).waitFor({ timeout: 50_000 });
}

/** Opens the results of the finished experiment from the list of experiments. */
export async function openResults(page: Page, prefix: string): Promise<void> {
  await page.getByRole('link', { name: 'Experiments', exact: true }).first().click();
  const row = page.getByRole('row', { name: new RegExp(EXPERIMENT) });
  await row.getByText('Done', { exact: true }).waitFor();
  await picture(page, `${prefix}-experiments`);
  await row.getByRole('link', { name: EXPERIMENT }).click();
  await page.getByRole('link', { name: 'Results', exact: true }).click();
  for (const method of METHODS) await page.getByRole('rowheader', { name: method }).waitFor();
  await picture(page, `${prefix}-results`);
}
