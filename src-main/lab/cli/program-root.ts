/** Where the program lies: the checkout, or the folder of the packaged bundle. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder above this file with a package.json; sources and bundle lie at different depths below it. */
export function programRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error('The program has no package.json above it; install it again.');
    folder = above;
  }
  return folder;
}

/** A program file of another process: its source in a checkout, else its bundle; null where neither is there. */
export function processEntry(source: string, bundle: string): string | null {
  const candidates = [source, bundle].map((file) => path.join(programRoot(), file));
  return candidates.find((file) => existsSync(file)) ?? null;
}
