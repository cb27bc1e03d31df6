/**
 * What the window may ask of the desktop beside the contract: dialogs, the file manager, notifications, the menu's
 * commands and the state of the lab process. The preload script puts it at `window.lab`; in a browser it is absent.
 */
import type { Said } from './messages/said.ts';

/** The places the View menu can show: key of the text, and the address the renderer knows them under. */
export const DESKTOP_PLACES = [
  { label: 'place.experiments', address: '/experiments' },
  { label: 'place.runs', address: '/runs' },
  { label: 'place.compare', address: '/compare' },
  { label: 'place.tables', address: '/tables' },
  { label: 'place.queue', address: '/queue' },
  { label: 'place.datasets', address: '/datasets' },
  { label: 'place.models', address: '/models' },
] as const;

export interface FileFilter {
  name: string;
  /** Without the dot; `*` for all. */
  extensions: string[];
}

export interface OpenOptions {
  kind: 'file' | 'folder';
  title?: string;
  filters?: FileFilter[];
}

export interface SaveOptions {
  title?: string;
  /** A file name without folders. */
  suggestedName: string;
  bytes: Uint8Array;
  filters?: FileFilter[];
}

/** The lab process as the desktop sees it; `message` is a full English sentence where there is one to say. */
export interface LabState {
  state: 'starting' | 'ready' | 'restarting' | 'failed';
  message?: string;
  /** The message, for readers of any language. */
  said?: Said | undefined;
}

/** A command of the application menu. */
export type MenuCommand = { kind: 'show'; address: string } | { kind: 'new-experiment' };

export interface DesktopApi {
  readonly platform: string;
  /** Asks for a new port to the lab; use `connectToLab()`, which also receives it. */
  requestPort(): void;
  /** The chosen path, or undefined when the user cancels. */
  chooseOpenPath(options: OpenOptions): Promise<string | undefined>;
  /** Asks where, lets the lab write the bytes there, and gives the path, or undefined when the user cancels. */
  saveFile(options: SaveOptions): Promise<string | undefined>;
  /** Shows the file or folder in the system's file manager; false when it does not exist. */
  showInFolder(path: string): Promise<boolean>;
  /** A system notification; a click on it brings the window to the front and shows `address`, e.g. `/runs`. */
  notify(title: string, body: string, address?: string): Promise<void>;
  /** Starts a lab that failed again. */
  restartLab(): Promise<void>;
  /** Calls back at once with the present state, then at each change; gives the function that stops it. */
  onLabState(listener: (state: LabState) => void): () => void;
  onMenuCommand(listener: (command: MenuCommand) => void): () => void;
}

declare global {
  interface Window {
    /** Present in the desktop application only. */
    readonly lab?: DesktopApi;
  }
}

/** The text that comes with a handed-over port. */
export const PORT_MESSAGE = 'tnrlab:port';

/**
 * A message port to the lab, for oRPC's message-port link. Messages sent before the lab is ready wait in it; it
 * closes (event `close`) when the lab goes away, and the caller then asks for a new one.
 */
export function connectToLab(api: DesktopApi, target: Window = window): Promise<MessagePort> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent): void => {
      const [port] = event.ports;
      if (event.source !== target || event.origin !== target.location.origin) return;
      if (event.data !== PORT_MESSAGE || port === undefined) return;
      target.removeEventListener('message', receive);
      port.start();
      resolve(port);
    };
    target.addEventListener('message', receive);
    api.requestPort();
  });
}
