import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Notices } from '../../src-renderer/state/notices.svelte.ts';

describe('notices', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const texts = (notices: Notices): string[] => notices.list.map(({ text }) => text);

  test('leave by themselves and say so; errors stay', () => {
    const notices = new Notices(() => false);
    const gone = vi.fn();
    notices.add({ tone: 'info', text: 'removed' }, gone);
    notices.add({ tone: 'error', text: 'failed' });
    vi.advanceTimersByTime(6000);
    expect(gone).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2000);
    expect(gone).toHaveBeenCalledOnce();
    expect(texts(notices)).toEqual(['failed']);
  });

  test('stand still while they are held', () => {
    let held = true;
    const notices = new Notices(() => held);
    const gone = vi.fn();
    notices.add({ tone: 'info', text: 'removed' }, gone);
    vi.advanceTimersByTime(60_000);
    expect(gone).not.toHaveBeenCalled();
    held = false;
    vi.advanceTimersByTime(6000);
    expect(gone).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(gone).toHaveBeenCalledOnce();
  });

  test('keep the way back of what is pending, however many come after it', () => {
    const notices = new Notices(() => false);
    const gone = vi.fn();
    for (const name of ['a', 'b']) notices.add({ tone: 'info', text: name }, gone);
    for (const name of ['1', '2', '3', '4']) notices.add({ tone: 'info', text: name });
    expect(texts(notices)).toEqual(['a', 'b', '3', '4']);
    for (const name of ['c', 'd', 'e']) notices.add({ tone: 'info', text: name }, gone);
    expect(texts(notices)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(gone).not.toHaveBeenCalled();
  });

  test('closed by hand end what they waited for at once, and once only', () => {
    const notices = new Notices(() => false);
    const gone = vi.fn();
    notices.close(notices.add({ tone: 'info', text: 'removed' }, gone));
    vi.advanceTimersByTime(20_000);
    expect(gone).toHaveBeenCalledOnce();
  });
});
