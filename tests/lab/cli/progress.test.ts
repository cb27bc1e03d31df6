import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveView } from '#lab/cli/progress/live-view.ts';
import { PlainView } from '#lab/cli/progress/plain-view.ts';
import { progressText } from '#lab/cli/progress/progress-view.ts';
import type { StageLook } from '#lab/cli/progress/progress-view.ts';
import { durationText, rateText } from '#lab/cli/units.ts';
import { Recording } from './recording-io.ts';

const look = (changes: Partial<StageLook> = {}): StageLook => ({
  key: 'a',
  title: 'Fine-tune teacher 2, seed 3',
  state: 'running',
  progress: { phase: 'steps', done: 61, total: 100, unit: 'steps', rate: 12.34 },
  seconds: 5,
  error: null,
  ...changes,
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('progressText()', () => {
  it('gives share, rate and remaining time', () => {
    expect(progressText(look().progress!)).toBe(' 61%  12.3 steps/s  3 s left');
  });

  it('gives the rate alone without a total', () => {
    expect(progressText({ phase: 'x', done: 5, total: 0, unit: 'rows', rate: 2 })).toBe('2.00 rows/s');
  });
});

describe('units', () => {
  it('reads durations and rates', () => {
    expect([durationText(8), durationText(200), durationText(7500)]).toEqual([
      '8 s',
      '3 min 20 s',
      '2 h 05 min',
    ]);
    expect([rateText(52_000, 'rows'), rateText(41.26e6, 'bytes')]).toEqual(['52.0 krows/s', '41.3 MB/s']);
  });
});

describe('PlainView', () => {
  it('writes a line at start and end, and between at most one in ten seconds', () => {
    const output = new Recording();
    const view = new PlainView(output);
    for (let second = 0; second < 25; second++) {
      view.stage(look());
      vi.advanceTimersByTime(1000);
    }
    view.stage(look({ state: 'done', seconds: 25 }));
    const lines = output.text.trimEnd().split('\n');
    expect(lines[0]).toBe('start   Fine-tune teacher 2, seed 3');
    expect(lines.at(-1)).toBe('done    Fine-tune teacher 2, seed 3 in 25 s');
    expect(lines).toHaveLength(4);
    expect(output.text).not.toContain('\x1b');
  });

  it('says why a stage failed, and nothing of stages it never saw run', () => {
    const output = new Recording();
    const view = new PlainView(output);
    view.stage(look({ state: 'done' }));
    view.stage(look());
    view.stage(look({ state: 'failed', error: 'Loss is NaN.' }));
    expect(output.text).toBe(
      'start   Fine-tune teacher 2, seed 3\nfailed  Fine-tune teacher 2, seed 3 in 5 s: Loss is NaN.\n',
    );
  });
});

describe('LiveView', () => {
  it('never writes a line wider than the terminal and leaves nothing behind', () => {
    const output = new Recording(true);
    output.columns = 60;
    const view = new LiveView(output);
    view.overall('demo: 3 of 48 stages, 4 min 10 s left');
    view.stage(look({ title: 'A very long title of a stage that would not fit into one line at all' }));
    vi.advanceTimersByTime(500);
    const lines = output.text.replace(/\x1b\[\d*[AJ]/g, '').split(/[\r\n]+/);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThan(60);
    expect(output.text).toContain('61%');
    view.end();
    expect(output.text.endsWith('\x1b[2A\r\x1b[J')).toBe(true);
  });

  it('keeps finished stages as lines above the bars', () => {
    const output = new Recording(true);
    const view = new LiveView(output);
    view.stage(look());
    view.stage(look({ state: 'done', seconds: 42 }));
    view.end();
    expect(output.text).toContain('✓ Fine-tune teacher 2, seed 3  42 s\n');
  });
});
