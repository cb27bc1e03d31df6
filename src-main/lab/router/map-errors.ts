/** Every error of a call as the contract's `LAB` error: a code callers act on, a message for people, details. */
import { ORPCError, ValidationError } from '@orpc/server';
import type { z } from 'zod';
import { AppError, type ErrorShape } from '#shared/errors.ts';
import { issueSaid } from '#shared/messages/issue-said.ts';
import { say } from '#shared/messages/said.ts';
import { systemError } from '../system-error.ts';

export function toLabError(thrown: unknown): ORPCError<'LAB', Omit<ErrorShape, 'message'>> {
  const { message, ...data } = readError(thrown).toShape();
  return new ORPCError('LAB', { status: 400, message, data, cause: thrown });
}

function readError(thrown: unknown): AppError {
  // The call itself did not fit the contract.
  if (thrown instanceof ORPCError && thrown.cause instanceof ValidationError) {
    const problems = thrown.cause.issues.map(({ path, message }) => ({
      path: (path ?? []).map((part) => (typeof part === 'object' ? String(part.key) : part)),
      message,
    }));
    const each = thrown.cause.issues.map((issue, at) =>
      say('error.colon', {
        what: problems[at]!.path.join('.') || 'input',
        // The contract's schemas are zod's.
        why: issueSaid(issue as z.core.$ZodIssue),
      }),
    );
    // What the lab answers is its own to keep right.
    const code = thrown.code === 'BAD_REQUEST' ? 'bad-input' : 'internal';
    return AppError.of(code, 'error.several', { problems: { each, between: '\n' } }, { problems });
  }
  const system = systemError(thrown);
  // A path that the user gave was looked at before; what is missing now is the lab's own.
  if (system?.said) return AppError.saying('internal', system.said, system.details, thrown);
  return AppError.from(thrown);
}
