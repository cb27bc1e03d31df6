/**
 * Takes one line of `behaviors.tsv` apart: id, user, time, history, candidates with labels. Knows the format alone; what
 * becomes of unknown news is decided by who reads.
 */
import { badLine } from '#shared/errors.ts';
import { ABSENT_LABEL } from '../dataset/dataset.ts';
import { SPACE, splitColumns } from './line-blocks.ts';

const COLUMNS = 5;
const DASH = 45;

/** Byte ranges of one line; reused from line to line. */
export interface BehaviorColumns {
  idStart: number;
  idEnd: number;
  userStart: number;
  userEnd: number;
  timeStart: number;
  timeEnd: number;
  historyStart: number;
  historyEnd: number;
  candidatesStart: number;
  candidatesEnd: number;
}

const bounds = new Int32Array(COLUMNS + 1);

/** @throws AppError `bad-input` unless the line has the five columns, and an id and a user. */
export function readColumns(
  file: string,
  line: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): BehaviorColumns {
  const columns = splitColumns(bytes, start, end, bounds);
  if (columns !== COLUMNS) {
    throw badLine(file, line, 'error.line.columns', { wanted: COLUMNS, columns });
  }
  if (bounds[1] - bounds[0] === 1) throw badLine(file, line, 'error.line.noImpressionId');
  if (bounds[2] - bounds[1] === 1) throw badLine(file, line, 'error.line.noUser');
  return {
    idStart: bounds[0],
    idEnd: bounds[1] - 1,
    userStart: bounds[1],
    userEnd: bounds[2] - 1,
    timeStart: bounds[2],
    timeEnd: bounds[3] - 1,
    historyStart: bounds[3],
    historyEnd: bounds[4] - 1,
    candidatesStart: bounds[4],
    candidatesEnd: bounds[5] - 1,
  };
}

/** End of the token that starts at `start`: the next space or `end`. */
export function tokenEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== SPACE) at += 1;
  return at;
}

/** Start of the next token, or `end`. */
export function tokenStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === SPACE) at += 1;
  return at;
}

/** Label of the candidate token `bytes[start, end)`: 0 or 1 after the last dash, `ABSENT_LABEL` without, -1 if it is another. */
export function labelOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 2 && bytes[end - 2] === DASH) {
    const label = bytes[end - 1] - 48;
    return label === 0 || label === 1 ? label : -1;
  }
  for (let i = start; i < end; i++) if (bytes[i] === DASH) return -1;
  return ABSENT_LABEL;
}

/** Bytes of the candidate's news id: without `-0` or `-1`. */
export function idEndOf(end: number, label: number): number {
  return label === ABSENT_LABEL ? end : end - 2;
}
