/** Learns a lowercase BERT WordPiece vocabulary from text by merging the most frequent pairs; encoding is a library's work. */

/** In BERT's order, so that `[PAD]` is 0. */
export const specialPieces = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;

/** Counts words as BERT's basic tokeniser splits them: lowercase, each punctuation sign a word of its own. */
export class WordCounts {
  readonly counts = new Map<string, number>();

  add(text: string): void {
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [])
      this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }
}

interface Word {
  pieces: string[];
  count: number;
}

const separator = ' ';
const merged = (left: string, right: string) => left + right.slice(2);

/** Pair counts that follow every merge, so that a merge touches only the words that hold its pair. */
class Pairs {
  readonly counts = new Map<string, number>();
  /** Pieces that some word consists of now; what later merges swallowed is gone. */
  readonly live = new Map<string, number>();
  private readonly holders = new Map<string, Set<Word>>();

  index(word: Word, sign: 1 | -1): void {
    for (const piece of word.pieces) add(this.live, piece, sign);
    for (let i = 0; i + 1 < word.pieces.length; i++) {
      const pair = word.pieces[i]! + separator + word.pieces[i + 1]!;
      add(this.counts, pair, sign * word.count);
      const holders = this.holders.get(pair);
      if (holders) holders.add(word);
      else this.holders.set(pair, new Set([word]));
    }
  }

  /** The most frequent pair, the alphabetically first among equals. */
  best(): string | undefined {
    let best: string | undefined;
    let most = 0;
    for (const [pair, count] of this.counts) {
      if (count > most || (count === most && best !== undefined && pair < best)) [best, most] = [pair, count];
    }
    return best;
  }

  merge(pair: string): void {
    const [left, right] = pair.split(separator) as [string, string];
    for (const word of this.holders.get(pair) ?? []) {
      this.index(word, -1);
      const pieces: string[] = [];
      for (const next of word.pieces) {
        if (next === right && pieces.at(-1) === left) pieces[pieces.length - 1] = merged(left, right);
        else pieces.push(next);
      }
      word.pieces = pieces;
      this.index(word, 1);
    }
    this.holders.delete(pair);
  }
}

function add(counts: Map<string, number>, key: string, change: number): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

/**
 * Merges until `size` pieces are in use or every word is one piece. Pieces that only led to longer ones are left out:
 * a small vocabulary has no room for them, and longest-match encoding does not need them.
 *
 * @param size pieces wanted, special pieces and single characters included (those are always kept)
 * @returns pieces in the order of their ids: special, characters, the others; word-inner pieces begin with `##`
 */
export function learnWordPieces(words: WordCounts, size: number): string[] {
  const alphabet = new Set<string>();
  const pairs = new Pairs();
  const sorted = [...words.counts].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [text, count] of sorted) {
    const characters = [...text];
    for (const character of characters) alphabet.add(character);
    pairs.index(
      { pieces: characters.map((character, i) => (i === 0 ? character : `##${character}`)), count },
      1,
    );
  }
  const letters = [...alphabet].sort();
  const inner = letters.filter((letter) => /[\p{L}\p{N}]/u.test(letter)).map((letter) => `##${letter}`);
  const always = new Set<string>([...specialPieces, ...letters, ...inner]);
  const longer = () => [...pairs.live.keys()].filter((piece) => !always.has(piece));
  for (let merges = 0; ; merges++) {
    // Counting is the costly part, and a merge adds at most one piece: count only when the size could be reached.
    if (always.size + merges >= size && always.size + longer().length >= size) break;
    const pair = pairs.best();
    if (pair === undefined) break;
    pairs.merge(pair);
  }
  return [...always, ...longer()];
}
