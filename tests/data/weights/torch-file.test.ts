import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPickle } from '#data/weights/pickle-reader.ts';
import { openTorchFile } from '#data/weights/torch-file.ts';
import { scratchFolder, WEIGHT_FIXTURES } from './scratch.ts';

const folder = await scratchFolder();
const expected: Record<string, { shape: number[]; data: (number | 'inf')[] }> = JSON.parse(
  await readFile(join(WEIGHT_FIXTURES, 'expected.json'), 'utf8'),
);

describe('openTorchFile()', () => {
  it.each(['mixed.pt', 'legacy.pt'])(
    'reads every dtype, shared storages and strided views of %s',
    async (name) => {
      const file = await openTorchFile(join(WEIGHT_FIXTURES, name));
      expect(file.names()).toEqual(Object.keys(expected).sort());
      for (const [tensor, { shape, data }] of Object.entries(expected)) {
        expect(file.shape(tensor)).toEqual(shape);
        const values = Float32Array.from(data, (value) => (value === 'inf' ? Infinity : value));
        expect(await file.read(tensor), tensor).toEqual(values);
      }
      expect([...(await file.readInts('ids'))]).toEqual([0, 1, 2, 3, 4]);
      expect(file.dtype('bfloat')).toBe('BF16');
      await file.close();
    },
  );

  it('finds the state dict of a training checkpoint', async () => {
    const file = await openTorchFile(join(WEIGHT_FIXTURES, 'nested.pt'));
    expect(file.names()).toEqual(['bias', 'weight']);
    expect(file.shape('weight')).toEqual([1, 2]);
    await file.close();
  });

  it('refuses a pickle that asks for os.system, by name, and runs nothing', async () => {
    await expect(openTorchFile(join(WEIGHT_FIXTURES, 'evil.pt'))).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/evil\.pt asks for the Python object (posix|os|nt)\.system/),
    });
  });

  it.each(['mixed.pt', 'legacy.pt'])('says that %s is truncated, wherever it is cut', async (name) => {
    const whole = await readFile(join(WEIGHT_FIXTURES, name));
    for (let bytes = 4; bytes < whole.length; bytes += 97) {
      const cut = join(folder, `cut-${name}`);
      await writeFile(cut, whole.subarray(0, bytes));
      await expect(openTorchFile(cut), `${bytes} bytes`).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining(`cut-${name} is truncated`),
      });
    }
  });

  it('refuses files of other formats', async () => {
    const path = join(folder, 'text.bin');
    await writeFile(path, 'not a checkpoint');
    await expect(openTorchFile(path)).rejects.toThrow('is neither a zip nor a pickle');
    await writeFile(path, Uint8Array.of(0x80, 2, 0x4b, 1, 0x2e));
    await expect(openTorchFile(path)).rejects.toThrow('not one that torch.save wrote');
    await writeFile(path, '');
    await expect(openTorchFile(path)).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('readPickle()', () => {
  const rules = { globals: new Map(), persistent: () => null };
  const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

  it('builds plain values', () => {
    const { value, end } = readPickle(bytes('\x80\x02}(K\x01X\x02\x00\x00\x00hiN\x88u.tail'), rules);
    expect(value).toEqual(
      new Map<unknown, unknown>([
        [1, 'hi'],
        [null, true],
      ]),
    );
    expect(end).toBe(17);
  });

  it.each([
    ['GLOBAL', 'cos\nsystem\n.', 'os.system'],
    ['STACK_GLOBAL', '\x8c\x02os\x8c\x06system\x93.', 'os.system'],
    ['eval in builtins', 'c__builtin__\neval\n.', '__builtin__.eval'],
  ])('refuses %s', (_title, pickle, name) => {
    expect(() => readPickle(bytes(pickle), rules)).toThrow(name);
  });

  it.each([
    ['INST', '(ios\nsystem\n.', '0x69'],
    ['OBJ', '(o.', '0x6f'],
    ['NEWOBJ', ')\x81.', '0x81'],
    ['EXT1', '\x82\x01.', '0x82'],
  ])('refuses the instruction %s', (_title, pickle, code) => {
    expect(() => readPickle(bytes(pickle), rules)).toThrow(code);
  });

  it.each([
    ['an empty stack', '.'],
    ['a missing mark', 't.'],
    ['a forgotten memo', 'h\x05.'],
    ['items of a number', 'K\x01K\x02K\x03s.'],
    ['a call of text', 'X\x01\x00\x00\x00a)R.'],
    ['a state of a list', ']K\x01b.'],
  ])('refuses %s', (_title, pickle) => {
    expect(() => readPickle(bytes(pickle), rules)).toThrow(/pickle/);
  });

  it('says truncated for a pickle without STOP', () => {
    expect(() => readPickle(bytes('K\x01'), rules)).toThrow('is truncated');
  });
});
