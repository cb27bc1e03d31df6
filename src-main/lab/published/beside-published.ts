/**
 * A result table with the paper's values beside its rows, and how far both put the rows in the same order. Our own
 * numbers stay as they are.
 */
import { methodLabel, type Method } from '#shared/config/methods.ts';
import { isPublishedRow, type PublishedRowId } from '#shared/config/published-rows.ts';
import type { PublishedDataset, ResultNote, ResultTable } from '#shared/contract/tables.ts';
import { withNotes } from '#shared/note-words.ts';
import { spearman } from '../stats/spearman.ts';
import type { PaperResults } from './paper-results.ts';

/**
 * The published row a method stands for: the one it names, else the one of its name in tables. A row with a label or
 * changes of its own varies the paper's method (an ablation, another M), so it stands for none unless it says so.
 */
export function publishedRowOf(method: Method): PublishedRowId | null {
  if (method.published) return method.published;
  const name = methodLabel(method);
  return isPublishedRow(name) && !method.settings ? name : null;
}

/** @param methods of the experiment, one for each row of the table, in its order */
export function besidePublished(
  table: ResultTable,
  methods: readonly Method[],
  paper: PaperResults,
  dataset: PublishedDataset,
): ResultTable {
  const rows = table.rows.map((row, index) => {
    const id = publishedRowOf(methods[index]!);
    const metrics = id ? paper.columns[dataset].get(id) : undefined;
    return id && metrics ? { ...row, published: { row: id, metrics } } : row;
  });
  const { split, repeats, source } = paper;
  const order = orderOf(rows);
  const added = withNotes([
    { code: 'published', values: { source, dataset, split, repeats } },
    orderNote(order, dataset),
  ]);
  const notes = [...table.notes, ...added.notes];
  const says = [...table.says, ...added.says];
  return { ...table, rows, notes, says, published: { dataset, split, repeats, source, order } };
}

type Order = NonNullable<ResultTable['published']>['order'];

/** Over the rows with a mean AUC of ours and a published one. */
function orderOf(rows: ResultTable['rows']): Order {
  const pairs = rows.flatMap(({ metrics, published }) => {
    const [ours, theirs] = [metrics.auc?.mean, published?.metrics.auc?.mean];
    return ours === undefined || theirs === undefined ? [] : [[ours, theirs] as const];
  });
  const rho = spearman(
    pairs.map(([ours]) => ours),
    pairs.map(([, theirs]) => theirs),
  );
  return { rows: pairs.length, rho };
}

const orderNote = ({ rows, rho }: Order, dataset: PublishedDataset): ResultNote =>
  rho === null
    ? { code: 'no-order', values: { dataset, rows } }
    : { code: 'order', values: { dataset, rows, rho: rho.toFixed(2) } };
