/** The experiment of the form as the file it would be. */
import { stringify } from 'yaml';

/** Empty branches are left out, as a person would. */
export function toYaml(config: unknown): string {
  return stringify(pruned(config) ?? {}, { lineWidth: 100 });
}

/** Without undefined values and without objects that thereby became empty. */
export function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value)
    .map(([key, child]) => [key, pruned(child)] as const)
    .filter(([, child]) => child !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
