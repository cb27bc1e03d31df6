/** The one place where a thrown value becomes a message and an exit code; no stack trace unless TNRLAB_DEBUG=1 asks. */
import { ORPCError } from '@orpc/client';
import { CommanderError } from 'commander';
import { ERROR_CODES, AppError } from '#shared/errors.ts';
import type { ErrorCode } from '#shared/errors.ts';
import { systemError } from '../system-error.ts';
import type { Output } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';

/** An error of a call carries the lab's own error in its data; everything else as AppError.from() reads it. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof ORPCError) {
    const data: unknown = thrown.data;
    if (typeof data === 'object' && data !== null && 'code' in data) {
      const { code, details } = data as { code: unknown; details?: Record<string, unknown> };
      if (ERROR_CODES.includes(code as ErrorCode))
        return new AppError(code as ErrorCode, thrown.message, details ?? {}, thrown);
    }
    if (thrown.code === 'BAD_REQUEST')
      return new AppError('bad-input', `${thrown.message}${issuesText(data)}`, {}, thrown);
  }
  return systemError(thrown) ?? AppError.from(thrown);
}

/** The issues of a refused input, as oRPC's validation reports them. */
function issuesText(data: unknown): string {
  const issues =
    (data as { issues?: { message: string; path?: (string | number)[] }[] } | undefined)?.issues ?? [];
  return issues.map(({ message, path }) => ` ${path?.join('.') ?? ''}: ${message}`).join(';');
}

/** Writes the error to stderr. @returns the exit code */
export function reportError(thrown: unknown, stderr: Output, json: boolean): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) return EXIT.ok; // help or version, already printed
    // Without --json commander has printed its message itself.
    if (json) {
      const isHelp = thrown.code === 'commander.help';
      const message = isHelp ? 'Name a command; see tnrlab --help.' : thrown.message.replace(/^error: /, '');
      stderr.write(`${JSON.stringify({ error: { code: 'bad-input', message, details: {} } })}\n`);
    }
    return EXIT.badInput;
  }
  const error = toAppError(thrown);
  const { code, message, details } = error;
  if (json) stderr.write(`${JSON.stringify({ error: { code, message, details } })}\n`);
  else if (error.code === 'stopped') stderr.write(`${error.message}\n`);
  else stderr.write(`error: ${error.message}\n`);
  if (process.env.TNRLAB_DEBUG === '1') {
    for (let at: unknown = error; at instanceof Error; at = at.cause)
      stderr.write(`${at.stack ?? String(at)}\n`);
  } else if (error.code === 'internal' && !json)
    stderr.write('This is a fault of the lab. TNRLAB_DEBUG=1 shows where it happened.\n');
  return exitCodeOf(error.code);
}
