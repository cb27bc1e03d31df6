import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ByteFile } from '#data/weights/byte-file.ts';
import { openTorchFile } from '#data/weights/torch-file.ts';
import { readZipDirectory } from '#data/weights/zip-directory.ts';
import { scratchFolder, WEIGHT_FIXTURES } from './scratch.ts';

const scratch = await scratchFolder();

/** The same zip with all sizes and offsets moved to zip64 fields, as archives beyond 4 GiB have them. */
function asZip64(zip: Buffer): Buffer {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const body = zip.subarray(0, at);
  const entries: Buffer[] = [];
  for (let i = 0; i < count; i++) {
    const nameBytes = zip.readUInt16LE(at + 28);
    const fixed = Buffer.from(zip.subarray(at, at + 46));
    const extra = Buffer.alloc(28);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    for (const [slot, field] of [24, 20, 42].entries()) {
      extra.writeBigUInt64LE(BigInt(fixed.readUInt32LE(field)), 4 + 8 * slot);
      fixed.writeUInt32LE(0xffffffff, field);
    }
    fixed.writeUInt16LE(extra.length, 30);
    entries.push(fixed, zip.subarray(at + 46, at + 46 + nameBytes), extra);
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  const directory = Buffer.concat(entries);
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directory.length), 40);
  record.writeBigUInt64LE(BigInt(body.length), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(body.length + directory.length), 8);
  const tail = Buffer.alloc(22, 0xff);
  tail.write('PK\x05\x06', 'latin1');
  tail.writeUInt16LE(0, 20);
  return Buffer.concat([body, directory, record, locator, tail]);
}

describe('readZipDirectory()', () => {
  it('reads zip64 fields', async () => {
    const path = join(scratch, 'zip64.pt');
    const original = join(WEIGHT_FIXTURES, 'mixed.pt');
    await writeFile(path, asZip64(await readFile(original)));
    const [wide, plain] = await Promise.all([openTorchFile(path), openTorchFile(original)]);
    expect(wide.names()).toEqual(plain.names());
    expect(await wide.read('float')).toEqual(await plain.read('float'));
    await Promise.all([wide.close(), plain.close()]);
  });

  it('lists an empty zip file', async () => {
    const path = join(scratch, 'empty.zip');
    await writeFile(path, zipSync({}));
    const file = await ByteFile.open(path);
    expect((await readZipDirectory(file)).size).toBe(0);
    await file.close();
    await expect(openTorchFile(path)).rejects.toThrow('without data.pkl');
  });

  it('leaves compressed entries to others: torch.save stores', async () => {
    const path = join(scratch, 'deflated.pt');
    await writeFile(path, zipSync({ 'archive/data.pkl': new Uint8Array(100) }, { level: 9 }));
    await expect(openTorchFile(path)).rejects.toThrow('has the compressed entry archive/data.pkl');
  });
});
