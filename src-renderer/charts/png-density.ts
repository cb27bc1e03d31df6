/** Writes into a PNG how large it prints: a canvas knows only dots, and a page would guess. */

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around a chunk's data. */
const CHUNK_FRAME = 12;
const HEADER_BYTES = CHUNK_FRAME + 13;
const METRES_PER_INCH = 0.0254;

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as PNG uses it. */
function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** @param png as a canvas gives it, without a density of its own */
export function withDensity(png: Uint8Array, dotsPerInch: number): Uint8Array {
  const dotsPerMetre = Math.round(dotsPerInch / METRES_PER_INCH);
  const chunk = new Uint8Array(CHUNK_FRAME + 9);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 9);
  chunk.set(new TextEncoder().encode('pHYs'), 4);
  view.setUint32(8, dotsPerMetre);
  view.setUint32(12, dotsPerMetre);
  chunk[16] = 1; // per metre
  view.setUint32(17, checksum(chunk.subarray(4, 17)));
  // Between the header and the image.
  const at = SIGNATURE_BYTES + HEADER_BYTES;
  const out = new Uint8Array(png.length + chunk.length);
  out.set(png.subarray(0, at));
  out.set(chunk, at);
  out.set(png.subarray(at), at + chunk.length);
  return out;
}
