/** The lines of a Markdown table, aligned in plain text. Cells are Markdown already; escaping is the caller's. */

/** Width in a terminal, near enough: code points. */
const width = (text: string): number => [...text].length;

/** @param isLeft by column; default: the first to the left, numbers to the right */
export function markdownGrid(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  isLeft: readonly boolean[] = [true],
): string[] {
  const widths = head.map((title, column) =>
    Math.max(width(title), ...rows.map((cells) => width(cells[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells
      .map((cell, column) => {
        const fill = ' '.repeat((widths[column] ?? 0) - width(cell));
        return isLeft[column] ? cell + fill : fill + cell;
      })
      .join(' | ')} |`;
  const rule = `| ${widths
    .map((w, column) => (isLeft[column] ? '-'.repeat(w) : `${'-'.repeat(w - 1)}:`))
    .join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)];
}
