/** A row of the table in one line, for where its fields are folded. */
import { t } from '../state/language.svelte.ts';
import { labelOf } from './field-words.ts';
import type { Field } from './fields.ts';

/** E.g. "variant FT, layers 4", the method first where the label hides it; fields at their default are left out. */
export function rowSummary(row: Record<string, unknown>, fields: readonly Field[]): string {
  const words = fields.flatMap((field) => {
    const value = row[field.key];
    if (field.key === 'label' || value === undefined || value === field.fallback) return [];
    if (field.key === 'published') return [t('form.asPublished', { row: String(value) })];
    if (Array.isArray(value)) return [t('form.plms', { count: value.length })];
    if (field.type === 'flag')
      return [t(value === true ? 'form.withField' : 'form.withoutField', { field: labelOf(field) })];
    return [`${lowerFirst(labelOf(field))} ${String(value)}`];
  });
  return (row.label === undefined ? words : [String(row.method ?? ''), ...words]).join(', ');
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
