/**
 * Progress on a terminal: an area at its end, drawn anew a few times a second, with a bar per running stage; lines that
 * stay scroll above it. Made by hand: the kept packages either flicker with several bars or bring a framework.
 */
import type { Output } from '../context.ts';
import { durationText } from '../units.ts';
import { progressText, shareOf } from './progress-view.ts';
import type { ProgressView, StageLook } from './progress-view.ts';

const REDRAW_MS = 120;
const BAR_WIDTH = 20;
const MARKS = { done: '✓', failed: '✗', stopped: '■' } as const;

export class LiveView implements ProgressView {
  readonly #output: Output;
  readonly #running = new Map<string, StageLook>();
  #overall = '';
  #drawnLines = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  overall(text: string): void {
    this.#overall = text;
    this.#drawSoon();
  }

  stage(look: StageLook): void {
    const { key, title, state, seconds, error } = look;
    if (state === 'running') this.#running.set(key, look);
    else if (this.#running.delete(key) && (state === 'done' || state === 'failed' || state === 'stopped')) {
      const after = seconds === null ? '' : `  ${durationText(seconds)}`;
      this.say(`${MARKS[state]} ${title}${after}${error ? `  ${error}` : ''}`);
    }
    this.#drawSoon();
  }

  say(text: string): void {
    this.#clear();
    this.#output.write(`${text}\n`);
    this.#draw();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#clear();
    this.#running.clear();
    this.#overall = '';
  }

  #drawSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#clear();
      this.#draw();
    }, REDRAW_MS);
  }

  #clear(): void {
    // Up to the area's first line, then erase to the end of the screen.
    if (this.#drawnLines > 0) this.#output.write(`\x1b[${this.#drawnLines}A\r\x1b[J`);
    this.#drawnLines = 0;
  }

  #draw(): void {
    // One column is left free: a full line would wrap and count twice. Some terminals say 0 columns.
    const width = (this.#output.columns || 80) - 1;
    const lines = [...this.#running.values()].map((look) => this.#bar(look, width));
    if (this.#overall) lines.unshift(cut(this.#overall, width));
    if (lines.length > 0) this.#output.write(`${lines.join('\n')}\n`);
    this.#drawnLines = lines.length;
  }

  #bar({ title, progress }: StageLook, width: number): string {
    if (!progress) return cut(`  ${title}`, width);
    const share = shareOf(progress);
    const filled = Math.round((share ?? 0) * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    const right = `  ${bar} ${progressText(progress)}`;
    const left = cut(`  ${title} · ${progress.phase}`, Math.max(12, width - [...right].length));
    return cut(left.padEnd(Math.min(44, Math.max(12, width - [...right].length))) + right, width);
  }
}

function cut(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
