/**
 * The identity of a stage: a hash of everything that its result depends on. Equal keys are the same work, done once;
 * the backend is left out, as all backends compute the same numbers up to rounding.
 */
import { createHash } from 'node:crypto';
import { NUMERICS_VERSION, type StageConfig } from '#shared/trainer-protocol/stages.ts';
import { canonicalJson } from './canonical-json.ts';

export interface StageIdentity {
  config: StageConfig;
  /** Input name -> key of the stage it comes from. */
  inputs: Readonly<Record<string, string>>;
  /** 0 for stages that draw no random numbers. */
  seed: number;
}

/** 64 hex digits. */
export function stageKey({ config, inputs, seed }: StageIdentity): string {
  const { kind, ...fields } = config;
  return hash({ kind, config: fields, inputs, seed, numericsVersion: NUMERICS_VERSION });
}

/** An import is what it read, not where: `fingerprint` (artifacts/fingerprint.ts) stands in for the path. */
export function importKey(kind: 'import-dataset' | 'import-plm', fingerprint: string): string {
  return hash({ kind, config: { fingerprint }, inputs: {}, seed: 0, numericsVersion: NUMERICS_VERSION });
}

const hash = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
