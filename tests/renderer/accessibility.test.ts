/**
 * Every view, in both themes and languages: axe (WCAG 2.2 A and AA, and its best practices) finds nothing, one heading
 * of the first level names it, and at 320 px nothing but tables and charts is wider than the window.
 */
import { type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { LANGUAGES } from '#shared/messages/messages.ts';
import { axeFindings } from './axe-findings.ts';
import { buildRenderer, launchBrowser, openPage } from './browser.ts';
import { type FilledLab, startFilledLab } from './filled-lab.ts';
import { emptyState, type FixtureLab, severalState, startFixture } from './fixture-server.ts';

const reason = requireOrSkip('Chromium', findChromium());
/** Of the real lab; `RUN`, `OTHER` and `STAGE` stand for keys, `GROUPS` for the repeats of two rows. */
const FILLED = [
  '/experiments',
  '/experiments/main-table/progress',
  '/experiments/main-table/progress/STAGE',
  '/experiments/main-table/results',
  '/experiments/main-table/configuration',
  '/experiments/none',
  '/new',
  '/new/blank',
  '/new/copy/main-table',
  '/runs',
  '/runs/RUN',
  '/runs/STAGE/curves',
  '/runs/STAGE/log',
  '/runs/STAGE/configuration',
  '/runs/STAGE/checkpoints',
  '/runs/none',
  '/compare',
  '/compare/RUN/OTHER',
  '/compare/GROUPS',
  '/tables',
  '/tables/main-table',
  '/tables/none',
  '/queue',
  '/datasets',
  '/datasets/news',
  '/models',
  '/no-such-place',
];
/** Of the scripted lab: what runs, failed or is missing. */
const SCRIPTED = [
  '/experiments',
  '/experiments/main-table/progress',
  '/models',
  '/datasets/sample',
  '/new/demo',
];
const SHEETS = [
  { keys: 'Control+k', name: 'palette' },
  { keys: '?', name: 'shortcuts' },
];

describe.skipIf(reason)(`every view${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let built: Awaited<ReturnType<typeof buildRenderer>>;
  let browser: Browser;
  let filled: FilledLab;
  let scripted: FixtureLab;
  let empty: FixtureLab;
  const keys = { RUN: '', OTHER: '', STAGE: '', GROUPS: '' };

  beforeAll(async () => {
    built = await buildRenderer();
    browser = await launchBrowser();
    filled = await startFilledLab(built.folder);
    scripted = await startFixture(built.folder, severalState());
    empty = await startFixture(built.folder, emptyState());
    const { runs } = filled.lab.runs.list();
    const [first, second] = runs.filter(({ kind }) => kind === 'evaluate').map(({ key }) => key);
    const trained = runs.find(({ kind }) => kind === 'fine-tune');
    const table = filled.lab.tables.propose({ experiments: ['main-table'] });
    filled.lab.tables.save('main-table', { ...table, reference: table.rows[0]!.id }, true);
    const rows = filled.lab.resultTable('main-table').rows.slice(0, 2);
    const GROUPS = rows.map((row) => row.runs.map((key) => key.slice(0, 12)).join('.')).join('/');
    Object.assign(keys, { RUN: first, OTHER: second, STAGE: trained?.key, GROUPS });
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([filled?.close(), scripted?.close(), empty?.close()]);
  });

  const addressOf = (route: string): string =>
    route.replace(/RUN|OTHER|STAGE|GROUPS/g, (name) => keys[name as keyof typeof keys]);

  async function go(page: Page, address: string): Promise<void> {
    await page.evaluate((hash) => (location.hash = hash), address);
    // A view without one is found by the count below.
    await page
      .getByRole('heading', { level: 1 })
      .first()
      .waitFor({ timeout: 3000 })
      .catch(() => undefined);
    await settled(page);
  }

  /** Until nothing is read or drawn any more for a moment. */
  const settled = (page: Page): Promise<void> =>
    page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const QUIET_MS = 250;
          let timer = setTimeout(done, QUIET_MS);
          const observer = new MutationObserver(() => {
            clearTimeout(timer);
            timer = setTimeout(done, QUIET_MS);
          });
          const bound = setTimeout(done, 3000);
          observer.observe(document.body, { childList: true, subtree: true, characterData: true });
          function done(): void {
            clearTimeout(bound);
            observer.disconnect();
            resolve();
          }
        }),
    );

  const themes = ['light', 'dark'] as const;
  const looks = themes.flatMap((theme) => LANGUAGES.map((locale) => ({ theme, locale })));

  describe.each(looks)('$theme, $locale', ({ theme, locale }) => {
    const options = { dark: theme === 'dark', locale };
    const walk = async (url: string, routes: readonly string[]): Promise<Record<string, string[]>> => {
      const { page } = await openPage(browser, `${url}#/models`, options);
      const found: Record<string, string[]> = {};
      for (const route of routes) {
        await go(page, addressOf(route));
        const headings = await page.getByRole('heading', { level: 1 }).count();
        const here = await axeFindings(page);
        if (headings !== 1) here.push(`${headings} headings of level 1`);
        if (here.length > 0) found[route] = here;
      }
      await page.context().close();
      return found;
    };

    test('axe finds nothing in the views of the real lab', { timeout: 180_000 }, async () => {
      expect(await walk(filled.url, FILLED)).toEqual({});
    });
    test(
      'axe finds nothing while stages run and fail, nor in an empty lab',
      { timeout: 120_000 },
      async () => {
        expect(await walk(scripted.url, SCRIPTED)).toEqual({});
        expect(await walk(empty.url, ['/experiments', '/datasets', '/models', '/new'])).toEqual({});
      },
    );
    test('axe finds nothing in palette, shortcuts and settings', async () => {
      const { page } = await openPage(browser, `${filled.url}#/experiments`, options);
      await page.getByRole('heading', { level: 1 }).waitFor();
      for (const sheet of SHEETS) {
        await page.keyboard.press(sheet.keys);
        await page.getByRole('dialog').waitFor();
        expect(await axeFindings(page), sheet.name).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      await page.getByRole('button', { name: locale === 'es' ? 'Ajustes' : 'Settings' }).click();
      expect(await axeFindings(page), 'settings').toEqual([]);
      await page.context().close();
    });
  });

  test('at 320 px the page itself does not scroll sideways', { timeout: 120_000 }, async () => {
    const { page } = await openPage(browser, `${filled.url}#/models`, { width: 320, height: 640 });
    const wide: string[] = [];
    for (const route of FILLED) {
      await go(page, addressOf(route));
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 320) wide.push(`${route}: ${width} px`);
    }
    expect(wide).toEqual([]);
    await page.context().close();
  });

  test('with forced colours the place shown and the chosen row stay visible', async () => {
    const { page } = await openPage(browser, `${filled.url}#/experiments`, { forcedColors: 'active' });
    const place = page.getByRole('link', { name: 'Experiments' }).first();
    await place.waitFor();
    expect(await place.evaluate((link) => getComputedStyle(link).borderLeftWidth)).toBe('3px');
    await page.keyboard.press('Control+k');
    const row = page.getByRole('dialog').getByRole('option').first();
    expect(await row.evaluate((one) => getComputedStyle(one).outlineStyle)).toBe('solid');
    await page.context().close();
  });
});
