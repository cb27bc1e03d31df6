import { expect, test } from 'vitest';
import { canonicalJson } from '#lab/graph/canonical-json.ts';
import { importKey, stageKey } from '#lab/graph/stage-key.ts';

test('canonicalJson() has one spelling per value', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined, A: 1e-6 })).toBe(
    '{"A":0.000001,"b":[1,{"c":"x","d":null}]}',
  );
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
  expect(() => canonicalJson({ a: () => 1 })).toThrow(TypeError);
});

test('stageKey() is stable over versions of the lab and order of fields', () => {
  const config = { kind: 'tokenize' } as const;
  // Changes of this value throw away everybody's finished work; NUMERICS_VERSION is the way to do that on purpose.
  expect(stageKey({ config, inputs: { plm: 'p', dataset: 'd' }, seed: 0 })).toBe(
    stageKey({ config, inputs: { dataset: 'd', plm: 'p' }, seed: 0 }),
  );
  expect(stageKey({ config, inputs: { dataset: 'd', plm: 'p' }, seed: 0 })).toBe(
    'edab121a5a6c7780857cc2c8873cdbac13874d1dc47bf6d62fef2a0f4c314d44',
  );
});

test('stageKey() differs by config, inputs and seed', () => {
  const base = { config: { kind: 'tokenize' }, inputs: { dataset: 'd' }, seed: 0 } as const;
  const keys = [base, { ...base, seed: 1 }, { ...base, inputs: { dataset: 'e' } }].map(stageKey);
  expect(new Set(keys).size).toBe(3);
});

test('importKey() depends on the content and on what it is read as', () => {
  expect(importKey('import-plm', 'f')).not.toBe(importKey('import-dataset', 'f'));
  expect(importKey('import-plm', 'f')).toMatch(/^[0-9a-f]{64}$/);
});
