/** Names of rows for narrow places: of the rows of a sweep, what differs among them comes first. */

/**
 * @param labels of all rows
 * @param withFields where there is some room: with the initials of the fields, `lr 1e-5`
 * @returns each that is better said otherwise, by label
 */
export function rowNames(labels: readonly string[], withFields = false): ReadonlyMap<string, string> {
  const families = new Map<string, { label: string; values: string[] }[]>();
  for (const label of labels) {
    const [own = label, ...values] = label.split(', ');
    families.set(own, [...(families.get(own) ?? []), { label, values }]);
  }
  const names = new Map<string, string>();
  for (const [own, rows] of families) {
    if (rows.length < 2) continue;
    const length = rows[0]!.values.length;
    // Not called by the same fields: no sweep.
    if (length === 0 || rows.some(({ values }) => values.length !== length)) continue;
    const columns = Array.from({ length }, (_, at) =>
      withoutCommon(
        rows.map(({ values }) => values[at]!),
        withFields,
      ),
    );
    const differing = columns.filter((column) => new Set(column).size > 1);
    rows.forEach(({ label }, row) => {
      const said = differing.map((column) => column[row]!).join(', ');
      if (said !== '') names.set(label, families.size > 1 ? `${said}, ${own}` : said);
    });
  }
  return names;
}

/** The words that all begin with say little: `learning rate 1e-5` is `1e-5`, or `lr 1e-5`, among its like. */
function withoutCommon(texts: readonly string[], withInitials: boolean): string[] {
  const words = texts.map((text) => text.split(' '));
  const [first = []] = words;
  let common = 0;
  while (
    words.every(({ length }) => length > common + 1) &&
    words.every((each) => each[common] === first[common])
  )
    common++;
  const initials = first.slice(0, common).map((word) => word[0] ?? '');
  const field = withInitials && common > 0 ? `${initials.join('')} ` : '';
  return words.map((each) => `${field}${each.slice(common).join(' ')}`);
}
