import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const css = readFileSync(path.join(import.meta.dirname, '../../src-renderer/theme.css'), 'utf8');

/** Colours of one theme; dark ones stand on the light ones of the same names. */
function tokens(theme: 'light' | 'dark'): Map<string, string> {
  const [light = '', dark = ''] = css.split(":root[data-theme='dark']");
  const read = (part: string): [string, string][] =>
    [...part.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]);
  return new Map([...read(light), ...(theme === 'dark' ? read(dark) : [])]);
}

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('theme.css %s', (theme) => {
  const colours = tokens(theme);
  const of = (name: string) => colours.get(name) ?? '';
  const grounds = ['bg', 'frame', 'raised', 'hover', 'accent-soft'];

  test.each(['ink', 'ink-2', 'ink-3', 'accent', 'good', 'warn', 'bad'])(
    '--%s is readable on every ground (4.5 : 1)',
    (ink) => {
      for (const ground of grounds) expect(contrast(of(ink), of(ground)), ground).toBeGreaterThanOrEqual(4.5);
    },
  );
  test('text on filled buttons and coloured boxes is readable (4.5 : 1)', () => {
    const pairs = [
      ['accent-ink', 'accent'],
      ['accent-ink', 'accent-hover'],
      ['ink', 'bad-soft'],
      ['ink-2', 'bad-soft'],
      ['ink', 'warn-soft'],
    ] as const;
    for (const [ink, ground] of pairs)
      expect(contrast(of(ink), of(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });
  test('states are readable on their own soft ground (4.5 : 1)', () => {
    for (const [ink, ground] of [
      ['warn', 'warn-soft'],
      ['bad', 'bad-soft'],
      ['accent', 'accent-soft'],
      ['ink-2', 'warn-soft'],
    ] as const)
      expect(contrast(of(ink), of(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });
  test('marks of charts stand out from their ground (3 : 1)', () => {
    for (const series of [1, 2, 3, 4, 5, 6, 7])
      for (const ground of ['bg', 'raised'])
        expect(contrast(of(`series-${series}`), of(ground)), `${series} on ${ground}`).toBeGreaterThanOrEqual(
          3,
        );
  });
  test('every colour is a token of both themes', () => {
    const [light = '', dark = ''] = css.split(":root[data-theme='dark']");
    const names = (part: string) =>
      [...part.matchAll(/--([a-z0-9-]+): (?:#|rgb)/g)].map(([, name]) => name).sort();
    const here = (part: string) =>
      names(part)
        .concat(/--overlay:/.test(part) ? ['overlay'] : [])
        .sort();
    expect(here(dark)).toEqual(here(light));
  });
  test('a printed page is ink on paper (4.5 : 1), and what is chosen on it stands out (3 : 1)', () => {
    for (const ground of ['paper', 'paper-hover']) {
      for (const ink of ['paper-ink', 'paper-ink-2'])
        expect(contrast(of(ink), of(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(of('paper-accent'), of(ground)), ground).toBeGreaterThanOrEqual(3);
    }
  });
  test('borders of controls stand out (3 : 1)', () => {
    for (const ground of ['bg', 'frame', 'raised'])
      expect(contrast(of('control-line'), of(ground)), ground).toBeGreaterThanOrEqual(3);
  });
});
