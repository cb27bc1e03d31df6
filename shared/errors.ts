/**
 * The one error that crosses borders between processes: a code callers act on, a message for people, details for both.
 * Errors of programming (TypeError, RangeError) are not wrapped; they are bugs.
 */

/** Closed set of codes; the exit code of the command line follows from it. */
export const ERROR_CODES = [
  'bad-input', // a file or value the user gave is wrong
  'not-found', // a named thing does not exist
  'conflict', // the name is taken, or the state does not allow it
  'corrupt', // stored bytes do not match their hash or format
  'unavailable', // a backend, binary or device this machine lacks
  'busy', // another lab holds the workspace
  'non-finite', // a loss or gradient is NaN or infinite
  'out-of-memory',
  'stopped', // the user stopped it
  'crashed', // a child process died
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorShape {
  code: ErrorCode;
  message: string;
  details?: Record<string, unknown>;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  /** @param message what happened, where, and what to do now, in full sentences */
  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, { cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  /** The form that crosses a process border. */
  toShape(): ErrorShape {
    return { code: this.code, message: this.message, details: this.details };
  }

  static fromShape(shape: ErrorShape): AppError {
    return new AppError(shape.code, shape.message, shape.details ?? {});
  }

  /** Any thrown value as an AppError; unknown ones become `internal` and keep their cause. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new AppError('internal', message, {}, thrown);
  }
}

/** A wrong line of an input file: names file and 1-based line so that the user can go there. */
export function badLine(file: string, line: number, message: string): AppError {
  return new AppError('bad-input', `${file}:${line}: ${message}`, { file, line });
}
