/** Enough of a run's key to name it; commands that take a key take its beginning. */
const LENGTH = 12;

export const shortKey = (key: string): string => key.slice(0, LENGTH);
