/**
 * What a source on disk holds, whatever its place: a hash over names, sizes and contents of its files. An import's key
 * is made from it, so the same files import once, wherever they lie.
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/errors.ts';
import { filesUnder, hashInto } from './hash-files.ts';

/** @param source file or folder. @returns 64 hex digits. @throws AppError `not-found` */
export async function fingerprint(source: string): Promise<string> {
  const stats = await stat(source).catch(() => null);
  if (!stats) throw AppError.of('not-found', 'error.noSource', { source }, { source });
  const hash = createHash('sha256');
  const files = stats.isDirectory() ? await filesUnder(source) : [path.basename(source)];
  if (files.length === 0) throw AppError.of('bad-input', 'error.emptyFolder', { source }, { source });
  const folder = stats.isDirectory() ? source : path.dirname(source);
  for (const file of files) {
    const content = createHash('sha256');
    const bytes = await hashInto(content, path.join(folder, file));
    // A lone file may have been renamed; within a folder names tell the files apart.
    const name = stats.isDirectory() ? file : path.extname(file);
    hash.update(`${JSON.stringify([name, bytes, content.digest('hex')])}\n`);
  }
  return hash.digest('hex');
}
