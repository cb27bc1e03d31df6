/** What axe finds on a page, by the same rules in every test of the views. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Page } from 'playwright-core';

/** WCAG 2.2 A and AA, and axe's best practices. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Each finding in words: the rule, the element and what is wrong with it; empty when there is none. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Without frames of other origins the legacy mode finds the same, in half the time: it opens no second page.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(TAGS).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 5).map(({ html, any }) => `${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
  );
}
