/** Where a key leads in a grid with a head (line -1) and labels (column -1). */

export interface GridPlace {
  line: number;
  column: number;
}

interface GridShape {
  /** Whether a line can be stood on; rules cannot. */
  lines: readonly boolean[];
  columns: number;
  /** A line that is one label across all columns. */
  wide: (line: number) => boolean;
}

const PAGE = 10;

/** Undefined: the key is not the grid's. The same place where there is no further one. */
export function nextPlace(
  { line, column }: GridPlace,
  key: string,
  ctrl: boolean,
  { lines, columns, wide }: GridShape,
): GridPlace | undefined {
  const last = columns - 1;
  const vertical = (by: number): GridPlace => {
    const step = Math.sign(by);
    let found = line;
    for (let at = line + step, left = Math.abs(by); at >= -1 && at < lines.length && left > 0; at += step)
      if (at === -1 || lines[at]) {
        found = at;
        left--;
      }
    // The head has no label of its own.
    if (found === -1) return { line: -1, column: Math.max(0, column) };
    return { line: found, column: wide(found) ? -1 : column };
  };
  const first = line === -1 ? 0 : -1;
  const end = wide(line) ? -1 : last;
  switch (key) {
    case 'ArrowUp':
      return vertical(-1);
    case 'ArrowDown':
      return vertical(1);
    case 'PageUp':
      return vertical(-PAGE);
    case 'PageDown':
      return vertical(PAGE);
    case 'ArrowLeft':
      return { line, column: Math.max(first, column - 1) };
    case 'ArrowRight':
      return { line, column: Math.min(end, column + 1) };
    case 'Home':
      return ctrl ? { line: -1, column: 0 } : { line, column: first };
    case 'End': {
      if (!ctrl) return { line, column: end };
      const bottom = lines.lastIndexOf(true);
      return { line: bottom, column: wide(bottom) ? -1 : last };
    }
    default:
      return undefined;
  }
}
