import { describe, expect, test } from 'vitest';
import {
  bytes,
  compact,
  counted,
  duration,
  fieldWords,
  millions,
  moment,
  percent,
  progressLine,
  stagesLine,
} from '../../src-renderer/words.ts';

describe('words', () => {
  test('duration() grows from seconds to days', () => {
    expect([8, 59.6, 200, 735, 7500, 200_000].map(duration)).toEqual([
      '8 s',
      '1 min 0 s',
      '3 min 20 s',
      '12 min',
      '2 h 05 min',
      '2 days',
    ]);
  });
  test('moment() says day and time of this place, today without the day', () => {
    const late = new Date(2026, 9, 5, 0, 7).getTime();
    expect(moment(late, late + 3_600_000)).toBe('today 00:07');
    expect(moment(late, late + 90_000_000)).toBe('2026-10-05 00:07');
    expect(moment(new Date(2026, 0, 31, 23, 59).getTime(), late)).toBe('2026-01-31 23:59');
  });
  test('stagesLine() says what is reused, and only then', () => {
    expect(stagesLine({ stagesDone: 31, stagesTotal: 48, stagesReused: 12 })).toBe(
      '31 of 48 stages, 12 reused',
    );
    expect(stagesLine({ stagesDone: 0, stagesTotal: 1, stagesReused: 0 })).toBe('0 of 1 stage');
  });
  test('progressLine() has rate and remaining time only when a rate is known', () => {
    const progress = { phase: 'Training', done: 240, total: 1200, unit: 'steps', rate: 3.2 };
    expect(progressLine(progress)).toBe('Training: 240 of 1,200 steps, 3.2 steps/s, 5 min 0 s left');
    expect(progressLine({ ...progress, rate: 0 })).toBe('Training: 240 of 1,200 steps');
  });
  test('numbers keep few digits and their unit', () => {
    expect(percent(0.71023)).toBe('71.02');
    expect(millions(109_885_346)).toBe('109.9 M');
    expect(bytes(4_312_000)).toBe('4.3 MB');
    expect(bytes(41e9)).toBe('41 GB');
    expect(compact(0.00005)).toBe('5.0e-5');
    expect(counted(1, 'stage')).toBe('1 stage');
    expect(fieldWords('finalLoss')).toBe('Final loss');
  });
});
