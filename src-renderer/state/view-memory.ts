/**
 * What is kept of a view: the last address, for a start without one; how far each view was scrolled, for the way back;
 * and the focus, which goes to the heading of a new view.
 */
const LAST_ADDRESS = 'tnrlab:last-address';
/** Data of a view come late: so long is waited for its heading and its length. */
const WAIT_MS = 3000;

/** Before the router reads the address. */
export function restoreLastAddress(): void {
  if (location.hash.replace(/^#\/?/, '') !== '') return;
  const last = localStorage.getItem(LAST_ADDRESS);
  if (last) history.replaceState(history.state, '', last);
}

export const keepAddress = (): void => localStorage.setItem(LAST_ADDRESS, location.hash);

interface Scrolled {
  selector: string;
  top: number;
}

const scrolls = new Map<number, Scrolled[]>();
let lastEntry = 0;

/** The number of this entry of the history; a new one is numbered. */
function entry(): { number: number; fresh: boolean } {
  const state: unknown = history.state;
  if (state !== null && typeof state === 'object' && 'entry' in state)
    return { number: Number(state.entry), fresh: false };
  const number = Date.now() + ++lastEntry;
  history.replaceState({ ...(state as object | null), entry: number }, '');
  return { number, fresh: true };
}

/** Notes positions while the user scrolls; call once. Parts that scroll by themselves carry `data-scroll="name"`. */
export function watchScroll(main: HTMLElement): () => void {
  const note = (event: Event): void => {
    const part = event.target;
    if (!(part instanceof HTMLElement)) return;
    const selector = part === main ? '' : part.dataset.scroll && `[data-scroll="${part.dataset.scroll}"]`;
    if (selector === undefined) return;
    const { number } = entry();
    const others = (scrolls.get(number) ?? []).filter((one) => one.selector !== selector);
    scrolls.set(number, [...others, { selector, top: part.scrollTop }]);
  };
  main.addEventListener('scroll', note, { capture: true, passive: true });
  return () => main.removeEventListener('scroll', note, { capture: true });
}

/** After a change of view: to the top of a new one, to where one was on the way back, as soon as it is long enough. */
export function restoreScroll(main: HTMLElement): () => void {
  const { number, fresh } = entry();
  const wanted = fresh ? [] : [...(scrolls.get(number) ?? [])];
  main.scrollTo(0, 0);
  return untilDone(main, () => {
    for (const one of [...wanted]) {
      const part = one.selector === '' ? main : main.querySelector<HTMLElement>(one.selector);
      if (!part || part.scrollHeight - part.clientHeight < one.top) continue;
      part.scrollTo(0, one.top);
      wanted.splice(wanted.indexOf(one), 1);
    }
    return wanted.length === 0;
  });
}

/**
 * The heading of a new view gets the focus, so that it is read out and Tab goes on from there; a view that put the
 * focus somewhere itself keeps it.
 */
export function focusHeading(main: HTMLElement): () => void {
  const isFree = (): boolean => !main.contains(document.activeElement) || document.activeElement === main;
  if (!isFree()) return () => {};
  main.focus({ preventScroll: true });
  return untilDone(main, () => {
    const heading = main.querySelector<HTMLElement>('h1');
    // Someone went on meanwhile.
    if (document.activeElement !== main && document.activeElement !== document.body) return true;
    if (!heading) return false;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    return true;
  });
}

/** For a focus whose element is gone: the heading of the view that is shown. */
export function focusView(): void {
  const main = document.querySelector<HTMLElement>('main');
  if (main) focusHeading(main);
}

/** Tries now and at each change of `main`, until it is done, it is stopped, or the wait is over. */
function untilDone(main: HTMLElement, attempt: () => boolean): () => void {
  if (attempt()) return () => {};
  const observer = new MutationObserver(() => attempt() && stop());
  const timer = setTimeout(() => stop(), WAIT_MS);
  const stop = (): void => {
    clearTimeout(timer);
    observer.disconnect();
  };
  observer.observe(main, { childList: true, subtree: true, attributes: true, attributeFilter: ['style'] });
  return stop;
}
