/** Comparing by keyboard: choosing groups, reading them, changing how they are compared, and that the address holds it all. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { formatDifference } from '#shared/statistics/format.ts';
import { pairSentence } from '#shared/statistics/sentence.ts';
import { filledExperiment } from '#tests/fixtures/filled-workspace.ts';
import { axeFindings } from './axe-findings.ts';
import { buildRenderer, launchBrowser, openPage } from './browser.ts';
import { type FilledLab, startFilledLab } from './filled-lab.ts';

const reason = requireOrSkip('Chromium', findChromium());

describe.skipIf(reason)(`the place Compare${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let built: Awaited<ReturnType<typeof buildRenderer>>;
  let browser: Browser;
  let filled: FilledLab;
  let page: Page;
  let errors: string[] = [];

  beforeAll(async () => {
    built = await buildRenderer();
    browser = await launchBrowser();
    const experiments = [filledExperiment('main-table'), filledExperiment('other-seeds', 5, 11)];
    filled = await startFilledLab(built.folder, experiments);
    const source = path.join(filled.workspace, 'far.csv');
    const rows = [1, 2, 3].map((seed) => `far-${seed},Far baseline,feeds,${seed},0.5${seed},0.2${seed}`);
    writeFileSync(source, ['run,method,dataset,seed,auc,mrr', ...rows].join('\n'));
    await filled.lab.importRuns({ source });
  }, 180_000);
  afterEach(async () => {
    await page?.context().close();
    expect(errors).toEqual([]);
    errors = [];
  });
  afterAll(async () => {
    await browser?.close();
    await filled?.close();
  });

  const rowsOf = (experiment: string) => filled.lab.resultTable(experiment).rows;
  const groupOf = (experiment: string, start: string) => {
    const row = rowsOf(experiment).find(({ method }) => method.startsWith(start))!;
    return { label: row.method, runs: row.runs };
  };
  const addressOf = (...groups: { runs: string[] }[]): string =>
    `/compare/${groups.map(({ runs }) => runs.map((key) => key.slice(0, 12)).join('.')).join('/')}`;
  async function show(address: string, options: Parameters<typeof openPage>[2] = {}): Promise<void> {
    ({ page, errors } = await openPage(browser, `${filled.url}#${address}`, options));
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
  const hash = (): Promise<string> => page.evaluate(() => decodeURIComponent(location.hash));
  const tableText = (name: string): Promise<string> =>
    page.getByRole('region', { name, exact: true }).innerText();

  test('an empty comparison says how to get here, and offers an experiment at one press', async () => {
    await show('/compare');
    await page.getByRole('link', { name: 'main-table' }).focus();
    await page.keyboard.press('Enter');
    await page
      .getByText('Show all 6 sentences')
      .or(page.getByText('is better than').first())
      .first()
      .waitFor();
    const side = page.getByRole('complementary', { name: 'Groups' }).getByRole('list').first();
    for (const { method } of rowsOf('main-table')) await side.getByText(method, { exact: true }).waitFor();
    expect((await hash()).split('/')).toHaveLength(2 + rowsOf('main-table').length);
  });

  test('two groups: sentence, means, deviations and repeats are those of the lab', async () => {
    const [a, b] = [groupOf('main-table', 'NewsBERT'), groupOf('main-table', 'Tiny')];
    const comparison = await filled.lab.compareGroups({ groups: [a, b] });
    const pair = comparison.pairs.find(({ metric }) => metric === 'auc')!;
    await show(addressOf(a, b));
    await page.getByText(pairSentence(pair, 'en')).waitFor();
    const means = await tableText('Metrics');
    const full = await tableText('AUC (%) in full');
    for (const { label, metrics } of comparison.groups) {
      expect(means).toContain(label);
      for (const name of comparison.metrics)
        expect(means).toContain(formatDifference(metrics[name]!.mean, name));
      const { values, interval, sd } = metrics.auc!;
      for (const value of [...values, interval!.low, interval!.high, sd!])
        expect(full).toContain((value * 100).toFixed(2));
    }
    const differences = await page
      .getByRole('img', { name: /for each of 5 shared seeds/ })
      .locator('text')
      .allTextContents();
    for (const { value } of pair.differences)
      expect(differences.join(' ')).toContain(formatDifference(Math.abs(value), 'auc'));
  });

  test('margin, metric, reference and confidence change the sentences and the address, by keyboard', async () => {
    const groups = ['NewsBERT', 'Tiny', 'PLM'].map((start) => groupOf('main-table', start));
    await show(addressOf(...groups));
    await page.getByText('is better than').first().waitFor();
    await page.keyboard.press('m');
    await page.keyboard.type('MRR');
    await page.getByRole('heading', { name: 'MRR (%) in full' }).waitFor();
    expect(await hash()).toContain('metric=mrr');
    await page.getByLabel('Compared with').selectOption(groups[1]!.label);
    await expect.poll(hash).toContain('against=2');
    await page.getByText('all are held against it').waitFor();
    const margin = page.getByLabel('Differences that do not matter');
    await margin.fill('50');
    await page.keyboard.press('Enter');
    await expect.poll(hash).toContain('margin=0.5');
    await page.getByLabel('Intervals').selectOption('99%');
    await expect.poll(hash).toContain('confidence=0.99');
    const comparison = await filled.lab.compareGroups({
      groups,
      against: groups[1]!.label,
      margin: 0.5,
      confidence: 0.99,
    });
    const wanted = comparison.pairs.filter(({ metric }) => metric === 'mrr');
    expect(wanted).toHaveLength(2);
    for (const pair of wanted) await page.getByText(pairSentence(pair, 'en', groups[1]!.label)).waitFor();
    expect(await page.getByTitle('Equivalent', { exact: true }).count()).toBe(1);
    // Opened anew, the address shows the same.
    const address = await page.evaluate(() => location.hash.slice(1));
    await page.context().close();
    await show(address);
    for (const pair of wanted) await page.getByText(pairSentence(pair, 'en', groups[1]!.label)).waitFor();
  });

  test('the pair and the fields of the charts are in the address, and a reload brings them back', async () => {
    const groups = ['NewsBERT', 'Tiny', 'PLM'].map((start) => groupOf('main-table', start));
    await show(addressOf(...groups));
    const pairs = page.getByRole('region', { name: 'Tests of every pair' });
    await pairs.waitFor();
    expect(await hash()).not.toContain('pair=');
    await page.keyboard.press(']');
    await expect.poll(hash).toContain('pair=1-3');
    await page.getByLabel('Show', { exact: true }).selectOption('mrr');
    await page.getByLabel('over', { exact: true }).selectOption('seed');
    await expect.poll(hash).toContain('x=seed&y=mrr');
    await page.reload();
    await pairs.waitFor();
    const chosen = pairs.locator('button[aria-pressed="true"]');
    expect(await chosen.innerText()).toBe(`${groups[2]!.label} minus ${groups[0]!.label}`);
    expect(await page.getByLabel('over', { exact: true }).inputValue()).toBe('seed');
    await page.keyboard.press('[');
    await expect.poll(hash).not.toContain('pair=');
  });

  test('the table of tests fits beside the groups at 1280 px, in Spanish and with long names, too', async () => {
    const groups = ['NewsBERT', 'Tiny', 'PLM'].map((start) => groupOf('main-table', start));
    const named = groups.map(
      ({ runs }, at) =>
        `${encodeURIComponent(`Recommender ${at} with a name as long as they get`)}~${runs.map((key) => key.slice(0, 12)).join('.')}`,
    );
    await show(`/compare/${named.join('/')}?margin=0.01`, { locale: 'es' });
    const pairs = page.getByRole('region', { name: 'Pruebas de cada par' });
    await pairs.waitFor();
    const [client, scroll] = await pairs.evaluate((frame) => [frame.clientWidth, frame.scrollWidth]);
    expect(scroll).toBe(client);
  });

  test('groups are added by search, renamed, moved, thinned and removed by keyboard', async () => {
    await show(addressOf(groupOf('main-table', 'NewsBERT')));
    await page.getByText('A single group').waitFor();
    await page.keyboard.press('a');
    await page.getByRole('searchbox').fill('tiny other-seeds');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const side = page.getByRole('complementary', { name: 'Groups' });
    const own = groupOf('other-seeds', 'Tiny').label;
    const group = side.getByRole('button', { name: new RegExp(`^${own}`) });
    await group.focus();
    await page.keyboard.press('Enter');
    await side.getByRole('textbox', { name: 'Name' }).fill('Ours');
    await page.keyboard.press('Enter');
    await expect.poll(hash).toContain('Ours~');
    await side.getByRole('checkbox', { name: 'Take seed 11 into account' }).focus();
    await page.keyboard.press('Space');
    await side.getByText('n = 4 of 5').waitFor();
    expect(await hash()).toContain(`-${groupOf('other-seeds', 'Tiny').runs[0]!.slice(0, 12)}`);
    await page
      .getByText(/Ours.*Welch/)
      .first()
      .waitFor();
    await page.getByText('do not share two seeds').waitFor();
    await side.getByRole('button', { name: /^Ours/ }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(async () => (await hash()).startsWith('#/compare/Ours~')).toBe(true);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Ours');
    await side.getByRole('button', { name: 'Remove' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('A single group').waitFor();
  });

  test('groups on other data are named with the reason first, and no number is held against another', async () => {
    const far = filled.lab.runs.list().runs.filter(({ importedFrom }) => importedFrom !== null);
    await show(addressOf({ runs: far.map(({ key }) => key) }, groupOf('main-table', 'Tiny')));
    const alert = page.getByRole('alert');
    await alert.getByText('These groups cannot be compared').waitFor();
    expect(await alert.innerText()).toMatch(/The datasets differ: Far baseline: feeds; Tiny-NewsRec-2: news/);
    expect(await page.getByText('is better than').count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Tests' }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Means and single repeats' }).count()).toBe(0);
    expect(await page.locator('.best').count()).toBe(0);
  });

  test('the bootstrap runs on demand, and repeats are reckoned for a difference that is typed', async () => {
    const [a, b] = [groupOf('main-table', 'NewsBERT'), groupOf('main-table', 'Tiny')];
    await show(addressOf(a, b));
    await page.getByRole('heading', { name: 'Bootstrap over impressions' }).waitFor();
    await page.keyboard.press('b');
    const found = await filled.lab.bootstrapGroups({ a, b, metric: 'auc' });
    await page
      .getByText(
        `Over 200 impressions, ${b.label} minus ${a.label} is ${formatDifference(found.difference, 'auc')} AUC`,
      )
      .waitFor();
    await page.getByLabel('To show a true difference of').fill('0.05');
    const needed = filled.lab.repeatsNeeded({ a, b, metric: 'auc', difference: 0.0005 });
    await page
      .getByText(`it takes ${needed.repeats} seeds on both sides, ${needed.repeats - 5} more`)
      .waitFor();
    await page.getByLabel('To show a true difference of').fill('none');
    await page.getByText('Type a number above 0.').waitFor();
  });

  test('a table is made of the groups, and a chart is kept as SVG without variables of the page', async () => {
    await show(addressOf(groupOf('main-table', 'NewsBERT'), groupOf('main-table', 'Tiny')));
    await page.getByRole('heading', { name: 'Means and single repeats' }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save SVG: Means and single repeats' }).press('Enter');
    const file = await download;
    expect(file.suggestedFilename()).toBe('compare-auc.svg');
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk as Uint8Array));
    const svg = Buffer.concat(chunks).toString('utf8');
    expect(svg).toMatch(/^<svg[^>]+xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).not.toContain('var(');
    expect(svg).toContain('Tiny-NewsRec-2');
    await page.keyboard.press('t');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('From the comparison');
    await page.keyboard.press('Enter');
    await expect.poll(hash).toBe('#/tables/From the comparison');
    const { definition } = filled.lab.tables.get('From the comparison');
    expect(definition.rows.map(({ label }) => label)).toEqual(['NewsBERT-2', 'Tiny-NewsRec-2']);
  });

  test('axe finds nothing with an opened group, in Spanish and the dark', async () => {
    const groups = ['NewsBERT', 'Tiny', 'PLM'].map((start) => groupOf('main-table', start));
    await show(addressOf(...groups), { dark: true, locale: 'es' });
    await page.getByRole('heading', { name: 'Pruebas', exact: true }).waitFor();
    await page.getByRole('complementary').getByRole('button', { name: /^Tiny/ }).press('Enter');
    await page
      .getByRole('heading', { name: 'Tamaño y velocidad frente a la métrica' })
      .scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
    expect(await axeFindings(page)).toEqual([]);
  });
});
