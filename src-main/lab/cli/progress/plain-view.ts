/** Progress as lines for files and pipes: one at each start and end, and rarely one between. */
import type { Output } from '../context.ts';
import { durationText } from '../units.ts';
import { progressText } from './progress-view.ts';
import type { ProgressView, StageLook } from './progress-view.ts';

const BETWEEN_LINES_MS = 10_000;

const WORDS = { done: 'done', failed: 'failed', stopped: 'stopped' } as const;

export class PlainView implements ProgressView {
  readonly #output: Output;
  readonly #running = new Set<string>();
  #overall = '';
  #lastLineMs = performance.now();

  constructor(output: Output) {
    this.#output = output;
  }

  overall(text: string): void {
    this.#overall = text;
  }

  stage({ key, title, state, progress, seconds, error }: StageLook): void {
    if (state === 'running') {
      if (!this.#running.has(key)) {
        this.#running.add(key);
        this.say(`start   ${title}`);
      } else if (progress && performance.now() - this.#lastLineMs >= BETWEEN_LINES_MS) {
        this.say(`        ${title}: ${progress.phase} ${progressText(progress)}`);
        if (this.#overall) this.say(`        ${this.#overall}`);
      }
    } else if (this.#running.delete(key) && (state === 'done' || state === 'failed' || state === 'stopped')) {
      const after = seconds === null ? '' : ` in ${durationText(seconds)}`;
      this.say(`${WORDS[state].padEnd(7)} ${title}${after}${error ? `: ${error}` : ''}`);
    }
  }

  say(text: string): void {
    this.#lastLineMs = performance.now();
    this.#output.write(`${text}\n`);
  }

  end(): void {
    this.#running.clear();
  }
}
