/**
 * Numbers byte strings in the order of their first appearance: ids of news and users, looked up straight from a file's
 * bytes. An open-addressing table over one byte arena, because a Map of strings costs a decoded string per lookup.
 */

const HASH_SEED = 0x811c9dc5 | 0;
const HASH_PRIME = 0x01000193;

/** FNV-1a, 32 bits, with a last mixing step for tables of a power of two. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_SEED;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], HASH_PRIME);
  return hash ^ (hash >>> 15);
}

export class ByteIndex {
  /** Distinct keys. */
  size = 0;
  /** Key number + 1; 0 is free. */
  #table = new Int32Array(1 << 12);
  #hashes = new Int32Array(1 << 11);
  /** Key k is `#bytes[#ends[k - 1], #ends[k])`. */
  #ends = new Float64Array(1 << 11);
  #bytes = new Uint8Array(1 << 15);

  /** Number of the key `source[start, end)`, or -1. */
  find(source: Uint8Array, start: number, end: number): number {
    const slot = this.#slot(source, start, end, hashBytes(source, start, end));
    return this.#table[slot] - 1;
  }

  /** Number of the key, which is added when it is new (then the number is the former `size`). */
  add(source: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(source, start, end);
    const slot = this.#slot(source, start, end, hash);
    const found = this.#table[slot];
    if (found !== 0) return found - 1;
    const at = this.size === 0 ? 0 : this.#ends[this.size - 1];
    this.#reserve(at + end - start);
    this.#bytes.set(source.subarray(start, end), at);
    this.#hashes[this.size] = hash;
    this.#ends[this.size] = at + end - start;
    this.#table[slot] = this.size + 1;
    this.size += 1;
    if (this.size * 2 > this.#table.length) this.#rehash();
    return this.size - 1;
  }

  /** The bytes of a key, valid until the next `add()`. */
  key(index: number): Uint8Array {
    return this.#bytes.subarray(index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
  }

  /** The slot that holds the key, or the free one where it belongs. */
  #slot(source: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const key = this.#table[slot] - 1;
      if (key < 0) return slot;
      if (this.#hashes[key] === hash && this.#equals(key, source, start, end)) return slot;
    }
  }

  #equals(key: number, source: Uint8Array, start: number, end: number): boolean {
    const from = key === 0 ? 0 : this.#ends[key - 1];
    if (this.#ends[key] - from !== end - start) return false;
    const bytes = this.#bytes;
    for (let i = start, j = from; i < end; i++, j++) if (source[i] !== bytes[j]) return false;
    return true;
  }

  #reserve(bytes: number): void {
    if (bytes > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(bytes, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    if (this.size === this.#hashes.length) {
      const hashes = new Int32Array(this.size * 2);
      hashes.set(this.#hashes);
      this.#hashes = hashes;
      const ends = new Float64Array(this.size * 2);
      ends.set(this.#ends);
      this.#ends = ends;
    }
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 2);
    const mask = table.length - 1;
    for (let key = 0; key < this.size; key++) {
      let slot = this.#hashes[key] & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = key + 1;
    }
    this.#table = table;
  }
}
