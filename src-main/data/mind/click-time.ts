/** Reads MIND's times, `M/D/YYYY h:mm:ss AM`, from bytes. MIND names no time zone; they are taken as UTC. */

const SLASH = 47;
const COLON = 58;
const SPACE = 32;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Epoch seconds of `bytes[start, end)`, or NaN when it is no such time. */
export function parseClickTime(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  /** A number of up to `maxDigits` digits that must be followed by `mark`; NaN otherwise. */
  const field = (maxDigits: number, mark: number): number => {
    let value = 0;
    const from = at;
    while (at < end && at - from < maxDigits && bytes[at] >= 48 && bytes[at] <= 57) {
      value = value * 10 + bytes[at++] - 48;
    }
    return at > from && at < end && bytes[at++] === mark ? value : NaN;
  };
  const month = field(2, SLASH);
  const day = field(2, SLASH);
  const year = field(4, SPACE);
  const hour = field(2, COLON);
  const minute = field(2, COLON);
  const second = field(2, SPACE);
  if (end - at !== 2 || bytes[at + 1] !== 77 || (bytes[at] !== 65 && bytes[at] !== 80)) return NaN;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const daysOfMonth = DAYS[month - 1] + (month === 2 && isLeap ? 1 : 0);
  const fits =
    day >= 1 && day <= daysOfMonth && hour >= 1 && hour <= 12 && minute < 60 && second < 60 && year >= 1000;
  if (!fits) return NaN;
  const hourOfDay = (hour % 12) + (bytes[at] === 80 ? 12 : 0);
  return Date.UTC(year, month - 1, day, hourOfDay, minute, second) / 1000;
}
