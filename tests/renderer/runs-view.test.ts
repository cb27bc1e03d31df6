/** The runs table in a real browser over the real lab, by keyboard alone. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { filledExperiment } from '#tests/fixtures/filled-workspace.ts';
import { axeFindings } from './axe-findings.ts';
import { buildRenderer, launchBrowser, openPage, type PageOptions, waitForFocus } from './browser.ts';
import { type FilledLab, startFilledLab } from './filled-lab.ts';

const reason = requireOrSkip('Chromium', findChromium());

/** The machine may be busy. */
const poll = <T>(read: () => T): ReturnType<typeof expect.poll<T>> => expect.poll(read, { timeout: 15_000 });

describe.skipIf(reason)(`the runs table${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let built: Awaited<ReturnType<typeof buildRenderer>>;
  let browser: Browser;
  let lab: FilledLab;
  let page: Page;
  let errors: string[] = [];

  beforeAll(async () => {
    built = await buildRenderer();
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await page?.context().close();
    await lab?.close();
    expect(errors).toEqual([]);
    errors = [];
  });
  afterAll(async () => {
    await browser?.close();
  });

  /** 20 results of four methods with five seeds; the keys are in the table. */
  async function show(options: PageOptions = {}, repeats = 5): Promise<void> {
    lab = await startFilledLab(built.folder, [filledExperiment('main-table', repeats)], {
      steps: 3,
      impressions: 10,
    });
    ({ page, errors } = await openPage(browser, `${lab.url}#/runs`, options));
    await poll(() => focused()).toBe('grid');
  }

  const grid = (): Locator => page.locator('[role=grid], [role=treegrid]');
  const rows = (): Locator => grid().locator('[aria-rowindex]:not([aria-rowindex="1"]):not([hidden])');
  const header = (name: string): Locator => page.getByRole('columnheader', { name });
  const cells = (column: string): Promise<string[]> =>
    rows()
      .locator(`[data-column=${column}]`)
      .evaluateAll((found) =>
        found
          .map((cell) => ({
            at: Number(cell.closest('[aria-rowindex]')?.getAttribute('aria-rowindex')),
            text: cell.textContent?.trim() ?? '',
          }))
          .sort((a, b) => a.at - b.at)
          .map(({ text }) => text),
      );
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('role') ?? null);
  const results = () => lab.lab.runs.list().runs.filter(({ kind }) => kind === 'evaluate');
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const said = (text: string | RegExp): Promise<void> =>
    page.getByText(text).first().waitFor({ timeout: 10_000 });
  const count = (text: string): Promise<void> =>
    page.getByRole('status').getByText(text, { exact: true }).waitFor();

  test('an expression filters at once; one that cannot be read is marked at its place, and said in words', async () => {
    await show();
    await press('/');
    await page.keyboard.type('method = "NewsBERT-2"');
    await count('5 of 20 runs');
    const filter = page.getByRole('combobox', { name: 'Filter' });
    await filter.fill('method = "NewsBERT-2" and metrod > 1');
    await said('did you mean method?');
    expect(await filter.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('.paper .bad').innerText()).toBe('metrod');
    await count('5 of 20 runs');
    await filter.fill('method = "NewsBERT-2" and auc > 99%');
    await said('No run fits');
    await filter.fill('newsbert seed >= 4');
    await count('2 of 20 runs');
    expect(await filter.getAttribute('aria-invalid')).toBe('false');
    await press('Enter');
    expect(await focused()).toBe('grid');
  });

  test('completion offers fields, operators and values, and Tab takes one', async () => {
    await show();
    await press('/');
    await page.keyboard.type('met');
    const option = page.getByRole('listbox', { name: 'Completions' }).getByRole('option', { selected: true });
    await poll(() => option.innerText()).toBe('method');
    await press('Tab');
    await page.keyboard.type(' = ne');
    await poll(() => option.innerText()).toMatch(/^NewsBERT-2\s*5$/);
    await press('Tab');
    expect(await page.getByRole('combobox', { name: 'Filter' }).inputValue()).toBe('method = NewsBERT-2');
    await count('5 of 20 runs');
  });

  test('the header is reached by arrows: Enter sorts, Shift+Enter sorts by one more column', async () => {
    await show();
    await press('ArrowUp', 'Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter');
    await poll(() => header('Method').getAttribute('aria-sort')).toBe('ascending');
    await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'Shift+Enter');
    await said('2. in the order');
    const methods = await cells('method');
    expect(methods).toEqual([...methods].sort());
    const auc = (await cells('auc')).slice(0, 5).map(Number);
    expect(auc).toEqual([...auc].sort((a, b) => b - a));
    await press('Shift+Enter');
    await poll(async () => (await cells('auc')).slice(0, 5).map(Number)).toEqual([...auc].reverse());
  });

  test('in the header columns are moved, widened and pinned, and the arrangement outlives the page', async () => {
    await show();
    const order = (): Promise<string[]> =>
      page.getByRole('columnheader').evaluateAll((all) => all.map((one) => one.textContent?.trim() ?? ''));
    await press('ArrowUp', 'Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Alt+ArrowRight');
    await poll(async () => (await order()).slice(3, 5)).toEqual(['Layers', 'Method']);
    const width = async (): Promise<number> => (await header('Method').boundingBox())?.width ?? 0;
    const before = await width();
    await press('Shift+ArrowRight', 'Shift+ArrowRight');
    await poll(width).toBe(before + 32);
    await press('p');
    await poll(async () => (await order()).slice(2, 5)).toEqual(['Name', 'Method', 'Layers']);
    await page.reload();
    await rows().first().waitFor();
    expect((await order()).slice(2, 5)).toEqual(['Name', 'Method', 'Layers']);
    expect(await width()).toBe(before + 32);
  });

  test('"all except seed" shows mean, deviation and n of the repeats, least and largest on demand', async () => {
    await show();
    await press('r');
    await count('4 groups of 20 runs');
    expect(await cells('n')).toEqual(['5', '5', '5', '5']);
    const ofMethod = results().filter(({ methods }) => methods.includes('NewsBERT-2'));
    const values = ofMethod.map(({ metrics }) => 100 * (metrics.auc ?? 0));
    const mean = values.reduce((a, b) => a + b) / values.length;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    const row = rows().filter({ hasText: 'NewsBERT-2' });
    const auc = row.locator('[data-column=auc]');
    expect((await auc.innerText()).replace(/\s+/g, ' ')).toBe(`${mean.toFixed(2)} ± ${sd.toFixed(2)}`);
    await page.getByRole('button', { name: 'Group', exact: true }).click();
    await page.getByLabel('Least and largest value, too').check();
    await poll(() => auc.innerText()).toContain(
      `${Math.min(...values).toFixed(2)} – ${Math.max(...values).toFixed(2)}`,
    );
    await press('Escape');
    await grid().focus();
    await press('Control+Home', 'ArrowRight');
    await poll(() => rows().count()).toBe(9);
    expect(await rows().nth(1).getAttribute('aria-level')).toBe('2');
    await press('ArrowDown', 'ArrowLeft', 'ArrowLeft');
    await poll(() => rows().count()).toBe(4);
  });

  test('what a filter probably means is offered, and taken by keyboard', async () => {
    await show();
    const filter = page.getByRole('combobox', { name: 'Filter' });
    await filter.fill('auc > 60');
    await said('auc is a share between 0 and 1; did you mean 60%?');
    await said('The filter hides all 20 runs of this choice.');
    await count('0 of 20 runs');
    await filter.fill('auc < 60');
    await count('20 runs');
    await said('did you mean 60%?');
    // Over the cross that clears the filter.
    await press('Tab', 'Tab', 'Enter');
    expect(await filter.inputValue()).toBe('auc < 60%');
    await poll(() => page.getByText('did you mean').count()).toBe(0);
  });

  test('groups are made by any fields', async () => {
    await show();
    await page.getByRole('button', { name: 'Group', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Find a field' }).fill('layers');
    await page.getByRole('checkbox', { name: 'Layers', exact: true }).check();
    await count('2 groups of 20 runs');
    expect((await cells('group')).sort()).toEqual(['2', '4']);
  });

  test('a range is selected with Shift, all with Ctrl+A; S stars, T tags what is selected', async () => {
    await show();
    await press('x', 'Shift+ArrowDown', 'Shift+ArrowDown');
    await said('3 runs selected');
    await press('s');
    await poll(() => results().filter(({ starred }) => starred).length).toBe(3);
    await press('t');
    await waitForFocus(page.getByRole('textbox', { name: 'Add a tag' }));
    await page.keyboard.type('baseline');
    await press('Enter');
    await poll(() => results().filter(({ tags }) => tags.includes('baseline')).length).toBe(3);
    await press('Escape');
    await grid().focus();
    await press('Control+a');
    await said('20 runs selected');
    await press('Escape');
    await poll(() => page.getByText('20 runs selected').count()).toBe(0);
    await press('Control+Home', 'Control+Shift+End');
    await said('20 runs selected');
  });

  test('keys in a panel over the table are not those of the table', async () => {
    await show();
    await page.getByRole('button', { name: 'Columns' }).press('Enter');
    await page.getByRole('dialog', { name: 'Columns' }).getByRole('button').first().focus();
    await press('r', 'c');
    await press('Escape');
    await page.getByRole('dialog', { name: 'Columns' }).waitFor({ state: 'detached' });
    await count('20 runs');
    expect(new URL(page.url()).hash).toBe('#/runs');
  });

  test('a note is Markdown, and a hostile one runs nothing', async () => {
    await show();
    await press('m');
    const note = [
      '**strong** <img src=x onerror="window.hacked = 1"> <script>window.hacked = 1</script>',
      '[link](javascript:window.hacked=1) <iframe srcdoc="<script>parent.hacked = 1</script>"></iframe>',
      '<a href="https://example.org" onclick="window.hacked = 1">out</a> <svg onload="window.hacked = 1"></svg>',
    ].join('\n');
    await page.getByRole('textbox', { name: 'Note, in Markdown' }).fill(note);
    await press('Control+Enter');
    const read = page.locator('.read');
    await read.locator('strong').waitFor();
    expect(await read.locator('img, script, iframe, svg, [onclick], [onerror]').count()).toBe(0);
    expect(await read.locator('a[href^=javascript]').count()).toBe(0);
    await read.getByText('link').click();
    expect(await read.getByText('out').getAttribute('rel')).toContain('noopener');
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(results().filter((run) => run.note === note)).toHaveLength(1);
    // The page's own policy speaks up while the note is being cleaned, before any of it is shown.
    errors = errors.filter((text) => !text.startsWith('Executing inline event handler violates'));
    await page.getByRole('button', { name: 'Close the note' }).click();
    expect(await focused()).toBe('grid');
  });

  test('a note that was being written when the page went away is saved when it is there again', async () => {
    await show();
    await press('m');
    await page.getByRole('textbox', { name: 'Note, in Markdown' }).fill('written before a reload');
    const written = () => results().filter(({ note }) => note === 'written before a reload').length;
    expect(written()).toBe(0);
    await page.reload();
    await said(/Saved the note on .* as it was left/);
    expect(written()).toBe(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await poll(written).toBe(0);
    await page.reload();
    await count('20 runs');
    expect(await page.getByText('Saved the note').count()).toBe(0);
  });

  test('m goes back to the open note; on another row it keeps what was written, with a way back', async () => {
    await show();
    await press('m');
    const field = page.getByRole('textbox', { name: 'Note, in Markdown' });
    await field.fill('half a thought');
    await grid().focus();
    await press('m');
    expect(await field.inputValue()).toBe('half a thought');
    expect(await field.evaluate((area) => area === document.activeElement)).toBe(true);
    await grid().focus();
    await press('ArrowDown', 'm');
    await said(/Saved the note on .* as it was left/);
    expect(await field.inputValue()).toBe('');
    const written = () => results().filter(({ note }) => note === 'half a thought').length;
    expect(written()).toBe(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await poll(written).toBe(0);
  });

  test('F2 renames, an empty name brings the own one back; A archives and can be undone', async () => {
    await show();
    await press('F2');
    await page.getByRole('textbox', { name: 'Name of the run' }).fill('the best one');
    await press('Enter');
    await poll(() => results().filter(({ title }) => title === 'the best one').length).toBe(1);
    expect(await focused()).toBe('grid');
    await press('F2');
    await page.getByRole('textbox', { name: 'Name of the run' }).fill('');
    await press('Enter');
    await poll(() => results().filter(({ renamed }) => renamed).length).toBe(0);
    await press('a');
    await count('19 runs');
    await page.getByRole('button', { name: 'Undo' }).click();
    await count('20 runs');
  });

  test('a name that is being typed stays when a new run moves its row', async () => {
    await show();
    await press('F2');
    const field = page.getByRole('textbox', { name: 'Name of the run' });
    await field.fill('half ');
    const source = path.join(lab.workspace, 'newest.csv');
    writeFileSync(source, 'run,method,seed,auc\nnewest,Far,1,0.5');
    await lab.lab.importRuns({ source });
    await count('21 runs');
    await page.keyboard.type('typed');
    await press('Enter');
    await poll(() => results().filter(({ title }) => title === 'half typed').length).toBe(1);
    expect(await focused()).toBe('grid');
  });

  test('Delete moves to the trash and can be undone; emptying it says what it frees', async () => {
    await show();
    await press('x', 'Shift+ArrowDown', 'Delete');
    await count('18 runs');
    await page.getByRole('button', { name: 'Undo' }).click();
    await count('20 runs');
    await grid().focus();
    await press('Delete');
    await count('18 runs');
    const keys = results()
      .filter(({ trashedAt }) => trashedAt !== null)
      .map(({ key }) => key);
    expect(keys).toHaveLength(2);
    await page.getByRole('radio', { name: 'Trash' }).check({ force: true });
    await said(/2 runs in the trash, \d.* on disk/);
    await page.getByRole('button', { name: /^Empty the trash/ }).click();
    await page.getByRole('button', { name: /^Delete 2 runs, free \d/ }).click();
    await said(/Deleted 2 runs for good; \d.* freed/);
    await said('The trash is empty');
    expect(results().filter(({ key }) => keys.includes(key))).toEqual([]);
  });

  test('a view is saved by name, comes back after the page, and its removal can be undone', async () => {
    await show();
    await press('r');
    await count('4 groups of 20 runs');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('textbox', { name: 'Name of the view' }).fill('Means');
    await press('Enter');
    await said('Saved the view Means.');
    await press('Escape');
    // The list of views, which has a button of that name too, may be on its way out.
    await page.getByRole('button', { name: 'Means' }).first().waitFor();
    await grid().focus();
    await press('r');
    await count('20 runs');
    await page.reload();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('button', { name: 'Means', exact: true }).click();
    await count('4 groups of 20 runs');
    await page.getByRole('button', { name: 'Means' }).click();
    await page.getByRole('button', { name: 'Remove the view Means' }).click();
    await said('Removed the view Means.');
    await page.getByRole('button', { name: 'Undo' }).click();
    await poll(() => lab.lab.runs.views().map(({ name }) => name)).toEqual(['Means']);
  });

  test('rows are copied as tab-separated text and as a Markdown table', async () => {
    await show({ permissions: ['clipboard-read', 'clipboard-write'] });
    const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await press('x', 'Shift+ArrowDown', 'Control+c');
    await said('Copied 2 rows');
    const lines = (await clipboard()).trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]?.split('\t').slice(1, 7)).toEqual(['Name', 'Method', 'Layers', 'Seed', 'AUC', 'MRR']);
    expect(lines[1]?.split('\t')[5]).toMatch(/^\d\d\.\d\d$/);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    await poll(clipboard).toMatch(/^\| Starred \| Name \|.*\n\| --- \| --- \|/);
  });

  test('selected runs become a table, or a comparison', async () => {
    await show();
    await press('Control+a');
    await page.getByRole('button', { name: 'To a table' }).click();
    await page.getByRole('textbox', { name: 'Name of the new table' }).fill('Main results');
    await press('Enter');
    await page.waitForURL(/#\/tables\/Main%20results$/);
    const { definition } = lab.lab.tables.get('Main results');
    expect(definition.rows.map(({ sources }) => sources).flat()).toHaveLength(4);
    await page.goBack();
    await rows().first().waitFor();
    await grid().focus();
    await press('c');
    await page.waitForURL(/#\/compare\/[0-9a-f.]+\/[0-9a-f.]+\/[0-9a-f.]+\/[0-9a-f.]+$/);
  });

  test('of many rows only those near the screen are drawn, and the keys reach the last one', async () => {
    await show({}, 60);
    expect(await grid().getAttribute('aria-rowcount')).toBe('241');
    expect(await rows().count()).toBeLessThan(50);
    await press('Control+End');
    const last = grid().locator('[aria-rowindex="241"]');
    await last.waitFor();
    const active = await grid().getAttribute('aria-activedescendant');
    expect(await last.locator(`[id="${active}"]`).count()).toBe(1);
    await press('End');
    await poll(async () =>
      page.locator(`[id="${await grid().getAttribute('aria-activedescendant')}"]`).count(),
    ).toBe(1);
    expect(await last.locator('[data-column=note]').count()).toBe(1);
    await press('Enter');
    await page.waitForURL(/#\/runs\/[0-9a-f]+/);
  });

  test('axe finds nothing in the table, its groups, its note and its trash', async () => {
    await show();
    const check = async (): Promise<void> => {
      expect(await axeFindings(page)).toEqual([]);
    };
    await press('x', 'm');
    await page.getByRole('textbox', { name: 'Note, in Markdown' }).waitFor();
    await check();
    await press('Escape', 'r', 'ArrowRight', 'ArrowUp');
    await check();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('searchbox', { name: 'Find a column' }).waitFor();
    await check();
  }, 180_000);
});
