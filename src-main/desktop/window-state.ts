/** The main window's place on the screen, kept between starts in a small JSON file of the application's folder. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

const schema = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(640),
  height: z.number().int().min(480),
  maximised: z.boolean(),
});
/** Pixels; without x and y the system chooses the place. */
export type WindowState = z.infer<typeof schema>;

export const DEFAULT_WINDOW_STATE: WindowState = { width: 1280, height: 800, maximised: false };

/** The kept state, or the default one when there is none, it is damaged, or its screen is gone. */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return DEFAULT_WINDOW_STATE;
  }
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return DEFAULT_WINDOW_STATE;
  const { x, y, ...size } = parsed.data;
  if (x === undefined || y === undefined) return size;
  return screens.some((screen) => shows(screen, { ...size, x, y })) ? parsed.data : size;
}

export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, JSON.stringify(state));
  renameSync(`${file}.part`, file);
}

/** Enough of the title bar lies on the screen to take hold of it. */
function shows(screen: Rectangle, window: Rectangle): boolean {
  const across = Math.min(screen.x + screen.width, window.x + window.width) - Math.max(screen.x, window.x);
  return across >= 100 && window.y >= screen.y - 8 && window.y < screen.y + screen.height - 40;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
