/**
 * The one error that crosses borders between processes: a code callers act on, a message for people, details for both.
 * Errors of programming (TypeError, RangeError) are not wrapped; they are bugs.
 */
import { type Language, type MessageKey } from './messages/messages.ts';
import { type Said, type SaidValues, say, wordsOf } from './messages/said.ts';

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
  /** English, for the command line and logs. */
  message: string;
  details?: Record<string, unknown>;
  /** The same as the message, for readers of any language; absent where only English is known. */
  said?: Said | undefined;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;
  readonly said: Said | undefined;

  /**
   * For what the window never shows, or what is in its language already; else `AppError.of()`.
   * @param message what happened, where, and what to do now, in full sentences
   */
  constructor(
    code: ErrorCode,
    message: string,
    details: Record<string, unknown> = {},
    cause?: unknown,
    said?: Said,
  ) {
    super(message, { cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
    this.said = said;
  }

  /**
   * An error that the window can say in its own language.
   * @param key of a text on what happened, where, and what to do now, in full sentences
   */
  static of(
    code: ErrorCode,
    key: MessageKey,
    values?: SaidValues,
    details: Record<string, unknown> = {},
    cause?: unknown,
  ): AppError {
    return AppError.saying(code, say(key, values), details, cause);
  }

  /** As `of()`, for what is said already. */
  static saying(
    code: ErrorCode,
    said: Said,
    details: Record<string, unknown> = {},
    cause?: unknown,
  ): AppError {
    return new AppError(code, wordsOf('en', said), details, cause, said);
  }

  /** The form that crosses a process border. */
  toShape(): ErrorShape {
    const { code, message, details, said } = this;
    return { code, message, details, ...(said && { said }) };
  }

  static fromShape(shape: ErrorShape): AppError {
    return new AppError(shape.code, shape.message, shape.details ?? {}, undefined, shape.said);
  }

  /** Any thrown value as an AppError; unknown ones become `internal` and keep their cause. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new AppError('internal', message, {}, thrown);
  }
}

/**
 * What an error says to a reader of `language`. A message that this program has no such text for (a database may keep one
 * that another version wrote) stays English.
 */
export function errorWords(
  language: Language,
  { message, said }: Pick<ErrorShape, 'message' | 'said'>,
): string {
  if (language === 'en' || !said) return message;
  try {
    return wordsOf(language, said);
  } catch {
    return message;
  }
}

/** A wrong line of an input file: names file and 1-based line so that the user can go there. */
export function badLine(file: string, line: number, key: MessageKey, values?: SaidValues): AppError {
  const place = { file, line };
  return AppError.of('bad-input', 'error.line', { ...place, fault: say(key, values) }, place);
}
