/** The application menu: the system's standard entries, and shortcuts to the places of the window. */
import { Menu, app } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import { DESKTOP_PLACES } from '#shared/desktop-api.ts';
import type { MenuCommand } from '#shared/desktop-api.ts';
import { LANGUAGES, translate, type MessageKey } from '#shared/messages/messages.ts';

export interface MenuActions {
  send(command: MenuCommand): void;
  restartLab(): void;
}

export function installMenu(actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, process.platform, !app.isPackaged)));
}

/** Of the system; the menu is made before the window can tell the user's choice. */
function words(key: MessageKey): string {
  const language = LANGUAGES.find((one) => app.getLocale().startsWith(one)) ?? 'en';
  return translate(language, key);
}

/** @param developer adds reload and the developer tools */
function menuTemplate(
  actions: MenuActions,
  platform: NodeJS.Platform,
  developer: boolean,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const places = DESKTOP_PLACES.map(({ label, address }, index): MenuItemConstructorOptions => ({
    label: words(label),
    accelerator: `CmdOrCtrl+${index + 1}`,
    click: () => actions.send({ kind: 'show', address }),
  }));
  const file: MenuItemConstructorOptions[] = [
    {
      label: words('experiments.new'),
      accelerator: 'CmdOrCtrl+N',
      click: () => actions.send({ kind: 'new-experiment' }),
    },
    separator,
    { label: words('desktop.restartLab'), click: () => actions.restartLab() },
    separator,
    { role: mac ? 'close' : 'quit' },
  ];
  const view: MenuItemConstructorOptions[] = [
    ...places,
    separator,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(developer ? [separator, { role: 'reload' as const }, { role: 'toggleDevTools' as const }] : []),
  ];
  return [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    { label: words('desktop.file'), submenu: file },
    { role: 'editMenu' },
    { label: words('desktop.view'), submenu: view },
    { role: 'windowMenu' },
  ];
}
