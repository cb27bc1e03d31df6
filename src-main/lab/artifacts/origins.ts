/** Which program computed an artifact, by its manifest. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MANIFEST_FILE, manifestSchema } from './manifest.ts';

export interface Origin {
  numericsVersion: number | null;
  commit: string | null;
  labVersion: string | null;
}

const UNKNOWN: Origin = { numericsVersion: null, commit: null, labVersion: null };

export class Origins {
  private readonly folderOf: (key: string) => string;
  /** Manifests never change. */
  private readonly known = new Map<string, Origin>();

  constructor(folderOf: (key: string) => string) {
    this.folderOf = folderOf;
  }

  /** All null where the artifact is purged or damaged: its numbers are still in the database. */
  of(key: string): Origin {
    const known = this.known.get(key);
    if (known) return known;
    try {
      const text = readFileSync(path.join(this.folderOf(key), MANIFEST_FILE), 'utf8');
      const { numericsVersion, lab } = manifestSchema.parse(JSON.parse(text));
      const origin = { numericsVersion, commit: lab.commit, labVersion: lab.version };
      this.known.set(key, origin);
      return origin;
    } catch {
      return UNKNOWN;
    }
  }
}
