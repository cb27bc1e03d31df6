/** Names of fields as English words, for what has no text of its own. */

/** A field's name as words: `finalLoss` -> "Final loss". */
export function fieldWords(name: string): string {
  const words = name.replace(
    /([a-z0-9])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}
