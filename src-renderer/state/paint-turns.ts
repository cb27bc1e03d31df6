/**
 * Who paints when: panels that have something new ask for a turn, and as many get one before each frame as it has time for;
 * so that a hand on the window waits for one panel, not for all of a board.
 */

/** ms of a frame for painting; one turn is always taken. */
const BUDGET_MS = 6;

const waiting = new Map<object, () => void>();
let asked = false;

function takeTurns(): void {
  asked = false;
  const start = performance.now();
  for (const [who, paint] of waiting) {
    waiting.delete(who);
    paint();
    if (performance.now() - start > BUDGET_MS) break;
  }
  if (waiting.size > 0) askForFrame();
}

function askForFrame(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(takeTurns);
}

/** `paint` before one of the next frames; asked again before that, the newest alone, at the older place. */
export function takeTurn(who: object, paint: () => void): void {
  waiting.set(who, paint);
  askForFrame();
}

export function dropTurn(who: object): void {
  waiting.delete(who);
}
