/** The whole product on the desktop: window, relay, lab child and real trainer in a real Electron. */
import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNEL } from '#desktop/channels.ts';
import { printedTable } from '#tests/e2e/command.ts';
import { launchWindow } from '#tests/e2e/electron.ts';
import type { LaunchedWindow } from '#tests/e2e/electron.ts';
import {
  EXPERIMENT,
  makeSample,
  METHODS,
  openResults,
  startExperiment,
  watchProgress,
} from '#tests/e2e/journey.ts';
import { numbersOfLatex, numbersOfTable } from '#tests/e2e/latex-rows.ts';
import { findElectron, requireOrSkip } from '#tests/e2e/machine.ts';
import { buildRenderer } from '#tests/renderer/browser.ts';

const skip = requireOrSkip('Electron', findElectron());
const root = path.resolve(import.meta.dirname, '..', '..');

interface Note {
  title: string;
  body: string;
  address: string;
}
type Handler = (event: unknown, note: Note) => Promise<unknown>;

/** Hears what the main process is asked to show as a message of the system, as if the window were behind others. */
async function hearNotes({ app, page }: LaunchedWindow): Promise<() => Promise<Note[]>> {
  await app.evaluate(({ ipcMain }, channel) => {
    const notes: Note[] = [];
    Object.assign(globalThis, { notes });
    // Electron tells its own handlers to nobody else; a message itself cannot be seen without a desktop around.
    const { _invokeHandlers: handlers } = ipcMain as unknown as { _invokeHandlers: Map<string, Handler> };
    const shown = handlers.get(channel)!;
    handlers.set(channel, async (event, note) => {
      await shown(event, note);
      notes.push(note);
    });
  }, CHANNEL.notify);
  await page.evaluate(() => Object.defineProperty(document, 'hasFocus', { value: () => false }));
  return () => app.evaluate(() => (globalThis as unknown as { notes: Note[] }).notes);
}

/** This checkout as an application folder, with a copy of the page: other tests rebuild the checkout's and share this one. */
async function makeAppFolder(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(root, 'bin', 'build.js')]);
  const renderer = await buildRenderer();
  await mkdir(path.join(folder, 'dist'), { recursive: true });
  await cp(renderer.folder, path.join(folder, 'dist', 'renderer'), { recursive: true });
  await copyFile(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  for (const part of ['node_modules', 'src-main', 'shared', 'resources', 'dist/desktop'])
    await symlink(path.join(root, part), path.join(folder, part), 'junction');
}

describe.skipIf(skip)(`the desktop application${skip ? ` (${skip})` : ''}`, () => {
  let folder: string;
  let workspace: string;
  let opened: LaunchedWindow | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'tnrlab-desktop-'));
    workspace = path.join(folder, 'workspace');
    await makeAppFolder(path.join(folder, 'app'));
    opened = await open();
  });

  const open = (): Promise<LaunchedWindow> =>
    launchWindow({
      appFolder: path.join(folder, 'app'),
      args: ['--workspace', workspace],
      profile: path.join(folder, 'profile'),
    });

  afterAll(async () => {
    await opened?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('goes from an empty workspace to a saved LaTeX table with the numbers of the command line', async () => {
    if (!opened) throw new Error('The window did not open.');
    const { app, page } = opened;
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
    const notes = await hearNotes(opened);
    await makeSample(page);
    await startExperiment(page, 'electron');
    await watchProgress(page, 'electron');
    await openResults(page, 'electron');
    const message = new RegExp(`^${EXPERIMENT} is done\\. Best row: .+, AUC [\\d.]+\\.$`);
    await expect.poll(notes).toEqual([
      {
        title: 'Experiment done',
        body: expect.stringMatching(message),
        address: `/experiments/${EXPERIMENT}/results`,
      },
    ]);

    const file = path.join(folder, 'saved.tex');
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, file);
    await page.getByRole('button', { name: 'LaTeX', exact: true }).click();
    await page.getByText(`Saved ${EXPERIMENT}.tex.`).waitFor();
    const latex = await readFile(file, 'utf8');
    expect(latex).toContain('\\toprule');
    expect(Object.keys(numbersOfLatex(latex))).toEqual(METHODS);
    expect(numbersOfLatex(latex)).toEqual(numbersOfTable(await printedTable(workspace, EXPERIMENT)));
    expect(errors).toEqual([]);
  });

  it('makes a table of it, and saves its figure as PDF with its typeface', async () => {
    if (!opened) throw new Error('The window did not open.');
    const { app, page } = opened;
    await page.getByRole('link', { name: 'Tables' }).click();
    await page.getByRole('button', { name: `Table of ${EXPERIMENT}` }).click();
    await page.getByRole('tab', { name: 'Figure', exact: true }).click();
    const file = path.join(folder, 'figure.pdf');
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, file);
    await page.getByRole('button', { name: 'Save the figure as PDF' }).click();
    await page.getByText(`Saved ${EXPERIMENT}-dots.pdf.`).waitFor();
    const pdf = await readFile(file, 'latin1');
    expect(pdf.slice(0, 4)).toBe('%PDF');
    expect(new Set(pdf.match(/\/BaseFont \/\S+/g))).toEqual(new Set(['/BaseFont /Arimo']));
  });

  it('comes back as it was left: place, size and view', async () => {
    if (!opened) throw new Error('The window did not open.');
    const bounds = { x: 40, y: 30, width: 1100, height: 700 };
    await opened.app.evaluate(
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to),
      bounds,
    );
    await opened.page.getByRole('navigation').getByRole('link', { name: 'Tables' }).first().click();
    await opened.page.getByRole('heading', { level: 1, name: 'Tables' }).waitFor();
    await opened.close();
    opened = await open();
    await opened.page.getByRole('heading', { level: 1, name: 'Tables' }).waitFor();
    expect(
      await opened.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds()),
    ).toEqual(bounds);
  });
});
