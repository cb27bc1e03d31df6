/**
 * How the runs table is arranged: columns, order, filter, groups. What a saved view holds and what this browser keeps
 * of the last one; which runs are selected is not part of it.
 */
import { z } from 'zod';
import { STAGE_STATES } from '#shared/contract/domain.ts';

export const STAGE_CHOICES = ['results', 'all', 'trash'] as const;

export const arrangementSchema = z.object({
  /** Fields shown, in order; the pinned ones come first and stay in sight. */
  columns: z.array(z.string()).min(1).max(200),
  pinned: z.int().min(0),
  /** px by field, where the user changed it. */
  widths: z.record(z.string(), z.number()),
  sorts: z.array(z.object({ field: z.string(), descending: z.boolean() })).max(8),
  filter: z.string().max(2000),
  groupBy: z.array(z.string()).max(8),
  /** Groups show least and largest value, too. */
  ranges: z.boolean().default(false),
  /** Results: evaluations and imported runs; all: every stage. */
  stages: z.enum(STAGE_CHOICES),
  state: z.enum(STAGE_STATES).nullable(),
  kind: z.string().nullable(),
  archived: z.boolean(),
});
export type Arrangement = z.infer<typeof arrangementSchema>;

export const DEFAULT_ARRANGEMENT: Arrangement = {
  columns: [
    'starred',
    'title',
    'method',
    'layers',
    'seed',
    'auc',
    'mrr',
    'ndcg5',
    'ndcg10',
    'state',
    'dataset',
    'experiment',
    'started',
    'duration',
    'tags',
    'note',
  ],
  pinned: 2,
  widths: {},
  sorts: [{ field: 'started', descending: true }],
  filter: '',
  groupBy: [],
  ranges: false,
  stages: 'results',
  state: null,
  kind: null,
  archived: false,
};

const STORAGE_KEY = 'tnrlab:runs-view';

/** What does not fit any more (an older window wrote it) counts as nothing. */
export function readArrangement(value: unknown): Arrangement | undefined {
  const read = arrangementSchema.safeParse(value);
  return read.success ? read.data : undefined;
}

export function lastArrangement(): Arrangement {
  try {
    const kept = readArrangement(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null'));
    // The trash is a place to go to, not one to come back to.
    if (kept) return kept.stages === 'trash' ? { ...kept, stages: 'results' } : kept;
  } catch {
    // Not ours; the default stands.
  }
  return DEFAULT_ARRANGEMENT;
}

export const keepArrangement = (arrangement: Arrangement): void =>
  localStorage.setItem(STORAGE_KEY, JSON.stringify(arrangement));

/** With `field` moved to place `to` of the order; across the border of the pinned ones it changes sides. */
export function moveColumn(arrangement: Arrangement, field: string, to: number): Arrangement {
  const from = arrangement.columns.indexOf(field);
  if (from < 0) return arrangement;
  const columns = arrangement.columns.filter((other) => other !== field);
  const place = Math.max(0, Math.min(columns.length, to));
  columns.splice(place, 0, field);
  const { pinned } = arrangement;
  const wasPinned = from < pinned;
  const isPinned = place < pinned;
  return {
    ...arrangement,
    columns,
    pinned: pinned + Number(isPinned && !wasPinned) - Number(!isPinned && wasPinned),
  };
}

export function togglePinned(arrangement: Arrangement, field: string): Arrangement {
  const { pinned } = arrangement;
  const wasPinned = arrangement.columns.indexOf(field) < pinned;
  const columns = arrangement.columns.filter((other) => other !== field);
  columns.splice(wasPinned ? pinned - 1 : pinned, 0, field);
  return { ...arrangement, columns, pinned: pinned + (wasPinned ? -1 : 1) };
}

export function toggleColumn(arrangement: Arrangement, field: string): Arrangement {
  const at = arrangement.columns.indexOf(field);
  if (at < 0) return { ...arrangement, columns: [...arrangement.columns, field] };
  if (arrangement.columns.length === 1) return arrangement;
  const columns = arrangement.columns.filter((other) => other !== field);
  return { ...arrangement, columns, pinned: arrangement.pinned - Number(at < arrangement.pinned) };
}

/** A click: this field alone, turned round at the second click, as before at the third. With `add`: after the others. */
export function sortBy(
  arrangement: Arrangement,
  field: string,
  descendingFirst: boolean,
  add: boolean,
): Arrangement {
  const present = arrangement.sorts.find((sort) => sort.field === field);
  const next = !present
    ? { field, descending: descendingFirst }
    : present.descending === descendingFirst
      ? { field, descending: !descendingFirst }
      : undefined;
  if (!add) return { ...arrangement, sorts: next ? [next] : [] };
  const sorts = present
    ? arrangement.sorts.flatMap((sort) => (sort.field !== field ? [sort] : next ? [next] : []))
    : [...arrangement.sorts, ...(next ? [next] : [])];
  return { ...arrangement, sorts: sorts.slice(-8) };
}
