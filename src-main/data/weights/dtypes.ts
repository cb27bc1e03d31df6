/** Little-endian bytes of each stored dtype to float32 or int32. Nothing here knows a file format. */
import type { DtypeName } from './tensor-file.ts';

interface Dtype {
  bytes: number;
  integer: boolean;
  /** A typed view of the bytes; the 16-bit floats have none and are converted by hand. */
  view: (bytes: ArrayBuffer) => ArrayLike<number> | ArrayLike<bigint>;
}

export const DTYPES: Readonly<Record<DtypeName, Dtype>> = {
  F64: { bytes: 8, integer: false, view: (bytes) => new Float64Array(bytes) },
  F32: { bytes: 4, integer: false, view: (bytes) => new Float32Array(bytes) },
  F16: { bytes: 2, integer: false, view: (bytes) => halfToFloat(new Uint16Array(bytes)) },
  BF16: { bytes: 2, integer: false, view: (bytes) => brainToFloat(new Uint16Array(bytes)) },
  I64: { bytes: 8, integer: true, view: (bytes) => new BigInt64Array(bytes) },
  I32: { bytes: 4, integer: true, view: (bytes) => new Int32Array(bytes) },
  I16: { bytes: 2, integer: true, view: (bytes) => new Int16Array(bytes) },
  I8: { bytes: 1, integer: true, view: (bytes) => new Int8Array(bytes) },
  U64: { bytes: 8, integer: true, view: (bytes) => new BigUint64Array(bytes) },
  U32: { bytes: 4, integer: true, view: (bytes) => new Uint32Array(bytes) },
  U16: { bytes: 2, integer: true, view: (bytes) => new Uint16Array(bytes) },
  U8: { bytes: 1, integer: true, view: (bytes) => new Uint8Array(bytes) },
  BOOL: { bytes: 1, integer: true, view: (bytes) => new Uint8Array(bytes) },
};

export function isDtypeName(name: unknown): name is DtypeName {
  return typeof name === 'string' && Object.hasOwn(DTYPES, name);
}

/**
 * Bytes of one tensor as float32.
 * @param bytes exactly the tensor's bytes, little-endian; a float32 result shares this memory
 */
export function toFloat32(bytes: ArrayBuffer, dtype: DtypeName): Float32Array {
  const values = DTYPES[dtype].view(bytes);
  return values instanceof Float32Array ? values : Float32Array.from(values, Number);
}

/**
 * Bytes of one integer tensor as int32.
 * @throws RangeError for a float dtype, and for a value that int32 cannot hold
 */
export function toInt32(bytes: ArrayBuffer, dtype: DtypeName): Int32Array {
  if (!DTYPES[dtype].integer) throw new RangeError(`A ${dtype} tensor holds floats; read it with read().`);
  const values = DTYPES[dtype].view(bytes);
  if (values instanceof Int32Array) return values;
  const ints = new Int32Array(values.length);
  for (let i = 0; i < ints.length; i++) {
    ints[i] = Number(values[i]);
    // Storing wraps around what does not fit, so the value read back differs.
    if (BigInt(ints[i]) !== BigInt(values[i])) throw new RangeError(`${values[i]} does not fit in int32.`);
  }
  return ints;
}

/** bfloat16 is the upper half of a float32. */
function brainToFloat(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = halves[i] << 16;
  return new Float32Array(words.buffer);
}

let halfTable: Float32Array | undefined;

/** IEEE half precision, through a table of all 65,536 values: one load per element. */
function halfToFloat(halves: Uint16Array): Float32Array {
  halfTable ??= Float32Array.from({ length: 65536 }, (_, bits) => halfValue(bits));
  const floats = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) floats[i] = halfTable[halves[i]];
  return floats;
}

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  // Exponent 0 holds the subnormal numbers, which have no leading one.
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
