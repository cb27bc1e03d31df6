/**
 * The desktop process: one window, one lab child, and the relay between them. It opens no port and no database and
 * does no work of its own.
 */
import { BrowserWindow, MessageChannelMain, app, ipcMain } from 'electron';
import type { LabState } from '#shared/desktop-api.ts';
import type { FromLab } from '#shared/desktop-protocol.ts';
import { declareAppScheme, serveAppScheme } from '#desktop/app-protocol.ts';
import { CHANNEL } from '#desktop/channels.ts';
import { LabProcess } from '#desktop/lab-process.ts';
import { installMenu } from '#desktop/menu.ts';
import { labCommand, rendererFolder } from '#desktop/places.ts';
import { Relay } from '#desktop/relay.ts';
import { answerRequests } from '#desktop/requests.ts';
import { Saves } from '#desktop/saves.ts';
import { isOwnSender, restrictPages } from '#desktop/security.ts';
import { openMainWindow } from '#desktop/window.ts';

function run(): void {
  const tell = (channel: string, value: unknown): void => {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send(channel, value);
  };
  const lab = new LabProcess({ command: labCommand(), onState: labChanged, onMessage: labSays });
  const relay = new Relay((message) => lab.send(message));
  const saves = new Saves((message) => lab.send(message));
  const save = async (file: string, bytes: Uint8Array): Promise<void> => {
    if (lab.state.state !== 'ready')
      throw new Error('The lab process is not running, so the file was not written.');
    await saves.save(file, bytes);
  };
  const restartLab = (): void => lab.restart();

  function labChanged(state: LabState): void {
    if (state.state === 'restarting' || state.state === 'failed') {
      relay.labIsGone();
      saves.labIsGone();
    }
    tell(CHANNEL.labState, state);
  }

  function labSays(message: FromLab): void {
    if (message.kind === 'ready') relay.labIsReady();
    else if (message.kind === 'saved') saves.receive(message);
    else if (message.kind !== 'failed') relay.receive(message);
  }

  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  app.on('will-quit', (event) => {
    if (!lab.running) return;
    event.preventDefault();
    void lab.stop().then(() => app.quit());
  });

  ipcMain.on(CHANNEL.requestPort, (event) => {
    if (!isOwnSender(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    relay.add(port2);
    event.senderFrame?.postMessage(CHANNEL.port, null, [port1]);
  });
  answerRequests({ save, restartLab, labState: () => lab.state });

  void app.whenReady().then(() => {
    restrictPages();
    serveAppScheme(rendererFolder());
    installMenu({ send: (command) => tell(CHANNEL.menuCommand, command), restartLab });
    lab.start();
    openMainWindow();
    app.on('activate', () => {
      if (BrowserWindow.getAllWindows().length === 0) openMainWindow();
    });
  });
}

declareAppScheme();
// A second start shows the window of the first: one lab per workspace.
if (app.requestSingleInstanceLock()) run();
else app.quit();
