/** Problems of a check by the field they belong to. */
import type { Problem } from '#shared/contract/domain.ts';
import type { Path } from './fields.ts';

export const pathKey = (path: Path): string => path.join('/');

/** Path key -> message; several at one field become one text. */
export function groupByField(problems: readonly Problem[]): ReadonlyMap<string, string> {
  const byField = new Map<string, string>();
  for (const { path, message } of problems) {
    const key = pathKey(path);
    byField.set(key, byField.has(key) ? `${byField.get(key)} ${message}` : message);
  }
  return byField;
}
