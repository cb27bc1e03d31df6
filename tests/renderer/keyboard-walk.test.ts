/**
 * Every view by keyboard alone, in both themes and languages: places by their keys, then all stops of the Tab key. Each
 * stop has a name, lies in sight, shows that it has the focus, and Tab leaves the view again.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { LANGUAGES, translate } from '#shared/messages/messages.ts';
import { buildRenderer, launchBrowser, openPage } from './browser.ts';
import { type FilledLab, startFilledLab } from './filled-lab.ts';

const reason = requireOrSkip('Chromium', findChromium());
/** More stops than any view should have in a row: beyond it, a list lacks a composite of its own. */
const MANY_STOPS = 140;

interface Stop {
  what: string;
  name: string;
  inSight: boolean;
  marked: boolean;
}

/** What has the focus; undefined on the page itself. Runs in the page. */
function focusedStop(): Stop | undefined {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement || element instanceof SVGElement) || element === document.body)
    return undefined;
  const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
  const named = (element.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '');
  const name = [
    element.getAttribute('aria-label'),
    ...named,
    ...labels.map(({ textContent }) => textContent),
    element.closest('label')?.textContent,
    element.textContent,
    element.getAttribute('title'),
    element.getAttribute('placeholder'),
  ]
    .map((text) => text?.trim() ?? '')
    .find((text) => text !== '');
  // A composite shows the focus at the part the keys are on.
  const part = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
  const isMarked = (one: Element, pseudo?: string): boolean => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one, pseudo);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) || boxShadow !== 'none';
  };
  const row = element.closest('tr, [role=row]');
  const candidates = [element, part, element.parentElement, element.nextElementSibling, row];
  const { top, bottom, left, right } = (part ?? element).getBoundingClientRect();
  return {
    what: `${element.tagName.toLowerCase()}${element.getAttribute('role') ? `[${element.getAttribute('role')}]` : ''}`,
    name: (name ?? '').slice(0, 60),
    inSight: bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && right - left > 0,
    marked: candidates.some((one) => one !== null && (isMarked(one) || isMarked(one, '::after'))),
  };
}

describe.skipIf(reason)(`by keyboard alone${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let built: Awaited<ReturnType<typeof buildRenderer>>;
  let browser: Browser;
  let filled: FilledLab;

  beforeAll(async () => {
    built = await buildRenderer();
    browser = await launchBrowser();
    filled = await startFilledLab(built.folder);
    const runs = filled.lab.runs.list().runs.filter(({ kind }) => kind === 'evaluate');
    const definition = filled.lab.tables.propose({ runs: runs.map(({ key }) => key) });
    filled.lab.tables.save('main', definition);
  });
  afterAll(async () => {
    await browser?.close();
    await filled?.close();
  });

  /** All stops of one round of Tab, from the page's start. */
  async function stops(page: Page): Promise<Stop[]> {
    await page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      // The next Tab begins at the top, wherever the focus was.
      getSelection()?.removeAllRanges();
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute('tabindex');
    });
    const found: Stop[] = [];
    for (let at = 0; at < MANY_STOPS; at++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(focusedStop);
      if (!stop) return found;
      found.push(stop);
    }
    throw new Error(
      `Tab has not left the view after ${MANY_STOPS} stops; the last: ${JSON.stringify(found.at(-1))}`,
    );
  }

  async function press(page: Page, keys: string): Promise<void> {
    for (const key of keys.split(' ')) await page.keyboard.press(key);
  }

  /** By the palette: what a reader would type. */
  async function goByName(page: Page, name: string): Promise<void> {
    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').fill(name);
    await dialog.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
  }

  const themes = ['light', 'dark'] as const;
  const looks = themes.flatMap((theme) => LANGUAGES.map((locale) => ({ theme, locale })));

  test.each(looks)('every view, $theme, $locale', { timeout: 240_000 }, async ({ theme, locale }) => {
    const { page, errors } = await openPage(browser, `${filled.url}#/experiments`, {
      dark: theme === 'dark',
      locale,
    });
    const t = (key: Parameters<typeof translate>[1]): string => translate(locale, key);
    const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
    const walk: { view: string; go: () => Promise<void>; heading: string | RegExp }[] = [
      { view: 'experiments', go: () => press(page, 'g e'), heading: t('place.experiments') },
      { view: 'experiment', go: () => goByName(page, 'main-table'), heading: 'main-table' },
      { view: 'new', go: () => press(page, 'n'), heading: t('form.title') },
      { view: 'runs', go: () => press(page, 'g r'), heading: t('place.runs') },
      { view: 'run', go: () => openFirstRun(page), heading: /./ },
      { view: 'compare', go: () => press(page, 'g c'), heading: t('place.compare') },
      { view: 'tables', go: () => press(page, 'g t'), heading: t('place.tables') },
      { view: 'table', go: () => openTable(page), heading: 'main' },
      { view: 'queue', go: () => press(page, 'g q'), heading: t('place.queue') },
      { view: 'datasets', go: () => press(page, 'g d'), heading: t('place.datasets') },
      { view: 'dataset', go: () => goByName(page, 'news'), heading: 'news' },
      { view: 'models', go: () => press(page, 'g m'), heading: t('place.models') },
    ];
    await heading(t('place.experiments')).waitFor();
    for (const { view, go, heading: title } of walk) {
      await go();
      await heading(title).first().waitFor();
      await page.waitForTimeout(300);
      const found = await stops(page);
      expect(
        found.filter(({ name, inSight, marked }) => name === '' || !inSight || !marked),
        view,
      ).toEqual([]);
      // The frame alone has more stops than this would be without a view.
      expect(found.length, view).toBeGreaterThan(8);
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    }
    expect(errors).toEqual([]);
    await page.context().close();
  });

  async function openFirstRun(page: Page): Promise<void> {
    await press(page, 'g r');
    await page.getByRole('grid').waitFor();
    await page.getByRole('row').nth(1).waitFor();
    await page.getByRole('grid').focus();
    await press(page, 'ArrowDown Enter');
    await page.waitForURL(/#\/runs\/[0-9a-f]/);
  }

  async function openTable(page: Page): Promise<void> {
    await press(page, 'g t');
    await page.getByRole('link', { name: 'main', exact: true }).focus();
    await press(page, 'Enter');
  }
});
