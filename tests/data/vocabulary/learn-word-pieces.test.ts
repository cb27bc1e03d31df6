import { describe, expect, it } from 'vitest';
import { learnWordPieces, specialPieces, WordCounts } from '#data/vocabulary/learn-word-pieces.ts';

function counts(text: string): WordCounts {
  const words = new WordCounts();
  words.add(text);
  return words;
}

describe('learnWordPieces()', () => {
  it('puts the special pieces first, [PAD] at 0', () => {
    expect(learnWordPieces(counts('a b'), 100).slice(0, 5)).toEqual([...specialPieces]);
  });

  it('merges every word to one piece when there is room, and drops the steps that led there', () => {
    const pieces = learnWordPieces(counts('News, news and the newsroom.'), 1000);
    for (const word of ['news', 'and', 'the', 'newsroom', ',', '.']) expect(pieces).toContain(word);
    expect(pieces).not.toContain('##ewsroom');
    expect(new Set(pieces).size).toBe(pieces.length);
  });

  it('prefers the most frequent pair', () => {
    const characters = learnWordPieces(counts('ab ab ab cd'), 0).length;
    expect(learnWordPieces(counts('ab ab ab cd'), characters + 1).slice(characters)).toEqual(['ab']);
  });

  it('keeps every character, first and inner, so that no known letter becomes [UNK]', () => {
    const pieces = learnWordPieces(counts('xyz'), 0);
    for (const piece of ['x', 'y', 'z', '##x', '##y', '##z']) expect(pieces).toContain(piece);
  });
});
