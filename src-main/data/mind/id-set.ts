/**
 * The set of impression ids seen, to find repeated ones. Ids are whole numbers in all known data, so they are kept as
 * bits: tens of millions of impressions fit where a Set of strings would need gigabytes.
 */
import { ByteIndex } from './byte-index.ts';

const PAGE_BITS = 16;
/** Ten digits could pass 2^31; such ids go the slower way. */
const MAX_DIGITS = 9;

export class IdSet {
  readonly #pages = new Map<number, Uint8Array>();
  readonly #others = new ByteIndex();

  /** Adds the id `bytes[start, end)`; false when it was there. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const value = wholeNumber(bytes, start, end);
    if (value < 0) {
      const before = this.#others.size;
      this.#others.add(bytes, start, end);
      return this.#others.size > before;
    }
    let page = this.#pages.get(value >>> PAGE_BITS);
    if (page === undefined) {
      page = new Uint8Array(1 << (PAGE_BITS - 3));
      this.#pages.set(value >>> PAGE_BITS, page);
    }
    const within = value & ((1 << PAGE_BITS) - 1);
    const bit = 1 << (within & 7);
    if (page[within >>> 3] & bit) return false;
    page[within >>> 3] |= bit;
    return true;
  }
}

/** -1 unless the bytes are a decimal number in its one usual form: `007` and `7` are two ids. */
function wholeNumber(bytes: Uint8Array, start: number, end: number): number {
  const digits = end - start;
  if (digits === 0 || digits > MAX_DIGITS || (digits > 1 && bytes[start] === 48)) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i] - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
