/**
 * What no page may do: open windows, go elsewhere, embed views, ask for the camera. And who may speak to this
 * process: the top frame of our own page.
 */
import { app, session, shell } from 'electron';
import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { isOwnUrl } from '#desktop/addresses.ts';
import { developmentUrl } from '#desktop/places.ts';

/** True when a message comes from the top frame of our own page. */
export function isOwnSender(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isOwnUrl(frame.url, developmentUrl());
}

/** Bars every page of the application from what it never needs; call once, before a window is made. */
export function restrictPages(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => {
    // "Copy" buttons of tables write to the clipboard.
    return permission === ('clipboard-sanitized-write' as string) && isOwnUrl(origin, developmentUrl());
  });
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(({ url }) => {
      // Links of the help go to the user's browser; nothing opens inside the application.
      if (url.startsWith('https://')) void shell.openExternal(url);
      return { action: 'deny' };
    });
    contents.on('will-navigate', (event, url) => {
      if (!isOwnUrl(url, developmentUrl())) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}
