/** Aligned columns for the terminal; numbers to the right. */

/** @param rightFrom columns from this index on are aligned to the right; default: none */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rightFrom = head.length,
): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((cells) => [...(cells[column] ?? '')].length)));
  return all
    .map((cells) =>
      widths
        .map((width, column) => {
          const text = cells[column] ?? '';
          const fill = ' '.repeat(width - [...text].length);
          return column >= rightFrom ? fill + text : text + fill;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
