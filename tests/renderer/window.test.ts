/** The built window in a real Chromium against a scripted lab behind the real browser server. */
import { readFile } from 'node:fs/promises';
import { type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { readPresets } from '#lab/library/presets.ts';
import { experimentSchema } from '#shared/config/experiment.ts';
import { buildRenderer, launchBrowser, openPage } from './browser.ts';
import { datasetOf, NOW, plmOf, rowOf } from './fixture-data.ts';
import {
  emptyState,
  type FixtureLab,
  type FixtureState,
  severalState,
  startFixture,
} from './fixture-server.ts';
import { expandedDetail } from './fixture-stages.ts';

const reason = requireOrSkip('Chromium', findChromium());

describe.skipIf(reason)(`the window${reason ? ` (skipped: ${reason})` : ''}`, () => {
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

  async function show(address: string, state: FixtureState): Promise<{ page: Page; lab: FixtureLab }> {
    const lab = await startFixture(built.folder, state);
    const opened = await openPage(browser, `${lab.url}#${address}`);
    ({ errors } = opened);
    Object.assign(open, { lab, page: opened.page });
    return { lab, page: opened.page };
  }

  /** Waits until the file beside the form says so. */
  const inFile = (page: Page, text: string) =>
    expect.poll(() => page.getByRole('textbox', { name: 'Experiment as YAML' }).inputValue()).toContain(text);

  test('an empty lab offers a sample dataset, then a new experiment', async () => {
    const { page, lab } = await show('/experiments', emptyState());
    await page.getByRole('button', { name: 'Generate a sample dataset' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Generate the dataset' }).click();
    await page.getByText('The dataset sample is ready.').waitFor();
    expect(lab.state.datasets.map((dataset) => dataset.name)).toEqual(['sample']);
    await page.getByRole('main').getByRole('link', { name: 'New experiment' }).click();
    await page.getByRole('link', { name: 'Sample in minutes' }).waitFor();
  });

  test('experiments show state, progress, remaining time and best row, and follow events', async () => {
    const { page, lab } = await show('/experiments', severalState());
    const row = page.getByRole('row', { name: /main-table/ });
    await row.waitFor();
    const text = await row.innerText();
    for (const part of ['Running', '31 of 98 stages, 12 reused', '12 min left', 'PLM-NR-4 (DP)', 'AUC 70.41'])
      expect(text).toContain(part);
    const main = lab.state.experiments[0];
    lab.emit({
      type: 'experiment',
      row: { ...rowOf('main-table', 'done', 98, 98), createdAt: main?.createdAt ?? NOW },
    });
    await row.getByText('Done').waitFor();
  });

  test('paused experiments say so in the list and on their own page, and no longer once they go on', async () => {
    const state = severalState();
    state.experiments.push(rowOf('held', 'queued', 3, 98, { paused: true }));
    const { page, lab } = await show('/experiments', state);
    const row = page.getByRole('row', { name: /held/ });
    await row.getByText('Paused', { exact: true }).waitFor();
    expect(await row.getByText('Queued').count()).toBe(0);
    await page.getByRole('link', { name: 'held', exact: true }).click();
    await page.getByRole('heading', { name: 'held' }).waitFor();
    await page.getByRole('main').getByText('Paused', { exact: true }).waitFor();
    const goesOn = rowOf('held', 'queued', 3, 98);
    // Also for a window that reads once more meanwhile.
    state.experiments = state.experiments.map((one) => (one.name === 'held' ? goesOn : one));
    lab.emit({ type: 'experiment', row: goesOn });
    await page.getByRole('main').getByText('Paused', { exact: true }).waitFor({ state: 'detached' });
  });

  test('a thousand experiments are filtered, walked by arrow keys and opened', async () => {
    const state = emptyState();
    state.experiments = Array.from({ length: 1000 }, (_, at) =>
      rowOf(`sweep-${at}`, 'done', 98, 98, { createdAt: NOW - at * 1000 }),
    );
    const { page } = await show('/experiments', state);
    await page.getByText('sweep-0', { exact: true }).waitFor();
    expect(await page.locator('tbody tr.row').count()).toBeLessThan(100);
    await page.keyboard.press('/');
    await page.keyboard.type('sweep-99');
    await page.getByText('sweep-999', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'sweep-99', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'sweep-990' }).waitFor();
  });

  test('the form shows every problem beside its field and starts what it plans', async () => {
    const { page, lab } = await show('/new/demo', severalState());
    const start = page.getByRole('button', { name: /^Start/ });
    await page.getByRole('button', { name: 'Start 71 stages' }).waitFor();
    const repeats = page.getByLabel('Repeats', { exact: true });
    await repeats.fill('200');
    await page.getByText('Use a whole number, 1 to 100.', { exact: true }).waitFor();
    expect(await repeats.getAttribute('aria-invalid')).toBe('true');
    expect(await start.isDisabled()).toBe(true);
    await repeats.fill('3');
    await page.getByRole('button', { name: 'Start 39 stages' }).waitFor();

    await page.getByRole('button', { name: 'Duplicate row 1' }).click();
    await page
      .getByRole('listitem', { name: 'Method 2' })
      .getByText('Row 2 has the name "PLM-NR-4 (FT)"')
      .waitFor();
    await page.getByRole('button', { name: 'Remove row 2' }).click();
    await page.getByRole('button', { name: 'Start 39 stages' }).waitFor();

    await page.getByText('Evaluation', { exact: true }).last().click();
    await page.getByLabel('Split').last().selectOption('dev');
    await inFile(page, 'split: dev');
    await page.getByRole('button', { name: 'Start 39 stages' }).click();
    await page.waitForURL(/#\/experiments\/demo/);
    await page.getByRole('heading', { level: 1, name: 'demo', exact: true }).waitFor();
    const call = lab.calls.findLast(({ path }) => path === 'experiments.start');
    expect(call?.input).toMatchObject({
      config: { repeats: 3, settings: { evaluation: { split: 'dev' } }, dataset: 'sample' },
    });
  });

  test('an experiment being written is there again after a look elsewhere and a reload, until it begins anew', async () => {
    const { page, lab } = await show('/new/demo', severalState());
    const repeats = page.getByLabel('Repeats', { exact: true });
    await repeats.fill('3');
    await inFile(page, 'repeats: 3');
    const kept = page.getByText('Your changes to this experiment are as you left them.');
    expect(await kept.count()).toBe(0);
    await repeats.blur();
    await page.keyboard.press('n');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.getByRole('heading', { level: 1, name: 'Datasets' }).waitFor();
    await page.goBack();
    // One step back: `n` made none.
    await kept.waitFor();
    expect(await repeats.inputValue()).toBe('3');
    const file = page.getByRole('textbox', { name: 'Experiment as YAML' });
    await file.fill('name: [half');
    await page.reload();
    await kept.waitFor();
    expect(await file.inputValue()).toBe('name: [half');
    expect(await repeats.inputValue()).toBe('3');

    await page.getByRole('button', { name: 'Begin anew' }).click();
    await kept.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(await repeats.inputValue()).not.toBe('3');
    await page.getByRole('button', { name: 'Undo' }).click();
    await kept.waitFor();
    expect(await file.inputValue()).toBe('name: [half');
    await repeats.fill('2');
    await page.getByRole('button', { name: /^Start \d+ stages/ }).click();
    await page.getByRole('heading', { name: 'demo' }).waitFor();
    expect(lab.calls.findLast(({ path }) => path === 'experiments.start')?.input).toMatchObject({
      config: { repeats: 2 },
    });
    await page.goto(`${lab.url}#/new/demo`);
    await repeats.waitFor();
    expect(await kept.count()).toBe(0);
  });

  test('a row of any method is added, changed and checked; its teachers are a list of PLMs', async () => {
    const state = severalState();
    const narrow = plmOf('narrow');
    narrow.config.hiddenSize = 384;
    state.plms = [...state.plms, narrow];
    const { page, lab } = await show('/new/blank', state);
    // Beside its field: the list above the form says it, too.
    const problem = (text: RegExp) => page.getByRole('listitem', { name: /^Method \d/ }).getByText(text);
    await page.getByLabel('Method of the new row').selectOption('MT-BERT');
    await page.getByRole('button', { name: 'Add MT-BERT' }).click();
    const row = page.getByRole('listitem', { name: 'Method 2' });
    await inFile(page, 'method: MT-BERT');
    expect(await row.getByRole('group', { name: /^Teacher PLM \d/ }).count()).toBe(2);

    await row.getByLabel('Teacher layers').fill('5');
    await problem(/Teachers of 5 layers, but the PLM pre-trained here/)
      .first()
      .waitFor();
    await row.getByLabel('Teacher layers').fill('4');
    const second = row.getByRole('group', { name: 'Teacher PLM 2', exact: true });
    await second.getByText('Imported').click();
    await second.getByRole('combobox', { name: 'Teacher PLM 2' }).selectOption('narrow');
    await problem(/narrow has width 384, the student 64/).waitFor();
    await row.getByRole('button', { name: 'Remove teacher PLM 2' }).click();
    await problem(/has width 384/).waitFor({ state: 'detached' });
    expect(await row.getByRole('button', { name: 'Remove teacher PLM 1' }).isDisabled()).toBe(true);

    await row.getByLabel('Method of row 2').selectOption('TinyBERT-MT');
    await row.getByLabel('Teachers', { exact: true }).fill('9');
    await problem(/M = 9 teachers, but post-training keeps 4 copies/).waitFor();
    await row.getByText('Changes for this row only').click();
    const groups = await row.locator('details details > summary').allInnerTexts();
    expect(groups.map((text) => text.trim())).toEqual([
      'Model',
      'Input',
      'Post-training (DP)',
      'Fine-tuning',
      'Distillation, TinyBERT',
      'Evaluation',
    ]);
    await row.getByText('Post-training (DP)').click();
    await row.getByLabel('Teacher copies').fill('9');
    await problem(/M = 9/).waitFor({ state: 'detached' });
    await page.getByLabel('Corpus').selectOption('MIND-small');
    await inFile(page, 'corpus: MIND-small');
    await page.getByRole('button', { name: /^Start \d+ stages/ }).click();
    await page.getByRole('heading', { name: 'experiment', exact: true }).waitFor();
    const call = lab.calls.findLast(({ path }) => path === 'experiments.start');
    expect(call?.input).toMatchObject({
      config: {
        corpus: 'MIND-small',
        methods: [{}, { method: 'TinyBERT-MT', teachers: 9, settings: { postTraining: { copies: 9 } } }],
      },
    });
  });

  test('a study is one card; its scale is chosen there, and what it needs is said', async () => {
    const state = severalState();
    state.presets = readPresets('resources');
    const { page } = await show('/new', state);
    const card = page.getByRole('listitem').filter({ hasText: 'Main table: 16' });
    await card.getByText('16 rows, 5 repeats.').waitFor();
    await card.getByText('Paper', { exact: true }).click();
    await card.getByText(/mind: missing/).waitFor();
    await card.getByText('Sample', { exact: true }).click();
    await card.getByText(/sample: there/).waitFor();
    await card.getByRole('link', { name: /^Main table/ }).click();
    await inFile(page, 'name: main-table-sample');
    expect(await page.getByRole('listitem', { name: /^Method \d/ }).count()).toBe(16);
    const { scrollHeight, clientHeight } = await page
      .getByRole('main')
      .evaluate((main) => ({ scrollHeight: main.scrollHeight, clientHeight: main.clientHeight }));
    expect(scrollHeight).toBe(clientHeight);
  });

  test('of hundreds of stages, repeats without work begin folded', async () => {
    const state = severalState();
    const preset = readPresets('resources').find(({ id }) => id === 'main-table-sample');
    const detail = expandedDetail(experimentSchema.parse(preset?.config), 70, state.plms);
    state.details.set(detail.name, detail);
    const { page } = await show(`/experiments/${detail.name}/progress`, state);
    const repeat = (n: number) => page.getByRole('button', { name: new RegExp(`^Repeat ${n}, seed`) });
    await repeat(2).waitFor();
    expect(await repeat(1).getAttribute('aria-expanded')).toBe('false');
    expect(await repeat(2).getAttribute('aria-expanded')).toBe('true');
    const boxes = page.getByRole('button', { name: /^Distil, NewsBERT/ });
    expect(await boxes.count()).toBe(3);
    await repeat(1).click();
    await expect.poll(() => boxes.count()).toBe(6);
  });

  test('a stage shows its live curves and log; stop becomes resume', async () => {
    const { page, lab } = await show('/experiments/main-table/progress', severalState());
    await page
      .getByRole('button', { name: /^Fine-tune teacher 2/ })
      .nth(1)
      .click();
    const panel = page.getByRole('complementary', { name: 'Stage Fine-tune teacher 2' });
    await panel.getByRole('group', { name: /^Curves of Loss: / }).waitFor();
    await panel.getByText('Checkpoint at step 200.').waitFor();
    const key = new URL(page.url()).hash.split('/').at(-1) ?? '';
    lab.emit({ type: 'log', key, line: { id: 99, time: NOW, level: 'info', message: 'Half of the way.' } });
    lab.emit({ type: 'points', key, step: 601, values: { 'loss/new-part': 1 } });
    await panel.getByText('Half of the way.').waitFor();
    await panel.getByRole('group', { name: /^Curves of Loss terms: .*new-part/ }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
  });

  test('Escape closes the stage, and not when it closes what lies over it', async () => {
    const { page } = await show('/experiments/main-table/progress', severalState());
    await page
      .getByRole('button', { name: /^Fine-tune teacher 2/ })
      .nth(1)
      .click();
    const panel = page.getByRole('complementary', { name: 'Stage Fine-tune teacher 2' });
    await panel.waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await panel.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  test('results mark best and second, show every repeat, and are saved as LaTeX', async () => {
    const { page } = await show('/experiments/sample-5-repeats/results', severalState());
    await page.getByText('The best reachable AUC of this dataset is 85.80.').waitFor();
    expect(await page.locator('.best').count()).toBe(4);
    expect(await page.locator('.second').count()).toBe(4);
    await page.getByLabel('Show every repeat').check();
    expect(await page.getByText('seed 15', { exact: true }).count()).toBe(4);
    await page.getByText('nDCG@10', { exact: true }).click();
    await page.getByRole('heading', { name: 'nDCG@10 by method' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'LaTeX' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('sample-5-repeats.tex');
    expect(await readFile(await download.path(), 'utf8')).toBe(
      'table of sample-5-repeats as tex, published: none',
    );
  });

  test('published values stand below ours, marked with their data, and go into exports', async () => {
    const state = severalState();
    state.experiments.push(rowOf('sixteen', 'done', 98, 98, { methods: 16 }));
    const { page, lab } = await show('/experiments/sixteen/results', state);
    await page.getByText('None', { exact: true }).waitFor();
    expect(await page.locator('tr.published').count()).toBe(0);
    const ours = await page.locator('td.metric .best').allInnerTexts();
    await page.getByText('MIND', { exact: true }).click();
    const row = page.getByRole('row', { name: 'PLM-NR-12 (DP), published, MIND, test split, 5 repeats' });
    await row.waitFor();
    const cells = (await row.getByRole('cell').allInnerTexts()).map((cell) => cell.trim());
    expect(cells).toEqual(['71.02 ± 0.07', '36.05 ± 0.09', '', '45.03 ± 0.12']);
    expect(await row.evaluate((one) => getComputedStyle(one).fontStyle)).toBe('italic');
    expect(await page.locator('tr.published').count()).toBe(16);
    expect(await page.getByText('sample, test split', { exact: true }).count()).toBe(16);
    expect(await page.locator('td.metric .best').allInnerTexts()).toEqual(ours);
    await page.getByText(/Spearman rho -?\d\.\d\d over 16 rows/).waitFor();
    await page.getByText('Feeds', { exact: true }).click();
    await page.getByText('69.37 ± 0.10').waitFor();
    await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
    expect(lab.calls.findLast(({ path }) => path === 'tables.export')?.input).toEqual({
      name: 'sixteen',
      format: 'csv',
      published: 'Feeds',
    });
  });

  test('efficiency stands below the results of an experiment that measured it, and is saved apart', async () => {
    const state = severalState();
    state.experiments.push(rowOf('timed', 'done', 98, 98));
    const { page } = await show('/experiments/timed/results', state);
    const part = page.getByRole('region', { name: 'Efficiency' });
    await part.getByRole('heading', { name: 'Speed against AUC' }).waitFor();
    const cells = await part.getByRole('row').nth(1).getByRole('cell').allInnerTexts();
    expect(cells.slice(0, 8)).toEqual([
      '39.0 M',
      '156 MB',
      '200',
      '0.5 ms',
      '12 ms',
      '512 MB',
      '41 MB',
      '800',
    ]);
    await part.getByText('not yet measured').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      part.getByRole('button', { name: 'Chart (SVG)' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('timed-efficiency.svg');
    await page.goto(page.url().replace('timed', 'sample-5-repeats'));
    await page.getByText('The best reachable AUC of this dataset is 85.80.').waitFor();
    expect(await page.getByRole('region', { name: 'Efficiency' }).count()).toBe(0);
  });

  test('an error says what, where and what to do, and is read again on demand', async () => {
    const state = severalState();
    state.failures.set('experiments.list', { code: 'corrupt', message: 'lab.sqlite is damaged at page 17.' });
    const { page } = await show('/experiments', state);
    await page.getByText('lab.sqlite is damaged at page 17.').waitFor();
    state.failures.clear();
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByText('main-table').waitFor();
  });

  test('a failed import keeps the form and says why', async () => {
    const state = severalState();
    state.failures.set('datasets.import', {
      code: 'bad-input',
      message: '/data/x/news.tsv:3: 5 columns, expected 8.',
    });
    const { page } = await show('/datasets', state);
    await page.getByRole('button', { name: 'Import a dataset' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Folder or zip file').fill('/data/x');
    await dialog.getByRole('button', { name: 'Import the dataset' }).click();
    await dialog.getByText('/data/x/news.tsv:3: 5 columns, expected 8.').waitFor();
    state.failures.clear();
    await dialog.getByRole('button', { name: 'Import the dataset' }).click();
    await page.getByRole('link', { name: 'x', exact: true }).waitFor();
  });

  test('a dialog closed while it works leaves the next one alone, and its end is told by a notice', async () => {
    const state = severalState();
    const { page } = await show('/datasets', state);
    await page.getByText('MIND-small').waitFor();
    state.delayMs = 1500;
    const dialog = page.getByRole('dialog', { name: 'Import a dataset' });
    const importAndClose = async (folder: string): Promise<void> => {
      await page.getByRole('button', { name: 'Import a dataset' }).click();
      await dialog.getByLabel('Folder or zip file').fill(folder);
      await dialog.getByRole('button', { name: 'Import the dataset' }).click();
      await dialog.getByRole('button', { name: 'Close, keep working' }).click();
    };
    await importAndClose('/data/first');
    await page.getByRole('button', { name: 'Import a dataset' }).click();
    await dialog.getByLabel('Folder or zip file').fill('/data/second');
    await page.getByText('Imported the dataset first.').waitFor();
    // Its own close would come in the same breath.
    await page.waitForTimeout(100);
    expect(await dialog.getByLabel('Folder or zip file').inputValue()).toBe('/data/second');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    state.failures.set('datasets.import', { code: 'bad-input', message: 'news.tsv:3: 5 columns.' });
    await importAndClose('/data/broken');
    await page.getByRole('region', { name: 'Messages' }).getByText('news.tsv:3: 5 columns.').waitFor();
  });

  test('a subset is made in a dialog that knows users and days of its parent', async () => {
    const { page, lab } = await show('/datasets', severalState());
    await page.getByRole('button', { name: 'Make a subset' }).click();
    const dialog = page.getByRole('dialog');
    const make = dialog.getByRole('button', { name: 'Make the dataset' });
    await dialog.getByText('First training day (from 2019-11-09)').waitFor();
    expect(await make.isDisabled()).toBe(true);
    await dialog.getByLabel('From', { exact: true }).selectOption('MIND-small');
    await dialog.getByLabel('Users (empty: all 20,400)').fill('20401');
    await dialog.getByText('There are 20,400 users.').waitFor();
    await dialog.getByLabel('Users').fill('10%');
    await dialog.getByLabel('Last training day').fill('2019-11-12');
    await dialog.getByLabel('Replace the dev split').check();
    await dialog
      .getByText('2,040 users of MIND-small, training days to 2019-11-12, 20% of training for validation')
      .waitFor();
    await make.click();
    await page.getByRole('button', { name: 'Show it' }).click();
    await page.getByText('Made from MIND-small').waitFor();
    expect(lab.calls.find(({ path }) => path === 'datasets.derive')?.input).toEqual({
      name: 'MIND-small-part',
      parent: 'MIND-small',
      subset: {
        users: { share: 0.1 },
        days: { last: '2019-11-12' },
        validation: { share: 0.2, replaceDev: true },
        seed: 1,
      },
    });
  });

  test('the table of datasets is saved as it is shown', async () => {
    const { page } = await show('/datasets', severalState());
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'LaTeX' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('datasets.tex');
    expect(await readFile(await download.path(), 'utf8')).toBe('sample, MIND-small as tex');
  });

  test('a lost connection is said calmly, keeps what is shown, and heals', async () => {
    const state = severalState();
    const { page, lab } = await show('/datasets', state);
    await page.getByText('MIND-small').waitFor();
    const { port, token } = lab;
    await lab.close();
    await page.getByText('The connection to the lab is away.').waitFor();
    expect(await page.getByText('MIND-small').isVisible()).toBe(true);
    state.datasets = [...state.datasets, datasetOf('arrived-meanwhile')];
    open.lab = await startFixture(built.folder, state, { port, token });
    await page.getByRole('link', { name: 'arrived-meanwhile' }).waitFor();
    await page.getByText('The connection to the lab is away.').waitFor({ state: 'detached' });
    // The browser itself reports each refused connection.
    errors = errors.filter((text) => !text.includes('WebSocket'));
  });

  test('the theme follows the choice and stays', async () => {
    const { page } = await show('/models', severalState());
    await page.getByText('unilmv2-base').waitFor();
    await page.getByLabel('Theme').selectOption('dark');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.reload();
    await page.getByText('unilmv2-base').waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  });
});
