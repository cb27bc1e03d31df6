import { describe, expect, it } from 'vitest';
import { UNILMV2_BASE } from '#shared/config/plm-config.ts';
import { plmParameters, recommenderParameters } from '#shared/model-size.ts';

describe('recommenderParameters()', () => {
  it.each([
    [12, 109_885_346],
    [4, 53_182_370],
    [2, 39_006_626],
    [1, 31_918_754],
  ])('gives the paper size of %i layers of UniLMv2-base', (layers, parameters) => {
    expect(recommenderParameters(UNILMV2_BASE, layers)).toBe(parameters);
  });

  it('counts no relative position bias and no pooler where there is none', () => {
    const bert = { ...UNILMV2_BASE, arch: 'bert' as const, pooler: false };
    expect(recommenderParameters(UNILMV2_BASE, 2) - recommenderParameters(bert, 2)).toBe(32 * 12 + 768 * 769);
  });

  it('names the possible layers when too many are asked', () => {
    expect(() => plmParameters(UNILMV2_BASE, 13)).toThrow(/13 layers .* use 1 to 12/);
  });
});
