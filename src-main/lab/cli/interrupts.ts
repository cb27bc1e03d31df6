/** Ctrl-C in two steps: the first asks for an orderly stop, the second for an end at once. */

/**
 * One press may arrive twice: from the terminal (which signals the whole group) and forwarded by the process that
 * started this one.
 */
const SAME_PRESS_MS = 250;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface InterruptHandlers {
  first(): void;
  second(): void;
}

/** Listens until the returned function is called; meanwhile the signals do not end the process by themselves. */
export function onInterrupt({ first, second }: InterruptHandlers): () => void {
  let presses = 0;
  let lastMs = -Infinity;
  const listener = (): void => {
    const nowMs = performance.now();
    if (nowMs - lastMs < SAME_PRESS_MS) return;
    lastMs = nowMs;
    presses++;
    if (presses === 1) first();
    else if (presses === 2) second();
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}
