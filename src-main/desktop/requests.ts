/**
 * Answers what the window asks of the desktop itself (`DesktopApi`): every request's sender is checked and its
 * arguments are parsed before anything is done.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BrowserWindow, Notification, app, dialog, ipcMain, shell } from 'electron';
import type { FileFilter as ElectronFilter } from 'electron';
import { z } from 'zod';
import type { MenuCommand } from '#shared/desktop-api.ts';
import { CHANNEL } from '#desktop/channels.ts';
import { isOwnSender } from '#desktop/security.ts';

const filters = z.array(z.object({ name: z.string(), extensions: z.array(z.string()) })).optional();
const openOptions = z.object({ kind: z.enum(['file', 'folder']), title: z.string().optional(), filters });
const saveOptions = z.object({
  title: z.string().optional(),
  suggestedName: z.string().min(1),
  bytes: z.instanceof(Uint8Array),
  filters,
});
const notification = z.object({
  title: z.string().max(200),
  body: z.string().max(1000),
  address: z.string().startsWith('/').max(400).optional(),
});

export interface RequestActions {
  /** Lets the lab write the bytes. @throws Error with a sentence for the user */
  save(path: string, bytes: Uint8Array): Promise<void>;
  restartLab(): void;
  labState(): unknown;
}

export function answerRequests(actions: RequestActions): void {
  answer(CHANNEL.openPath, openOptions, async ({ kind, title, filters: given }, window) => {
    const { filePaths } = await dialog.showOpenDialog(window, {
      title,
      filters: given as ElectronFilter[] | undefined,
      properties: [kind === 'folder' ? 'openDirectory' : 'openFile'],
    });
    return filePaths[0];
  });
  answer(CHANNEL.saveFile, saveOptions, async ({ title, suggestedName, bytes, filters: given }, window) => {
    const { filePath } = await dialog.showSaveDialog(window, {
      title,
      filters: given as ElectronFilter[] | undefined,
      defaultPath: path.join(app.getPath('downloads'), path.basename(suggestedName)),
    });
    if (!filePath) return undefined;
    await actions.save(filePath, bytes);
    return filePath;
  });
  answer(CHANNEL.showInFolder, z.string().min(1), (file) => {
    if (!path.isAbsolute(file) || !existsSync(file)) return false;
    shell.showItemInFolder(file);
    return true;
  });
  answer(CHANNEL.notify, notification, ({ title, body, address }, window) => {
    if (!Notification.isSupported()) return;
    const shown = new Notification({ title, body });
    shown.on('click', () => {
      if (window.isMinimized()) window.restore();
      window.show();
      const command: MenuCommand = { kind: 'show', address: address ?? '' };
      if (address !== undefined) window.webContents.send(CHANNEL.menuCommand, command);
    });
    shown.show();
  });
  answer(CHANNEL.restartLab, z.undefined(), () => actions.restartLab());
  answer(CHANNEL.readLabState, z.undefined(), () => actions.labState());
}

function answer<Schema extends z.ZodType>(
  channel: string,
  schema: Schema,
  handle: (input: z.output<Schema>, window: BrowserWindow) => unknown,
): void {
  ipcMain.handle(channel, async (event, input: unknown) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (!isOwnSender(event) || !window)
      throw new Error(`The sender of ${channel} is not the application's page.`);
    return handle(schema.parse(input), window);
  });
}
