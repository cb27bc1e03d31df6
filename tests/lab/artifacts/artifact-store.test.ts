import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ArtifactStore, type ArtifactOrigin } from '#lab/artifacts/artifact-store.ts';
import { fingerprint } from '#lab/artifacts/fingerprint.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-art-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const origin: ArtifactOrigin = {
  key: 'abc',
  kind: 'tokenize',
  config: { kind: 'tokenize' },
  inputs: { dataset: 'd' },
  seed: 0,
  numericsVersion: 1,
  summary: { tokens: 3 },
  device: null,
  lab: { version: '1', commit: null },
  startedAt: 1,
  endedAt: 2,
};

async function finished(store: ArtifactStore): Promise<string> {
  const draft = store.draft('abc');
  mkdirSync(path.join(draft, 'train'));
  writeFileSync(path.join(draft, 'train', 'a.txt'), 'hello');
  await store.finish(origin);
  return store.path('abc');
}

test('finish() names a draft with hashes of its files and drops its checkpoints', async () => {
  const store = new ArtifactStore(folder);
  writeFileSync(path.join(store.checkpoints('abc'), 'step'), '1');
  expect(store.find('abc')).toBeNull();
  await finished(store);
  expect(store.find('abc')).toEqual({
    manifest: 1,
    ...origin,
    files: {
      'train/a.txt': { bytes: 5, sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824' },
    },
  });
  expect(ArtifactStore.bytes(store.find('abc')!)).toBe(5);
  expect(existsSync(path.join(folder, 'work', 'abc'))).toBe(false);
});

test('find() calls files of another size, missing files and broken manifests corrupt', async () => {
  const store = new ArtifactStore(folder);
  const file = path.join(await finished(store), 'train', 'a.txt');
  writeFileSync(file, 'hello!');
  expect(() => store.find('abc')).toThrow(/train\/a.txt has 6 bytes instead of 5/);
  rmSync(file);
  expect(() => store.find('abc')).toThrow(/train\/a.txt is missing/);
  writeFileSync(path.join(store.path('abc'), 'manifest.json'), '{"manifest":1');
  expect(() => store.find('abc')).toThrow(expect.objectContaining({ code: 'corrupt' }));
  rmSync(path.join(store.path('abc'), 'manifest.json'));
  expect(() => store.find('abc')).toThrow(/manifest/);
});

test('a new store removes drafts of an earlier lab and keeps its checkpoints', async () => {
  const earlier = new ArtifactStore(folder);
  await finished(earlier);
  writeFileSync(path.join(earlier.draft('half'), 'a'), 'x');
  writeFileSync(path.join(earlier.checkpoints('half'), 'step'), '1');
  new ArtifactStore(folder);
  expect(readdirSync(path.join(folder, 'artifacts'))).toEqual(['abc']);
  expect(readdirSync(path.join(folder, 'work'))).toEqual(['half']);
});

test('fingerprint() depends on names and contents within a folder, not on its place', async () => {
  const make = (name: string, files: Record<string, string>): string => {
    const target = path.join(folder, name);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(target, file)), { recursive: true });
      writeFileSync(path.join(target, file), text);
    }
    return target;
  };
  const a = await fingerprint(make('a', { 'train/news.tsv': '1', 'dev/news.tsv': '2' }));
  expect(await fingerprint(make('b', { 'dev/news.tsv': '2', 'train/news.tsv': '1' }))).toBe(a);
  expect(await fingerprint(make('c', { 'train/news.tsv': '2', 'dev/news.tsv': '1' }))).not.toBe(a);
  expect(await fingerprint(make('d', { 'train/news.tsv': '1', 'dev/news.tsv': '3' }))).not.toBe(a);
  await expect(fingerprint(path.join(folder, 'no'))).rejects.toMatchObject({ code: 'not-found' });
  mkdirSync(path.join(folder, 'empty'));
  await expect(fingerprint(path.join(folder, 'empty'))).rejects.toMatchObject({ code: 'bad-input' });
});
