/** Addresses, files and the kept window place, without Electron. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOwnUrl } from '#desktop/addresses.ts';
import { readAsset } from '#desktop/assets.ts';
import { DEFAULT_WINDOW_STATE, readWindowState, writeWindowState } from '#desktop/window-state.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tnrlab-pages-'));
  await mkdir(path.join(folder, 'renderer', 'assets'), { recursive: true });
  await writeFile(path.join(folder, 'renderer', 'index.html'), '<p>page</p>');
  await writeFile(path.join(folder, 'renderer', 'assets', 'a b.js'), '1');
  await writeFile(path.join(folder, 'secret.txt'), 'secret');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('isOwnUrl()', () => {
  it.each([
    ['tnrlab://app/index.html#/experiments', true],
    ['tnrlab://other/index.html', false],
    ['https://app/index.html', false],
    ['http://127.0.0.1:5173/', false],
    ['', false],
  ])('takes %j as %j', (url, own) => expect(isOwnUrl(url)).toBe(own));

  it('takes the development server only where one is given', () => {
    expect(isOwnUrl('http://127.0.0.1:5173/index.html', 'http://127.0.0.1:5173/')).toBe(true);
    expect(isOwnUrl('http://127.0.0.1:5174/index.html', 'http://127.0.0.1:5173/')).toBe(false);
  });
});

describe('readAsset()', () => {
  const read = (url: string) => readAsset(path.join(folder, 'renderer'), url);

  it('gives a file with its type and the content security policy', async () => {
    const page = await read('tnrlab://app/index.html?x#y');
    expect(page.status).toBe(200);
    expect(page.body.toString()).toBe('<p>page</p>');
    expect(page.headers['Content-Type']).toBe('text/html; charset=utf-8');
    expect(page.headers['Content-Security-Policy']).toContain("script-src 'self'");
    expect((await read('tnrlab://app/')).body.toString()).toBe('<p>page</p>');
    expect((await read('tnrlab://app/assets/a%20b.js')).headers['Content-Type']).toMatch(/^text\/javascript/);
  });

  it.each([
    'tnrlab://app/..%2fsecret.txt',
    'tnrlab://app/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    'tnrlab://app/%00',
    'tnrlab://app/%E0%A4%A',
    'tnrlab://app/assets',
    'tnrlab://app/none.js',
    'tnrlab://other/index.html',
    'file:///etc/passwd',
  ])('answers 404 to %s', async (url) => expect((await read(url)).status).toBe(404));
});

describe('readWindowState()', () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];

  it('gives back what was kept', () => {
    const file = path.join(folder, 'kept', 'window.json');
    const state = { x: 40, y: 30, width: 1400, height: 900, maximised: true };
    writeWindowState(file, state);
    expect(readWindowState(file, screens)).toEqual(state);
  });

  it('keeps the size but not the place of a window whose screen is gone', () => {
    const file = path.join(folder, 'window.json');
    writeWindowState(file, { x: 2500, y: 30, width: 1400, height: 900, maximised: false });
    expect(readWindowState(file, screens)).toEqual({ width: 1400, height: 900, maximised: false });
  });

  it('falls back to the default for a missing or damaged file', async () => {
    const file = path.join(folder, 'damaged.json');
    expect(readWindowState(file, screens)).toEqual(DEFAULT_WINDOW_STATE);
    await writeFile(file, '{"width": 3');
    expect(readWindowState(file, screens)).toEqual(DEFAULT_WINDOW_STATE);
    await writeFile(file, '{"width": 3, "height": 2, "maximised": false}');
    expect(readWindowState(file, screens)).toEqual(DEFAULT_WINDOW_STATE);
  });
});
