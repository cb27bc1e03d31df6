import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSafetensors, writeSafetensors } from '#data/weights/safetensors.ts';
import { openShardedSafetensors } from '#data/weights/safetensors-shards.ts';
import { scratchFolder } from './scratch.ts';

const folder = await scratchFolder();
const weight = { name: 'b.weight', shape: [2, 3], data: Float32Array.of(1, -2, 0.5, 3e-8, 4, 5) };
const steps = { name: 'a.steps', shape: [2], data: Int32Array.of(7, -2147483648) };

/** A file with any header and any data, as a careless or hostile writer would make it. */
async function rawFile(name: string, header: unknown, dataBytes: Uint8Array | number): Promise<string> {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const data = typeof dataBytes === 'number' ? Buffer.alloc(dataBytes) : dataBytes;
  const path = join(folder, name);
  await writeFile(path, Buffer.concat([length, json, data]));
  return path;
}

describe('writeSafetensors()', () => {
  it('writes what openSafetensors() reads: names sorted, values and metadata equal', async () => {
    const path = join(folder, 'round.safetensors');
    await writeSafetensors(path, [weight, steps], { seed: '3', config: '{}' });
    const file = await openSafetensors(path);
    expect(file.names()).toEqual(['a.steps', 'b.weight']);
    expect(file.metadata).toEqual({ seed: '3', config: '{}' });
    expect(file.shape('b.weight')).toEqual([2, 3]);
    expect(await file.read('b.weight')).toEqual(weight.data);
    expect(await file.readInts('a.steps')).toEqual(steps.data);
    await expect(file.readInts('b.weight')).rejects.toThrow(RangeError);
    await file.close();
  });

  it('gives equal bytes for another order of tensors and metadata, and leaves no temporary file', async () => {
    const lazy = { ...weight, data: async () => weight.data };
    await writeSafetensors(join(folder, 'one.safetensors'), [weight, steps], { a: '1', b: '2' });
    await writeSafetensors(join(folder, 'two.safetensors'), [steps, lazy], { b: '2', a: '1' });
    const [one, two] = await Promise.all(
      ['one', 'two'].map((n) => readFile(join(folder, `${n}.safetensors`))),
    );
    expect(one.equals(two)).toBe(true);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('refuses a name given twice and data that do not fit, and keeps the old file', async () => {
    const path = join(folder, 'kept.safetensors');
    await writeSafetensors(path, [weight]);
    const before = await readFile(path);
    await expect(writeSafetensors(path, [weight, weight])).rejects.toThrow('b.weight is given twice');
    const wrong = { ...weight, data: async () => new Float32Array(5) };
    await expect(writeSafetensors(path, [wrong])).rejects.toThrow('has 5 values, but its shape is [2, 3]');
    expect((await readFile(path)).equals(before)).toBe(true);
  });
});

describe('openSafetensors()', () => {
  it('converts every dtype to float32', async () => {
    const data = Buffer.alloc(8 + 4 + 4 + 16 + 2);
    data.writeDoubleLE(-1.25, 0);
    data.set([0x00, 0x3e, 0x01, 0x80], 8); // half: 1.5 and the smallest negative subnormal
    data.set([0xc0, 0x3f, 0x80, 0x7f], 12); // bfloat16: 1.5 and infinity
    data.writeBigInt64LE(-3n, 16);
    data.writeBigInt64LE(2n ** 40n, 24);
    data.set([255, 1], 32);
    const path = await rawFile(
      'dtypes.safetensors',
      {
        f64: { dtype: 'F64', shape: [1], data_offsets: [0, 8] },
        f16: { dtype: 'F16', shape: [2], data_offsets: [8, 12] },
        bf16: { dtype: 'BF16', shape: [2], data_offsets: [12, 16] },
        i64: { dtype: 'I64', shape: [2], data_offsets: [16, 32] },
        u8: { dtype: 'U8', shape: [1, 2], data_offsets: [32, 34] },
      },
      data,
    );
    const file = await openSafetensors(path);
    expect([...(await file.read('f64'))]).toEqual([-1.25]);
    expect([...(await file.read('f16'))]).toEqual([1.5, -(2 ** -24)]);
    expect([...(await file.read('bf16'))]).toEqual([1.5, Infinity]);
    expect([...(await file.read('i64'))]).toEqual([-3, 2 ** 40]);
    expect([...(await file.readInts('u8'))]).toEqual([255, 1]);
    await expect(file.readInts('i64')).rejects.toThrow('1099511627776 does not fit in int32');
    await file.close();
  });

  it('names file and byte counts when the file is truncated anywhere', async () => {
    const path = join(folder, 'whole.safetensors');
    await writeSafetensors(path, [weight, steps]);
    const whole = await readFile(path);
    for (const bytes of [0, 5, 8, 40, whole.length - 1]) {
      const cut = join(folder, `cut-${bytes}.safetensors`);
      await writeFile(cut, whole.subarray(0, bytes));
      await expect(openSafetensors(cut)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringMatching(new RegExp(`cut-${bytes}\\.safetensors is truncated: .* ${bytes}`)),
        details: { actualBytes: bytes },
      });
    }
  });

  const f32 = (shape: number[], from: number, to: number) => ({
    dtype: 'F32',
    shape,
    data_offsets: [from, to],
  });
  it.each([
    ['a header that is not JSON', '{"a": ', 0, 'header is not JSON'],
    ['a header that is a list', [], 0, 'not a JSON object'],
    ['an unknown dtype', { a: { dtype: 'F4', shape: [1], data_offsets: [0, 1] } }, 1, 'dtype F4'],
    ['a negative size', { a: f32([-1], 0, 4) }, 4, 'tensor a without a valid shape'],
    ['reversed offsets', { a: f32([1], 4, 0) }, 4, 'tensor a without valid data_offsets'],
    ['bytes that do not fit the shape', { a: f32([3], 0, 8) }, 8, 'needs 12 bytes, in 8 bytes'],
    ['overlapping tensors', { a: f32([2], 0, 8), b: f32([2], 4, 12) }, 12, 'tensor b at byte 4'],
    ['a gap', { a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12, 'tensor b at byte 8'],
    ['bytes behind the last tensor', { a: f32([1], 0, 4) }, 9, '5 bytes after its last tensor'],
    ['metadata that are not texts', { __metadata__: { a: 1 } }, 0, '__metadata__'],
  ])('refuses %s', async (title, header, dataBytes, message) => {
    const path = await rawFile(`bad-${title.replaceAll(' ', '-')}.safetensors`, header, dataBytes);
    await expect(openSafetensors(path)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(message),
    });
  });

  it('refuses a file of another format by its absurd header length', async () => {
    const path = join(folder, 'text.safetensors');
    await writeFile(path, 'version https://git-lfs.github.com/spec/v1\n');
    await expect(openSafetensors(path)).rejects.toThrow('is not a safetensors file');
  });

  it('says not-found for a missing file', async () => {
    await expect(openSafetensors(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('openShardedSafetensors()', () => {
  it('reads shards as one file', async () => {
    await writeSafetensors(join(folder, 'model-1.safetensors'), [weight]);
    await writeSafetensors(join(folder, 'model-2.safetensors'), [steps]);
    const index = join(folder, 'model.safetensors.index.json');
    const map = { 'b.weight': 'model-1.safetensors', 'a.steps': 'model-2.safetensors' };
    await writeFile(index, JSON.stringify({ metadata: {}, weight_map: map }));
    const file = await openShardedSafetensors(index);
    expect(file.names()).toEqual(['a.steps', 'b.weight']);
    expect(await file.read('b.weight')).toEqual(weight.data);
    await file.close();
  });

  it('lists every tensor that a shard lacks, and refuses a shard outside the folder', async () => {
    await writeSafetensors(join(folder, 'model-3.safetensors'), [weight]);
    const index = join(folder, 'broken.index.json');
    const map = { 'b.weight': 'model-3.safetensors', x: 'model-3.safetensors', y: 'model-3.safetensors' };
    await writeFile(index, JSON.stringify({ weight_map: map }));
    await expect(openShardedSafetensors(index)).rejects.toThrow(
      'x in model-3.safetensors, y in model-3.safetensors',
    );
    await writeFile(index, JSON.stringify({ weight_map: { x: '../secret.safetensors' } }));
    await expect(openShardedSafetensors(index)).rejects.toThrow('outside its folder');
    await writeFile(index, '{');
    await expect(openShardedSafetensors(index)).rejects.toThrow('is not JSON');
  });
});
