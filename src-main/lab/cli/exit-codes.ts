/** Exit codes of the command line: one per kind of outcome, so that scripts can tell them apart. */
import type { ErrorCode } from '#shared/errors.ts';

export const EXIT = {
  ok: 0,
  internal: 1,
  badInput: 2,
  notFound: 3,
  conflict: 4,
  unavailable: 5,
  corrupt: 6,
  stageFailed: 7,
  interrupted: 130,
} as const;

const BY_ERROR: Readonly<Record<ErrorCode, number>> = {
  'bad-input': EXIT.badInput,
  'not-found': EXIT.notFound,
  conflict: EXIT.conflict,
  busy: EXIT.conflict,
  unavailable: EXIT.unavailable,
  corrupt: EXIT.corrupt,
  'non-finite': EXIT.stageFailed,
  'out-of-memory': EXIT.stageFailed,
  crashed: EXIT.stageFailed,
  stopped: EXIT.interrupted,
  internal: EXIT.internal,
};

export const exitCodeOf = (code: ErrorCode): number => BY_ERROR[code];

/** For `tnrlab --help`. */
export const EXIT_CODES_HELP = `
Exit codes:
    0  done
    1  internal error
    2  bad input or usage
    3  not found
    4  conflict: the name is taken, or another lab holds the workspace
    5  unavailable on this machine
    6  stored data are damaged
    7  a stage failed (crash, memory, loss not finite)
  130  interrupted or stopped; the same command goes on from the last checkpoint
`;
