/** The whole way of a call in a real Electron: page, preload, port, desktop process, pipe, lab child, and back. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSmallApp } from '#tests/desktop/small-app.ts';
import { launchWindow } from '#tests/e2e/electron.ts';
import type { LaunchedWindow } from '#tests/e2e/electron.ts';
import { findElectron, requireOrSkip } from '#tests/e2e/machine.ts';

const entry = path.join(import.meta.dirname, 'small-lab.ts');
const skip = requireOrSkip('Electron', findElectron());

describe.skipIf(skip)(`relay in Electron${skip ? ` (${skip})` : ''}`, () => {
  let appFolder: string;
  let opened: LaunchedWindow;

  beforeAll(async () => {
    appFolder = await makeSmallApp();
    opened = await launchWindow({ appFolder, env: { TNRLAB_LAB_ENTRY: entry } });
  });

  afterAll(async () => {
    await opened?.close();
    if (appFolder) await rm(appFolder, { recursive: true, force: true });
  });

  /** The first line of the page that starts with `label`, when it appears. */
  const line = async (label: string, having = ''): Promise<string> => {
    const item = opened.page.locator('li', { hasText: new RegExp(`^${label}: .*${having}`) }).first();
    return (await item.textContent({ timeout: 20_000 })) ?? '';
  };

  it('carries text, bytes and streams between page and lab', async () => {
    expect(await line('done')).toBe('done: yes');
    expect(await line('greet')).toMatch(/^greet: Hello reader, Node v\d+/);
    expect(await line('bytes')).toBe('bytes: 1 128 0');
    expect(await line('count')).toBe('count: 1 2 3 4');
    const pictures = path.resolve('test-results');
    await mkdir(pictures, { recursive: true });
    await opened.page.screenshot({ path: path.join(pictures, 'relay.png') });
  });

  it('gives the page neither Node nor a foreign address', async () => {
    const seen = await opened.page.evaluate(async () => ({
      node: typeof (globalThis as Record<string, unknown>).require,
      origin: location.origin,
      opened: window.open('about:blank') === null,
      fetched: await fetch('https://example.org').then(
        () => 'answered',
        () => 'refused',
      ),
      script: await new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => {
          if (event.blockedURI === 'inline') resolve(event.effectiveDirective);
        });
        const script = document.createElement('script');
        script.textContent = 'window.injected = true';
        document.body.append(script);
      }),
    }));
    expect(seen).toEqual({
      node: 'undefined',
      origin: 'tnrlab://app',
      opened: true,
      fetched: 'refused',
      script: 'script-src-elem',
    });
  });

  it('writes a saved file through the lab', async () => {
    const file = path.join(appFolder, 'table.tex');
    await opened.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, file);
    const saved = await opened.page.evaluate(() =>
      window.lab?.saveFile({ suggestedName: 'table.tex', bytes: new TextEncoder().encode('\\begin{table}') }),
    );
    expect(saved).toBe(file);
    expect(await readFile(file, 'utf8')).toBe('\\begin{table}');
    const refused = await opened.page.evaluate(async () => {
      try {
        await window.lab?.saveFile({ suggestedName: '', bytes: new Uint8Array() });
        return 'saved';
      } catch {
        return 'refused';
      }
    });
    expect(refused).toBe('refused');
  });

  it("sends the menu's commands to the page", async () => {
    await opened.app.evaluate(({ Menu }) => {
      const view = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&View');
      view?.submenu?.items.find(({ label }) => label === 'Datasets')?.click();
    });
    expect(await line('menu')).toBe('menu: {"kind":"show","address":"/datasets"}');
  });

  it('starts a crashed lab again, fails the call under way, and serves a new port', async () => {
    const outcome = await opened.page.evaluate(async () => {
      const { connect } = window as unknown as {
        connect(): Promise<{ crash(): Promise<void>; greet(input: { name: string }): Promise<string> }>;
      };
      const first = await connect();
      const crash = await first.crash().then(
        () => 'answered',
        () => 'failed',
      );
      const second = await connect();
      return { crash, greeting: await second.greet({ name: 'again' }) };
    });
    expect(outcome.crash).toBe('failed');
    expect(outcome.greeting).toMatch(/^Hello again/);
    expect(await line('lab', 'exit code 7')).toContain(
      'restarting (The lab process ended unexpectedly (exit code 7)',
    );
  });
});

describe.skipIf(skip)(`a lab that refuses${skip ? ` (${skip})` : ''}`, () => {
  it('tells the window why, in its own words', async () => {
    const appFolder = await makeSmallApp();
    const { page, close } = await launchWindow({
      appFolder,
      env: { TNRLAB_LAB_ENTRY: entry, SMALL_LAB_REFUSES: '1' },
    });
    try {
      const failed = page.locator('li', { hasText: 'lab: failed' }).first();
      expect(await failed.textContent({ timeout: 20_000 })).toContain('Another lab holds the workspace');
    } finally {
      await close();
      await rm(appFolder, { recursive: true, force: true });
    }
  });
});
