/**
 * Protocol Buffers' wire format, the writing half: a message as a list of byte parts whose lengths are known before the
 * large ones are made, so that a model of any size is streamed. Knows no field of any schema.
 */

/** Bytes that are made when their turn to be written comes. */
export interface LazyBytes {
  readonly byteLength: number;
  load(): Promise<Uint8Array>;
}
export type Part = Uint8Array | LazyBytes;

const WIRE_VARINT = 0;
const WIRE_LENGTH = 2;
const WIRE_FLOAT = 5;

/** One message; each method appends a field and returns the message. */
export class MessageWriter {
  readonly parts: Part[] = [];
  byteLength = 0;

  /** int32, int64, enum or bool. Negative numbers take ten bytes, as the format has it. */
  integer(field: number, value: number | bigint): this {
    return this.push(varint((field << 3) | WIRE_VARINT)).push(varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.push(varint((field << 3) | WIRE_FLOAT)).push(bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Part): this {
    return this.push(varint((field << 3) | WIRE_LENGTH))
      .push(varint(value.byteLength))
      .push(value);
  }

  message(field: number, value: MessageWriter): this {
    this.push(varint((field << 3) | WIRE_LENGTH)).push(varint(value.byteLength));
    for (const part of value.parts) this.push(part);
    return this;
  }

  private push(part: Part): this {
    this.parts.push(part);
    this.byteLength += part.byteLength;
    return this;
  }
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
