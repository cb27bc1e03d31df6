/** Counts words as the dataset statistics mean them: runs of characters that are not white space. */

/** Words of the UTF-8 text `bytes[start, end)`. */
export function countWords(bytes: Buffer, start: number, end: number): number {
  let words = 0;
  let inWord = false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    // Unicode has more kinds of white space than can be told from single bytes.
    if (byte > 127) return countDecoded(bytes.toString('utf8', start, end));
    const isSpace = byte === 32 || (byte >= 9 && byte <= 13);
    if (!isSpace && !inWord) words += 1;
    inWord = !isSpace;
  }
  return words;
}

function countDecoded(text: string): number {
  return text.match(/\S+/gu)?.length ?? 0;
}
