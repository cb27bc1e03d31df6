/** Every error of a call as the contract's `LAB` error: a code callers act on, a message for people, details. */
import { ORPCError, ValidationError } from '@orpc/server';
import { AppError } from '#shared/errors.ts';

export function toLabError(
  thrown: unknown,
): ORPCError<'LAB', { code: string; details: Record<string, unknown> }> {
  const { code, message, details } = readError(thrown);
  return new ORPCError('LAB', { status: 400, message, data: { code, details }, cause: thrown });
}

function readError(thrown: unknown): AppError {
  // The call itself did not fit the contract.
  if (thrown instanceof ORPCError && thrown.cause instanceof ValidationError) {
    const problems = thrown.cause.issues.map(({ path, message }) => ({
      path: (path ?? []).map((part) => (typeof part === 'object' ? String(part.key) : part)),
      message,
    }));
    const text = problems.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('\n');
    // What the lab answers is its own to keep right.
    const code = thrown.code === 'BAD_REQUEST' ? 'bad-input' : 'internal';
    return new AppError(code, text, { problems });
  }
  return AppError.from(thrown);
}
