/** Reads the operands of a pickle's instructions; any read beyond the end is a "truncated" error. */
import type { MessageKey } from '#shared/messages/messages.ts';
import { type SaidValues, say, wordsOf } from '#shared/messages/said.ts';

/** What is wrong with a pickle, as a text that the caller fills with the `file`. */
export class PickleError extends Error {
  readonly key: MessageKey;
  readonly values: SaidValues;

  constructor(key: MessageKey, values: SaidValues = {}) {
    super(wordsOf('en', say(key, { file: 'The pickle', ...values })));
    this.key = key;
    this.values = values;
  }
}

export class PickleCursor {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
  }

  u8(): number {
    return this.#bytes[this.#advance(1)];
  }
  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }
  i32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }
  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }
  u64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }
  /** The one number of the format that is big-endian. */
  bigEndianFloat64(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  take(length: number): Uint8Array {
    const from = this.#advance(length);
    return this.#bytes.subarray(from, from + length);
  }

  text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }

  /** Text up to the next line feed, which is skipped. */
  line(): string {
    const end = this.#bytes.indexOf(10, this.at);
    const text = this.text((end < 0 ? this.#bytes.length : end) - this.at);
    this.#advance(1);
    return text;
  }

  /** A little-endian two's complement integer of any length; a number where it is exact. */
  long(length: number): number | bigint {
    const bytes = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
    value = BigInt.asIntN(length * 8, value);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  #advance(length: number): number {
    const from = this.at;
    if (from + length > this.#bytes.length) {
      throw new PickleError('error.pickle.truncated', { end: from + length, size: this.#bytes.length });
    }
    this.at += length;
    return from;
  }
}
