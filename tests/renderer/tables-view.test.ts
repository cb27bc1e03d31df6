/** Tables in a real browser over a real lab, by keyboard: made, built, looked into, taken along. */
import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { filledExperiment } from '#tests/fixtures/filled-workspace.ts';
import type { TableDefinition } from '#shared/contract/paper-tables.ts';
import { axeFindings } from './axe-findings.ts';
import {
  buildRenderer,
  launchBrowser,
  type OpenPage,
  openPage,
  type PageOptions,
  waitForFocus,
} from './browser.ts';
import { type FilledLab, startFilledLab } from './filled-lab.ts';

const reason = requireOrSkip('Chromium', findChromium());

describe.skipIf(reason)(`tables${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let built: Awaited<ReturnType<typeof buildRenderer>>;
  let browser: Browser;
  let filled: FilledLab;

  beforeAll(async () => {
    built = await buildRenderer();
    browser = await launchBrowser();
    const other = { ...filledExperiment('elsewhere'), dataset: 'other-news' };
    filled = await startFilledLab(built.folder, [filledExperiment('main-table'), other]);
  });
  afterAll(async () => {
    await browser?.close();
    await filled?.close();
  });

  const open = (hash: string, options: PageOptions = {}): Promise<OpenPage> =>
    openPage(browser, `${filled.url}#${hash}`, options);
  const tables = () => filled.lab.tables;
  /** Saves a table of `main-table` and opens its page. */
  async function openTable(
    name: string,
    change: (definition: TableDefinition) => TableDefinition = (same) => same,
    options: PageOptions = {},
  ): Promise<Page> {
    tables().save(name, change(tables().propose({ experiments: ['main-table'] })), true);
    const { page } = await open(`/tables/${encodeURIComponent(name)}`, options);
    await page.getByRole('grid').waitFor();
    return page;
  }
  const labels = (page: Page): Promise<string[]> =>
    page.getByRole('grid').getByRole('rowheader').allTextContents();
  const cell = (page: Page, line: number, column: number): Locator =>
    page.locator(`[role=gridcell][data-line="${line}"][data-column="${column}"]`);
  /** Walks from the first cell with the arrows, and opens what is there. */
  async function walkTo(page: Page, line: number, column: number): Promise<void> {
    await cell(page, 0, 0).focus();
    for (let at = 0; at < line; at++) await page.keyboard.press('ArrowDown');
    for (let at = 0; at < column; at++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
  }
  const part = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('tab', { name, exact: true }).click();
  };
  const rowIds = (name: string): string[] =>
    tables()
      .get(name)
      .definition.rows.map(({ id }) => id);

  test('an empty place explains itself and makes a first table of an experiment', async () => {
    const { page, errors } = await open('/tables');
    await page.getByRole('heading', { name: 'No table yet' }).waitFor();
    const offer = page.getByRole('button', { name: 'Table of main-table' });
    await offer.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'main-table' }).waitFor();
    expect(await labels(page)).toEqual(['PLM-NR-4 (FT)', 'PLM-NR-4 (DP)', 'NewsBERT-2', 'Tiny-NewsRec-2']);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('“n” makes one of chosen experiments and metrics', async () => {
    const { page } = await open('/tables');
    await page.getByRole('link', { name: 'main-table' }).first().waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Only AUC');
    await dialog.getByRole('checkbox', { name: 'main-table' }).press('Space');
    for (const metric of ['MRR', 'nDCG@5', 'nDCG@10'])
      await dialog.getByRole('checkbox', { name: metric, exact: true }).press('Space');
    await dialog.getByRole('textbox', { name: 'Name' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Only AUC' }).waitFor();
    expect(
      tables()
        .get('Only AUC')
        .definition.columns.map(({ metric }) => metric),
    ).toEqual(['layers', 'parameters', 'auc']);
    await page.context().close();
  });

  test('whoever closed the dialog and went on stays there, and is offered the table', async () => {
    const { page } = await open('/tables');
    // From the next load on.
    await page.routeWebSocket(/rpc/, (near) => {
      const far = near.connectToServer();
      far.onMessage((message) => void setTimeout(() => near.send(message), 400));
    });
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Tables' }).waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Made meanwhile');
    await dialog.getByRole('checkbox', { name: 'main-table' }).press('Space');
    await dialog.getByRole('textbox', { name: 'Name' }).press('Enter');
    await dialog.getByRole('button', { name: 'Close, keep working' }).click();
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByText('The table Made meanwhile is ready.').waitFor();
    expect(new URL(page.url()).hash).toBe('#/models');
    await page.getByRole('button', { name: 'Show it' }).click();
    await page.getByRole('heading', { level: 1, name: 'Made meanwhile' }).waitFor();
    await page.context().close();
  });

  test('a taken name is refused beside the field', async () => {
    const { page } = await open('/tables');
    await page.getByRole('link', { name: 'main-table' }).first().waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'main-table' }).press('Space');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('main-table');
    await dialog.getByText('There is a table “main-table” already.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Make the table' }).isDisabled()).toBe(true);
    await page.context().close();
  });

  test('an experiment’s results become a table by one button', async () => {
    const { page } = await open('/experiments/elsewhere/results');
    await page.getByRole('button', { name: 'Make a table' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'elsewhere' }).waitFor();
    await page.getByRole('grid').waitFor();
    expect(tables().get('elsewhere').table.lines).toHaveLength(4);
    await page.context().close();
  });

  test('Alt and arrows move a row, Delete removes it, Ctrl Z brings both back', async () => {
    const page = await openTable('Rows');
    const before = rowIds('Rows');
    const second = page.getByRole('option').nth(1);
    await second.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect
      .poll(() => labels(page))
      .toEqual(['PLM-NR-4 (FT)', 'NewsBERT-2', 'PLM-NR-4 (DP)', 'Tiny-NewsRec-2']);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain(
      'PLM-NR-4 (DP)',
    );
    await page.keyboard.press('Delete');
    await expect.poll(() => labels(page)).toEqual(['PLM-NR-4 (FT)', 'NewsBERT-2', 'Tiny-NewsRec-2']);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect.poll(() => rowIds('Rows')).toEqual(before);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => rowIds('Rows')).toEqual([before[0], before[2], before[1], before[3]]);
    await page.context().close();
  });

  test('a row is dragged to another place', async () => {
    const page = await openTable('Dragged');
    const before = rowIds('Dragged');
    await page
      .getByRole('option')
      .nth(0)
      .dragTo(page.getByRole('option').nth(2), { targetPosition: { x: 60, y: 24 } });
    await expect.poll(() => rowIds('Dragged')).toEqual([before[1], before[2], before[0], before[3]]);
    await page.context().close();
  });

  test('headings, rules, labels and published rows come by menu and field', async () => {
    const page = await openTable('Built');
    await page.getByRole('option').nth(2).focus();
    await page.getByRole('button', { name: 'Heading above' }).press('Enter');
    await waitForFocus(page.getByRole('textbox', { name: 'Label' }));
    await page.keyboard.type('Distilled');
    await expect.poll(() => labels(page)).toContain('Distilled');
    await page.getByRole('option', { name: /NewsBERT-2/ }).focus();
    await page.getByRole('textbox', { name: 'Label' }).fill('NewsBERT & co.');
    await page.getByLabel('Published row').selectOption('NewsBERT-2');
    await part(page, 'Numbers');
    await page.getByRole('radio', { name: 'MIND' }).press('Space');
    await expect.poll(() => labels(page)).toContain('NewsBERT-2, published');
    expect(
      tables()
        .get('Built')
        .table.lines.map(({ kind }) => kind),
    ).toContain('heading');
    await page.context().close();
  });

  test('a reference row brings the marks of significance', async () => {
    const page = await openTable('Tested');
    expect(await cell(page, 1, 2).textContent()).not.toContain('*');
    await part(page, 'Numbers');
    await page.getByLabel('Reference').selectOption({ label: 'PLM-NR-4 (FT)' });
    await expect.poll(() => cell(page, 1, 2).textContent()).toContain('*');
    expect(await cell(page, 0, 2).textContent()).not.toContain('*');
    const printed = tables().get('Tested').table.lines[1];
    expect(printed && 'cells' in printed && printed.cells[2]?.test?.verdict).toBe('better');
    await page.context().close();
  });

  test('a cell shows its runs; one left out with a reason stays in sight and leaves the mean', async () => {
    const page = await openTable('Left out');
    await walkTo(page, 1, 2);
    const repeats = page.getByRole('table', { name: 'Repeats of PLM-NR-4 (DP), AUC (%)' });
    await repeats.waitFor();
    expect(await repeats.getByRole('row').count()).toBe(6);
    const line = tables().get('Left out').table.lines[1];
    const own = (line && 'cells' in line && line.cells[2]?.repeats) || [];
    const links = await repeats
      .getByRole('link')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    for (const { run } of own) expect(links).toContain(`#/runs/${run}`);
    // The commit is not known; the version of the lab is not taken for it.
    expect(await repeats.getByRole('cell', { name: 'unknown, lab 0.1.0' }).count()).toBe(5);
    const ask = repeats.getByRole('button', { name: 'Leave out PLM-NR-4 (DP), seed 3' });
    await ask.press('Enter');
    const covered = await repeats.getByRole('textbox').evaluate((field) => {
      const box = field.getBoundingClientRect();
      const cells = [...(field.closest('tr')?.previousElementSibling?.children ?? [])];
      return cells.some((cell) => cell.getBoundingClientRect().bottom > box.top + 1);
    });
    expect(covered).toBe(false);
    await page.keyboard.type('diverged & restarted');
    await page.keyboard.press('Enter');
    await repeats.getByText('Left out: diverged & restarted').waitFor();
    const back = repeats.getByRole('button', { name: 'Take back PLM-NR-4 (DP), seed 3' });
    await back.waitFor();
    expect(await page.getByRole('option').nth(1).textContent()).toContain('4 runs');
    expect(await page.getByText(/1 run is left out: diverged & restarted/).count()).toBeGreaterThan(0);
    await part(page, 'Left out 1');
    await page.getByRole('link', { name: 'PLM-NR-4 (DP), seed 3' }).waitFor();
    await back.press('Enter');
    await expect.poll(() => tables().get('Left out').definition.leftOut).toEqual([]);
    await page.context().close();
  });

  test('arrows turn from cell to cell while their runs are shown', async () => {
    const page = await openTable('Walked');
    await walkTo(page, 0, 2);
    await page.getByRole('table', { name: 'Repeats of PLM-NR-4 (FT), AUC (%)' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('table', { name: 'Repeats of PLM-NR-4 (DP), AUC (%)' }).waitFor();
    await page.keyboard.press('Control+End');
    await page.getByRole('table', { name: 'Repeats of Tiny-NewsRec-2, nDCG@10 (%)' }).waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('row-label');
    await page.context().close();
  });

  test('the forms are those of the lab, to read, save and copy', async () => {
    const page = await openTable('Forms', (same) => ({ ...same, caption: '100 % of $x_1$ & more' }), {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    for (const [format, name] of [
      ['tex', 'LaTeX'],
      ['md', 'Markdown'],
      ['csv', 'CSV'],
      ['html', 'HTML'],
      ['json', 'JSON'],
    ] as const) {
      await part(page, name);
      const { text } = tables().export({ name: 'Forms' }, format);
      await expect
        .poll(() => page.getByRole('region', { name: `The table as ${name}` }).textContent())
        .toBe(text);
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: `Save Forms.${format}` }).press('Enter');
      expect(await readFile(await (await downloading).path(), 'utf8')).toBe(text);
    }
    await part(page, 'LaTeX');
    await page.getByRole('button', { name: 'Copy LaTeX' }).press('Enter');
    await page.getByText('Copied the table as LaTeX.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      tables().export({ name: 'Forms' }, 'tex').text,
    );
    await part(page, 'HTML');
    await page.getByRole('button', { name: 'Copy HTML' }).press('Enter');
    await page.getByText('Copied the table as HTML.').waitFor();
    const types = await page.evaluate(async () => (await navigator.clipboard.read())[0]?.types);
    expect(types).toContain('text/html');
    await page.context().close();
  });

  test('a figure is saved as SVG, as PNG of its size at 300 dpi, and as PDF', async () => {
    const page = await openTable('Figure');
    await part(page, 'Figure');
    await page.getByRole('img', { name: /Figure: AUC/ }).waitFor();
    const saved = async (form: string): Promise<Buffer> => {
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: `Save the figure as ${form}` }).press('Enter');
      return readFile(await (await downloading).path());
    };
    expect((await saved('SVG')).toString('utf8')).toMatch(/^<svg/);
    const png = await saved('PNG');
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(png.readUInt32BE(16)).toBe(Math.round((84 / 25.4) * 300));
    const density = png.indexOf('pHYs');
    expect(png.readUInt32BE(density + 4)).toBe(11811);
    const pdf = await saved('PDF');
    const text = pdf.toString('latin1');
    expect(text.slice(0, 4)).toBe('%PDF');
    // Every typeface it names is in it, each with its file.
    expect(new Set(text.match(/\/BaseFont \/\S+/g))).toEqual(new Set(['/BaseFont /Arimo']));
    expect(text.match(/\/FontFile2 /g)).toHaveLength(text.match(/\/Type \/FontDescriptor/g)?.length ?? 0);
    await page.context().close();
  });

  test('numbers of two datasets in one column are refused with rows and column, and can be set apart', async () => {
    const others = tables()
      .propose({ experiments: ['elsewhere'] })
      .rows.map((row, at) => ({ ...row, id: `other-${at}`, label: `${row.label} elsewhere` }));
    const page = await openTable('Mixed', (same) => ({ ...same, rows: [...same.rows, ...others] }));
    const bar = page.getByRole('region', { name: /mix numbers that mean different things/ });
    await bar.waitFor();
    expect(await bar.textContent()).toMatch(/AUC \(%\) mixes datasets: news .*, other-news/);
    expect(await bar.textContent()).toContain('NewsBERT-2 elsewhere');
    await page.getByText('The table is not exported.').waitFor();
    expect(await page.getByRole('button', { name: 'Copy LaTeX' }).count()).toBe(0);
    for (const metric of ['AUC', 'MRR', 'nDCG@5', 'nDCG@10'])
      await bar.getByRole('button', { name: `Give each dataset its own ${metric} (%)` }).press('Enter');
    await bar.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Copy LaTeX' }).waitFor();
    expect(
      tables()
        .get('Mixed')
        .table.columns.map(({ heading }) => heading),
    ).toContain('other-news');
    await page.context().close();
  });

  test('a removed table comes back by Undo', async () => {
    const page = await openTable('Kept');
    await page.getByRole('button', { name: 'Remove', exact: true }).last().press('Enter');
    await page.getByText('Removed the table Kept.').waitFor();
    expect(await page.getByRole('link', { name: 'Kept' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByRole('link', { name: 'Kept' }).waitFor();
    expect(tables().get('Kept').name).toBe('Kept');
    await page.context().close();
  });

  test('a table is renamed and duplicated', async () => {
    const page = await openTable('First name');
    await page.getByRole('button', { name: 'Rename' }).press('Enter');
    await page.getByRole('dialog').getByRole('textbox').fill('Second name');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Second name' }).waitFor();
    await page.getByRole('button', { name: 'Duplicate' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Second name (copy)' }).waitFor();
    const names = tables()
      .list()
      .map(({ name }) => name);
    expect(names).not.toContain('First name');
    expect(names).toEqual(expect.arrayContaining(['Second name', 'Second name (copy)']));
    await page.context().close();
  });

  test('an edit that the lab had not taken is there again, and saved', async () => {
    const page = await openTable('Draft');
    const edited = { ...tables().get('Draft').definition, caption: 'Written before the power went' };
    await page.evaluate(
      (draft) => localStorage.setItem('tnrlab:table-draft/Draft', JSON.stringify(draft)),
      edited,
    );
    await page.reload();
    await page.getByText('Written before the power went').first().waitFor();
    await expect.poll(() => tables().get('Draft').definition.caption).toBe('Written before the power went');
    expect(await page.evaluate(() => localStorage.getItem('tnrlab:table-draft/Draft'))).toBeNull();
    await page.context().close();
  });

  test.each([
    { dark: false, locale: 'en' },
    { dark: true, locale: 'es' },
  ])(
    'axe finds nothing in any part of the builder ($locale, dark: $dark)',
    { timeout: 240_000 },
    async (look) => {
      const name = `Axe ${look.locale}`;
      const page = await openTable(
        name,
        (same) => ({ ...same, reference: same.rows[0]!.id, notes: ['A note.'] }),
        look,
      );
      const check = async (what: string): Promise<void> => {
        expect(await axeFindings(page), what).toEqual([]);
      };
      await walkTo(page, 1, 2);
      await check('cell');
      const [builder, dock] = [page.getByRole('tablist').first(), page.getByRole('tablist').last()];
      for (const tab of [0, 1, 2, 3, 4]) {
        await builder.getByRole('tab').nth(tab).click();
        if (tab < 2) await page.getByRole('option').nth(1).click();
        await check(`builder ${tab}`);
      }
      for (const tab of [1, 6]) {
        await dock.getByRole('tab').nth(tab).click();
        await page.waitForTimeout(200);
        await check(`dock ${tab}`);
      }
      await page.goto(`${filled.url}#/tables`);
      await page.getByRole('link', { name }).waitFor();
      await page.keyboard.press('n');
      await page.getByRole('dialog').waitFor();
      await check('new');
      await page.getByRole('dialog').getByRole('radio').nth(1).press('Space');
      await page.getByRole('dialog').getByRole('checkbox').nth(9).waitFor();
      await check('new of runs');
      await page.context().close();
    },
  );

  // The last one: it takes a run away.
  test('a trashed run makes the table old until it is updated', async () => {
    const page = await openTable('Old');
    await walkTo(page, 1, 2);
    const line = tables().get('Old').table.lines[1];
    const run = (line && 'cells' in line && line.cells[2]?.repeats[0]?.run) || '';
    filled.lab.runs.trash([run]);
    const bar = page.getByRole('region', { name: 'The runs have moved on' });
    await bar.waitFor();
    expect(await bar.textContent()).toContain('1 run is in the trash (PLM-NR-4 (DP)).');
    expect(await page.getByRole('option').nth(1).textContent()).toContain('5 runs');
    await bar.getByRole('button', { name: 'Update the table' }).press('Enter');
    await bar.waitFor({ state: 'detached' });
    expect(await page.getByRole('option').nth(1).textContent()).toContain('4 runs');
    await page.context().close();
  });
});
