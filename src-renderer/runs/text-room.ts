/**
 * Whether a text surely fits into its cell. A cell that clips costs the browser a region of its own at every painting, and
 * a screen of the runs table has hundreds of cells; so only what may be too long is clipped.
 */

/** Letters that are measured; a text with any other counts as too long. */
const MEASURED = 0x250;
/** Others that the table writes itself, as wide as a letter that is: spaces that align numbers, and the dash. */
const ALIKE: ReadonlyMap<number, number> = new Map(
  [
    ['\u2007', '0'],
    ['\u2008', '.'],
    ['–', 'M'],
  ].map(([one, other]) => [one!.charCodeAt(0), other!.charCodeAt(0)]),
);

let widths: Float64Array | undefined;

/** px of each letter in the weight of groups, which is the wider one; digits as wide as the widest. */
function measure(): Float64Array {
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  const canvas = document.createElement('canvas').getContext('2d');
  if (!canvas) return new Float64Array(MEASURED).fill(Infinity);
  canvas.font = `500 ${fontSize} ${fontFamily}`;
  const widthOf = (text: string): number => canvas.measureText(text).width;
  const digit = Math.max(...Array.from('0123456789', widthOf));
  return Float64Array.from({ length: MEASURED }, (_, code) =>
    code >= 48 && code <= 57 ? digit : widthOf(String.fromCharCode(code)),
  );
}

/** @param width px that there are for it */
export function surelyFits(text: string, width: number): boolean {
  widths ??= measure();
  let room = width;
  for (let at = 0; at < text.length && room >= 0; at++) {
    const code = text.charCodeAt(at);
    room -= widths[code] ?? widths[ALIKE.get(code) ?? MEASURED] ?? Infinity;
  }
  return room >= 0;
}

/** What of a name is cut last: all behind its first part, which rows of one sweep share; nothing of a name in one part. */
export function nameEnd(name: string): string {
  const at = name.indexOf(', ');
  return at < 0 ? '' : name.slice(at + 1);
}
