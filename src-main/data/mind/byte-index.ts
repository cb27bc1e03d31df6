/**
 * Numbers byte strings in the order of their first appearance: ids of news and users, looked up straight from a file's
 * bytes. Most of an import's time is spent here waiting for memory, so keys of the form `N12345` go through a table that
 * fits the processor's cache, and other short keys lie in the slots of the hash table themselves.
 */

/** Slot: key number + 1 (0 is free) and three words that hold the key, or say where a long one is. */
const SLOT_WORDS = 4;
/** Longest key that fits three words with a byte for its length. */
const MAX_SHORT_BYTES = 11;
/** In place of the length: the key is in the arena; the words are its ordinal there and its hash. */
const LONG = 255;
/** Keys of one letter and a number below this are looked up by the number: at most 16 MB. */
const MAX_DENSE = 1 << 22;
const MAX_DENSE_DIGITS = 7;

/** FNV-1a, 32 bits, with a last mixing step for tables of a power of two. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash ^ (hash >>> 15);
}

export class ByteIndex {
  /** Distinct keys. */
  size = 0;
  /** First byte of the first key; keys that share it may be dense. */
  #letter = -1;
  /** Number after the letter -> key number + 1. */
  #dense = new Int32Array(1 << 12);
  /** Keys in the slots. */
  #hashed = 0;
  #slots = new Int32Array(SLOT_WORDS << 12);
  #mask = (1 << 12) - 1;
  /** Long key k is `#arena[#ends[k - 1], #ends[k])`. */
  #arena = new Uint8Array(0);
  #ends = new Float64Array(0);
  #longKeys = 0;
  /** The key last looked for, as words of a slot. */
  #word0 = 0;
  #word1 = 0;
  #word2 = 0;

  /** Number of the key `source[start, end)`, or -1. */
  find(source: Uint8Array, start: number, end: number): number {
    const number = this.#denseNumber(source, start, end);
    if (number >= 0) return number < this.#dense.length ? this.#dense[number] - 1 : -1;
    return this.#slots[this.#locate(source, start, end)] - 1;
  }

  /** Number of the key, which is added when it is new (then the number is the former `size`). */
  add(source: Uint8Array, start: number, end: number): number {
    if (this.#letter < 0) this.#letter = end > start ? source[start] : -1;
    const number = this.#denseNumber(source, start, end);
    if (number >= 0) return this.#addDense(number);
    const at = this.#locate(source, start, end);
    if (this.#slots[at] !== 0) return this.#slots[at] - 1;
    if (this.#word2 === LONG) this.#word0 = this.#store(source, start, end);
    this.#slots[at] = this.size + 1;
    this.#slots[at + 1] = this.#word0;
    this.#slots[at + 2] = this.#word1;
    this.#slots[at + 3] = this.#word2;
    this.#hashed += 1;
    if (this.#hashed * 2 > this.#mask) this.#grow();
    return this.size++;
  }

  /** The number of a key like `N12345`, or -1: another letter, leading zeros, too large, or no such key at all. */
  #denseNumber(source: Uint8Array, start: number, end: number): number {
    const digits = end - start - 1;
    if (digits < 1 || digits > MAX_DENSE_DIGITS || source[start] !== this.#letter) return -1;
    let number = source[start + 1] - 48;
    if (number < 1 || number > 9) return -1;
    for (let i = start + 2; i < end; i++) {
      const digit = source[i] - 48;
      if (digit < 0 || digit > 9) return -1;
      number = number * 10 + digit;
    }
    return number < MAX_DENSE ? number : -1;
  }

  #addDense(number: number): number {
    if (number >= this.#dense.length) {
      const dense = new Int32Array(2 ** Math.ceil(Math.log2(number + 1)));
      dense.set(this.#dense);
      this.#dense = dense;
    }
    if (this.#dense[number] === 0) this.#dense[number] = ++this.size;
    return this.#dense[number] - 1;
  }

  /** Where the key's slot begins, or the free one where it belongs; leaves its words in `#word0..2`. */
  #locate(source: Uint8Array, start: number, end: number): number {
    if (end - start > MAX_SHORT_BYTES) return this.#locateLong(source, start, end);
    let word0 = 0;
    let word1 = 0;
    let word2 = 0;
    let i = start;
    for (const stop = Math.min(end, start + 4); i < stop; i++) word0 = (word0 << 8) | source[i];
    for (const stop = Math.min(end, start + 8); i < stop; i++) word1 = (word1 << 8) | source[i];
    for (; i < end; i++) word2 = (word2 << 8) | source[i];
    word2 = (word2 << 8) | (end - start);
    this.#word0 = word0;
    this.#word1 = word1;
    this.#word2 = word2;
    const slots = this.#slots;
    const mask = this.#mask;
    for (let slot = mix(word0, word1, word2) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * SLOT_WORDS;
      if (slots[at] === 0) return at;
      if (slots[at + 1] === word0 && slots[at + 2] === word1 && slots[at + 3] === word2) return at;
    }
  }

  #locateLong(source: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(source, start, end);
    this.#word1 = hash;
    this.#word2 = LONG;
    const slots = this.#slots;
    for (let slot = mix(0, hash, LONG) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * SLOT_WORDS;
      if (slots[at] === 0) return at;
      if (slots[at + 3] !== LONG || slots[at + 2] !== hash) continue;
      if (this.#equalsLong(slots[at + 1], source, start, end)) return at;
    }
  }

  #equalsLong(ordinal: number, source: Uint8Array, start: number, end: number): boolean {
    const from = ordinal === 0 ? 0 : this.#ends[ordinal - 1];
    if (this.#ends[ordinal] - from !== end - start) return false;
    for (let i = start, j = from; i < end; i++, j++) if (source[i] !== this.#arena[j]) return false;
    return true;
  }

  /** Puts a long key into the arena; returns its ordinal there. */
  #store(source: Uint8Array, start: number, end: number): number {
    const ordinal = this.#longKeys++;
    const from = ordinal === 0 ? 0 : this.#ends[ordinal - 1];
    const to = from + end - start;
    if (to > this.#arena.length) {
      const arena = new Uint8Array(Math.max(to * 2, 1 << 12));
      arena.set(this.#arena);
      this.#arena = arena;
    }
    if (ordinal === this.#ends.length) {
      const ends = new Float64Array(Math.max(ordinal * 2, 1 << 8));
      ends.set(this.#ends);
      this.#ends = ends;
    }
    this.#arena.set(source.subarray(start, end), from);
    this.#ends[ordinal] = to;
    return ordinal;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length / SLOT_WORDS - 1;
    for (let from = 0; from < old.length; from += SLOT_WORDS) {
      if (old[from] === 0) continue;
      const word0 = old[from + 3] === LONG ? 0 : old[from + 1];
      let slot = mix(word0, old[from + 2], old[from + 3]) & mask;
      while (slots[slot * SLOT_WORDS] !== 0) slot = (slot + 1) & mask;
      for (let word = 0; word < SLOT_WORDS; word++) slots[slot * SLOT_WORDS + word] = old[from + word];
    }
    this.#slots = slots;
    this.#mask = mask;
  }
}

/** Spreads three words over 32 bits (multipliers of murmur3 and the golden ratio). */
function mix(word0: number, word1: number, word2: number): number {
  let hash = Math.imul(word0, 0x9e3779b1) ^ Math.imul(word1, 0x85ebca6b) ^ Math.imul(word2, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
