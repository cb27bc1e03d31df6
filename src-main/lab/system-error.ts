/** What the operating system refuses, in words for people: a file that is not there, or may not be read, or has no room. */
import { AppError } from '#shared/errors.ts';

/** Undefined for what is no error of a file, or of a kind that no user can help. */
export function systemError(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error) || thrown instanceof AppError) return undefined;
  const { code, path, message } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return AppError.of('unavailable', 'error.noRoom', {}, {}, thrown);
  if (typeof path !== 'string') return undefined;
  if (code === 'ENOENT') return AppError.of('not-found', 'error.noFile', { file: path }, { path }, thrown);
  if (code === 'EACCES' || code === 'EISDIR' || code === 'ENOTDIR')
    return AppError.of('bad-input', 'error.file.refused', { file: path, reason: message }, {}, thrown);
  return undefined;
}
