/**
 * The preload script: only a transport. It passes the lab's port on to the page and offers `window.lab`; what a call
 * means is decided in the desktop process, which checks every sender.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { IpcRendererEvent } from 'electron';
import { PORT_MESSAGE } from '#shared/desktop-api.ts';
import type { DesktopApi, LabState, MenuCommand } from '#shared/desktop-api.ts';
import { CHANNEL } from '#desktop/channels.ts';

// A port cannot cross the context bridge; window.postMessage is the one way that transfers it to the page.
ipcRenderer.on(CHANNEL.port, (event) =>
  window.postMessage(PORT_MESSAGE, window.location.origin, event.ports),
);

function subscribe<T>(channel: string, listener: (value: T) => void): () => void {
  const receive = (_event: IpcRendererEvent, value: T): void => listener(value);
  ipcRenderer.on(channel, receive);
  return () => ipcRenderer.off(channel, receive);
}

const api: DesktopApi = {
  platform: process.platform,
  requestPort: () => ipcRenderer.send(CHANNEL.requestPort),
  chooseOpenPath: (options) => ipcRenderer.invoke(CHANNEL.openPath, options),
  saveFile: (options) => ipcRenderer.invoke(CHANNEL.saveFile, options),
  showInFolder: (path) => ipcRenderer.invoke(CHANNEL.showInFolder, path),
  notify: (title, body, address) => ipcRenderer.invoke(CHANNEL.notify, { title, body, address }),
  restartLab: () => ipcRenderer.invoke(CHANNEL.restartLab),
  onLabState: (listener) => {
    void ipcRenderer.invoke(CHANNEL.readLabState).then(listener);
    return subscribe<LabState>(CHANNEL.labState, listener);
  },
  onMenuCommand: (listener) => subscribe<MenuCommand>(CHANNEL.menuCommand, listener),
};
contextBridge.exposeInMainWorld('lab', api);
