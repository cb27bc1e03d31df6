/** The main window: how it is made, how it keeps its place, what it shows first. */
import path from 'node:path';
import { BrowserWindow, app, nativeTheme, screen } from 'electron';
import { APP_URL } from '#desktop/addresses.ts';
import { developmentUrl, iconFile } from '#desktop/places.ts';
import { readWindowState, writeWindowState } from '#desktop/window-state.ts';

/** The renderer's page colours, so that the window does not flash before the first paint. */
const BACKGROUND = { dark: '#15181c', light: '#ffffff' };

/** Opens the window; it appears when its page has something to show. */
export function openMainWindow(): BrowserWindow {
  const stateFile = path.join(app.getPath('userData'), 'window.json');
  const state = readWindowState(
    stateFile,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const { maximised, ...bounds } = state;
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: 'Tiny-NewsRec Lab',
    icon: iconFile(),
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: path.join(__dirname, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (maximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    writeWindowState(stateFile, { ...window.getNormalBounds(), maximised: window.isMaximized() }),
  );
  void window.loadURL(developmentUrl() ?? APP_URL);
  return window;
}
