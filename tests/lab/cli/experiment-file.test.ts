import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemsError, readExperimentFile } from '#lab/cli/experiment-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-yaml-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const YAML = `name: demo
dataset: sample

settings:
  fineTuning:
    learningRate: fast
methods:
  - method: PLM-NR
    layers: 2
  - method: PLM-NR
    wrong: 1
`;

describe('readExperimentFile()', () => {
  it('finds the line of a field, of a list entry, and of the nearest part of a missing field', async () => {
    const file = await readExperimentFile(write('good.yaml', YAML));
    expect(file.config).toMatchObject({ name: 'demo', methods: [{ layers: 2 }, { wrong: 1 }] });
    expect(file.lineOf(['dataset'])).toBe(2);
    expect(file.lineOf(['settings', 'fineTuning', 'learningRate'])).toBe(6);
    expect(file.lineOf(['methods', 1, 'wrong'])).toBe(11);
    expect(file.lineOf(['methods', 1, 'layers'])).toBe(10);
    expect(file.lineOf(['plm'])).toBe(1);
  });

  it.each([
    ['a doubled field', 'name: a\nname: b\n', /:2: .*unique/i],
    ['broken YAML', 'name: [a\n', /broken\.yaml:\d+: /],
    ['a plain text', 'hello\n', /list of "field: value" lines/],
    ['an empty file', '', /list of "field: value" lines/],
  ])('refuses %s with file and line', async (_what, text, message) => {
    await expect(readExperimentFile(write('broken.yaml', text))).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(message) as string,
    });
  });

  it('refuses bytes that are not UTF-8', async () => {
    const file = write('latin.yaml', Uint8Array.from([0x6e, 0x3a, 0x20, 0xe9, 0x0a]));
    await expect(readExperimentFile(file)).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('problemsError()', () => {
  it('lists every problem with file, line and field', async () => {
    const file = await readExperimentFile(write('good.yaml', YAML));
    const error = problemsError(
      [
        { path: ['settings', 'fineTuning', 'learningRate'], message: 'Expected a number.' },
        { path: ['methods', 1], message: 'Unknown field "wrong".' },
      ],
      file,
    );
    expect(error.code).toBe('bad-input');
    expect(error.message).toContain('good.yaml:6: settings.fineTuning.learningRate: Expected a number.');
    expect(error.message).toContain('good.yaml:10: methods.1: Unknown field "wrong".');
  });
});
