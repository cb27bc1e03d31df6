/**
 * Records of a TensorBoard event file: TFRecord framing, each length and each content under a masked CRC-32C
 * (tensorflow/core/lib/io/record_writer.h).
 */
import { AppError } from '#shared/errors.ts';

const CASTAGNOLI = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ CASTAGNOLI : crc >>> 1;
  return crc >>> 0;
});

/** CRC-32C with TFRecord's rotation and offset; Node's zlib has only the other polynomial. */
export function maskedCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;

/**
 * @param file for messages
 * @returns contents in order, and whether the last record is cut off, as a writer that was killed leaves it
 * @throws AppError `bad-input` where a checksum does not fit
 */
export function readEventRecords(bytes: Buffer, file: string): { records: Buffer[]; cutOff: boolean } {
  const records: Buffer[] = [];
  let at = 0;
  const damaged = (key: 'error.imports.record' | 'error.imports.recordLength'): AppError =>
    AppError.of('bad-input', key, { file, byte: at }, { file, byte: at });
  while (at < bytes.length) {
    if (at + HEADER_BYTES > bytes.length) return { records, cutOff: true };
    if (maskedCrc32c(bytes.subarray(at, at + 8)) !== bytes.readUInt32LE(at + 8))
      throw damaged('error.imports.recordLength');
    const length = Number(bytes.readBigUInt64LE(at));
    const start = at + HEADER_BYTES;
    if (start + length + FOOTER_BYTES > bytes.length) return { records, cutOff: true };
    const content = bytes.subarray(start, start + length);
    if (maskedCrc32c(content) !== bytes.readUInt32LE(start + length)) throw damaged('error.imports.record');
    records.push(content);
    at = start + length + FOOTER_BYTES;
  }
  return { records, cutOff: false };
}
