/**
 * A row to begin with for each method, in depths that the base PLM has, and what of a row stays when its method
 * changes.
 */
import type { z } from 'zod';
import type { BasePlm } from '#shared/config/base-plm.ts';
import { METHOD_NAMES, type MethodName, methodSchema, methodTraits } from '#shared/config/methods.ts';
import { METHOD_FIELDS } from './fields.ts';

type Row = Record<string, unknown>;
type Blank<M extends MethodName> = Extract<z.input<typeof methodSchema>, { method: M }>;

/** What of the experiment a sensible row depends on. */
export interface RowBase {
  /** Layers of the base PLM. */
  depth: number;
  /** Copies that post-training keeps. */
  copies: number;
  /** The base PLM, and others of its width. */
  plms: readonly BasePlm[];
}

/** A third of the layers, as the paper's 4 of 12. */
const studentOf = (depth: number): number => Math.max(1, Math.floor(depth / 3));
const distilled = ({ depth }: RowBase) => ({ layers: studentOf(depth), teacherLayers: depth });

const BLANKS = {
  'PLM-NR': ({ depth }) => ({ method: 'PLM-NR', variant: 'FT', layers: depth }),
  TinyBERT: (base) => ({ method: 'TinyBERT', ...distilled(base) }),
  NewsBERT: (base) => ({ method: 'NewsBERT', ...distilled(base) }),
  'Tiny-NewsRec': (base) => ({ method: 'Tiny-NewsRec', ...distilled(base), teachers: base.copies }),
  'Ensemble-Teacher': ({ depth, copies }) => ({
    method: 'Ensemble-Teacher',
    layers: depth,
    teachers: copies,
  }),
  'TinyBERT-MT': (base) => ({ method: 'TinyBERT-MT', ...distilled(base), teachers: base.copies }),
  'NewsBERT-MT': (base) => ({ method: 'NewsBERT-MT', ...distilled(base), teachers: base.copies }),
  'MT-BERT': (base) => ({ method: 'MT-BERT', ...distilled(base), teacherPlms: base.plms.slice(0, 2) }),
} satisfies { [M in MethodName]: (base: RowBase) => Blank<M> };

export const isMethodName = (name: unknown): name is MethodName =>
  (METHOD_NAMES as readonly unknown[]).includes(name);

export const blankRow = (method: MethodName, base: RowBase): Row => BLANKS[method](base);

/** A blank row of a name that no other row has, where the method has one left: another variant, or fewer layers. */
export function nextRow(method: MethodName, base: RowBase, rows: readonly Row[]): Row {
  const blank = blankRow(method, base);
  const variants = METHOD_FIELDS.get(method)?.find((field) => field.key === 'variant')?.options;
  const depths = [Number(blank.layers), ...[4, 2, 1].filter((layers) => layers < base.depth)];
  const candidates = depths.flatMap((layers) =>
    variants ? variants.map((variant) => ({ ...blank, variant, layers })) : [{ ...blank, layers }],
  );
  const taken = new Set(rows.map((row) => row.label ?? defaultLabel(row)));
  return candidates.find((row) => !taken.has(defaultLabel(row))) ?? blank;
}

/** The row as one of another method: the fields that both have stay, but for the row of the paper it stood for. */
export function withMethod(row: Row, method: MethodName, base: RowBase): Row {
  const fields = METHOD_FIELDS.get(method) ?? [];
  const kept = [...fields.map((field) => field.key), 'settings'].filter(
    (key) => key !== 'published' && row[key] !== undefined,
  );
  return { ...blankRow(method, base), ...Object.fromEntries(kept.map((key) => [key, row[key]])) };
}

/** The name that a row gets without a label; empty while its fields are wrong. */
export function defaultLabel(row: Row): string {
  const parsed = methodSchema.safeParse({
    ...row,
    label: undefined,
    published: undefined,
    settings: undefined,
  });
  return parsed.success ? methodTraits(parsed.data).name : '';
}
