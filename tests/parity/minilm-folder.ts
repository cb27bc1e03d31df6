/** Where the real MiniLM-L6 weights are: `TNRLAB_MINILM`, or `.cache/minilm` in the repository. */
import { existsSync } from 'node:fs';
import path from 'node:path';

export const REPOSITORY = path.join(import.meta.dirname, '../..');
export const MINILM = process.env.TNRLAB_MINILM ?? path.join(REPOSITORY, '.cache/minilm');
export const MISSING = !existsSync(path.join(MINILM, 'config.json'));

/** Name of a suite, saying why it is skipped where the weights are not there. */
export const suiteName = (name: string): string =>
  MISSING ? `${name} (skipped: no weights in ${MINILM}; set TNRLAB_MINILM)` : name;
