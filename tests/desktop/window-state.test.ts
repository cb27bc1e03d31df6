import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_WINDOW_STATE, readWindowState, writeWindowState } from '#desktop/window-state.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-window-'));
  file = path.join(folder, 'application', 'window.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('readWindowState()', () => {
  test('gives back what was written, place and maximised too', () => {
    const state = { x: 40, y: 60, width: 1500, height: 900, maximised: true };
    writeWindowState(file, state);
    expect(readWindowState(file, [SCREEN])).toEqual(state);
  });

  test('keeps the size but not the place where no screen shows the title bar any more', () => {
    const state = { x: 2400, y: 60, width: 1500, height: 900, maximised: false };
    writeWindowState(file, state);
    expect(readWindowState(file, [SCREEN])).toEqual({ width: 1500, height: 900, maximised: false });
    expect(readWindowState(file, [SCREEN, { ...SCREEN, x: 1920 }])).toEqual(state);
  });

  test('begins anew without a file, with a damaged one, and with one of nonsense', () => {
    expect(readWindowState(file, [SCREEN])).toEqual(DEFAULT_WINDOW_STATE);
    writeWindowState(file, { width: 1500, height: 900, maximised: false });
    writeFileSync(file, '{"width": 15');
    expect(readWindowState(file, [SCREEN])).toEqual(DEFAULT_WINDOW_STATE);
    writeFileSync(file, '{"width": 3, "height": 2, "maximised": false}');
    expect(readWindowState(file, [SCREEN])).toEqual(DEFAULT_WINDOW_STATE);
  });
});
