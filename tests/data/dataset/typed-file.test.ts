import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LineFileWriter, lineBatches, readTextLines } from '#data/dataset/text-lines.ts';
import { readTokens, writeTokens } from '#data/dataset/tokens.ts';
import { readTyped, TypedFileWriter, writeTyped } from '#data/dataset/typed-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'typed-'));

test('TypedFileWriter keeps values across its buffer, pushed or appended', async () => {
  const path = join(dir, 'a.i32');
  const writer = new TypedFileWriter(path, 'i32', 4);
  const expected: number[] = [];
  for (let i = 0; i < 11; i++) {
    writer.push(i - 100);
    writer.append(Int32Array.of(i, i + 1, i + 2, 99), 3);
    expected.push(i - 100, i, i + 1, i + 2);
  }
  writer.close();
  writer.close();
  expect(writer.length).toBe(44);
  expect([...(await readTyped(path, 'i32'))]).toEqual(expected);
});

test('writeTyped() and readTyped() are inverse for every kind', async () => {
  writeTyped(join(dir, 'b.f64'), 'f64', Float64Array.of(0.1, 2 ** 40));
  writeTyped(join(dir, 'b.f32'), 'f32', Float32Array.of(0.5, NaN));
  writeTyped(join(dir, 'b.u8'), 'u8', Uint8Array.of());
  expect([...(await readTyped(join(dir, 'b.f64'), 'f64'))]).toEqual([0.1, 2 ** 40]);
  expect([...(await readTyped(join(dir, 'b.f32'), 'f32'))]).toEqual([0.5, NaN]);
  expect(await readTyped(join(dir, 'b.u8'), 'u8')).toHaveLength(0);
});

test('readTyped() tells a missing file from a torn one', async () => {
  writeFileSync(join(dir, 'torn.i32'), 'abcde');
  await expect(readTyped(join(dir, 'torn.i32'), 'i32')).rejects.toMatchObject({ code: 'corrupt' });
  await expect(readTyped(join(dir, 'none.i32'), 'i32')).rejects.toMatchObject({ code: 'not-found' });
});

test('lineBatches() gives back what LineFileWriter wrote: empty lines, long lines, other line ends', async () => {
  const path = join(dir, 'lines.txt');
  const writer = new LineFileWriter(path);
  const lines = ['', 'a\u2028b\rc', '', 'é'.repeat(400_000), '', ''];
  for (let i = 0; i < 30_000; i++) lines.push(`line ${i} ü`);
  for (const line of lines) {
    const bytes = Buffer.from(line);
    writer.write(bytes, 0, bytes.length);
  }
  writer.close();
  expect(await readTextLines(path)).toEqual(lines);
  let batches = 0;
  for await (const batch of lineBatches(path)) batches += batch.length > 0 ? 1 : 0;
  expect(batches).toBeGreaterThan(3);
});

test('writeTokens() and readTokens() are inverse, and long texts are cut', async () => {
  const vocabulary = { vocabSize: 30, pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 };
  const long = Int32Array.from({ length: 700 }, (_, i) => i);
  await writeTokens(dir, vocabulary, { titles: [[5, 6], [], [7]], bodies: [[], long, [8]] });
  const store = await readTokens(dir);
  expect(store).toMatchObject({ ...vocabulary, newsCount: 3 });
  expect([...store.titles]).toEqual([5, 6, 7]);
  expect([...store.titleOffsets]).toEqual([0, 2, 2, 3]);
  expect([...store.bodyOffsets]).toEqual([0, 0, 510, 511]);
});
