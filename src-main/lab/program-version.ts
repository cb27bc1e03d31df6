/** Which program wrote an artifact: the package's version and, in a checkout, the commit. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface ProgramVersion {
  version: string;
  /** 40 hex digits; null outside of a checkout. */
  commit: string | null;
}

/** @param root folder of package.json */
export function programVersion(root: string): ProgramVersion {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { version, commit: readCommit(path.join(root, '.git')) };
}

function readCommit(git: string): string | null {
  const read = (file: string): string | null => {
    try {
      return readFileSync(path.join(git, file), 'utf8');
    } catch {
      return null; // no checkout, a worktree, or a packed reference
    }
  };
  const head = read('HEAD')?.trim();
  if (!head?.startsWith('ref: ')) return head ?? null;
  const reference = head.slice('ref: '.length);
  const packed = read('packed-refs')
    ?.split('\n')
    .find((line) => line.endsWith(` ${reference}`));
  return read(reference)?.trim() ?? packed?.slice(0, 40) ?? null;
}
