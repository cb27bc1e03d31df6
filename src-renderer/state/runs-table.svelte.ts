/**
 * What the runs table shows: the store's runs through the arrangement's filter, order and groups, as flat rows; which
 * of them are selected, and where the keys are. The rules of filter, order and groups are those of shared/runs.
 */
import type { Run } from '#shared/contract/runs.ts';
import { isUnfinished } from '#shared/runs/complete.ts';
import { fieldsOf } from '#shared/runs/fields.ts';
import { FilterFields } from '#shared/runs/filter-fields.ts';
import { parseFilter } from '#shared/runs/filter.ts';
import { ALL_EXCEPT_SEED, groupRuns, type RunGroup } from '#shared/runs/group.ts';
import { RunOrder } from '#shared/runs/sort.ts';
import { type Column, columnsOf, edgesOf, isNumberField, LEAD_WIDTH } from '../runs/columns.ts';
import * as arrange from '../runs/arrangement.ts';
import { idsOf, keysOf, type Row, rowsOf, toggled } from '../runs/rows.ts';
import { RunSelection } from './run-selection.svelte.ts';
import { runs } from './runs.svelte.ts';

const RESULT_KINDS: readonly string[] = ['evaluate', 'imported'];
const MIN_WIDTH = 40;
const MAX_WIDTH = 900;

export class RunsTable {
  arrangement = $state.raw(arrange.lastArrangement());
  readonly selection = new RunSelection();
  /** Column the keys are in; 0 is that of the selection marks. */
  activeColumn = $state(0);
  inHeader = $state(false);
  /** The hand does not rest yet in the filter. */
  typing = $state(false);
  /** Key of the run whose name is being changed. */
  renaming = $state<string>();
  /** What was typed as its name so far. */
  typedName: string | undefined;
  /** px; kept for when the user comes back to the view. */
  scrollTop = 0;
  /** Ids of the groups whose repeats are shown. */
  private opened = $state.raw(idsOf([]));
  private lastIndex = 0;
  private lastGood: (run: Run) => boolean = () => true;

  // Each part by itself: what depends on one of them stays as it is while another one changes.
  private readonly sorts = $derived(this.arrangement.sorts);
  private readonly groupBy = $derived(this.arrangement.groupBy);
  private readonly filterText = $derived(this.arrangement.filter);
  private readonly shown = $derived(this.arrangement.columns);
  private readonly pinned = $derived(this.arrangement.pinned);
  private readonly widths = $derived(this.arrangement.widths);
  private readonly ranges = $derived(this.arrangement.ranges);
  readonly isGrouped = $derived(this.groupBy.length > 0);

  readonly fields = $derived(fieldsOf(runs.list, runs.recipes));
  private readonly filterFields = $derived(new FilterFields(this.fields));
  readonly filter = $derived(parseFilter(this.filterText, this.filterFields, runs.recipes));

  /** All runs in order; the filter then keeps it, so that typing sorts nothing. */
  private readonly order = $derived(new RunOrder(runs.list, runs.recipes));
  private readonly ordered = $derived(this.order.by(this.sorts));

  private readonly place = $derived(placeOf(this.arrangement));
  /** Results, all stages or the trash, without the user's own filter. */
  readonly inPlace: readonly Run[] = $derived(this.ordered.filter(inPlaceTest(this.place)));

  /** While the filter cannot be read, or its last word is being written, the last one that could stays in force. */
  private readonly test = $derived.by(() => {
    const unfinished = this.typing && isUnfinished(this.filterText, this.fields, this.filterFields);
    if (this.filter.ok && !unfinished) this.lastGood = this.filter.test;
    return this.lastGood;
  });
  readonly found: readonly Run[] = $derived(this.inPlace.filter(this.test));

  readonly groups: readonly RunGroup[] | undefined = $derived(
    this.isGrouped ? groupRuns(this.found, runs.recipes, this.groupBy, this.sorts) : undefined,
  );
  readonly rows: readonly Row[] = $derived(rowsOf(this.found, this.groups, this.opened));
  private readonly activePlace = $derived(
    this.selection.active === undefined ? -1 : placeIn(this.rows, this.selection.active),
  );

  readonly columns: readonly Column[] = $derived(
    columnsOf(
      {
        columns: this.shown,
        pinned: this.pinned,
        widths: this.widths,
        ranges: this.ranges,
        groupBy: this.groupBy,
      },
      this.fields,
      runs.list,
      runs.recipes,
    ),
  );
  /** Pinned ones stand first. */
  readonly pinnedColumns = $derived(this.columns.filter(({ left }) => left !== undefined));
  readonly looseColumns = $derived(this.columns.slice(this.pinnedColumns.length));
  readonly pinnedWidth = $derived(this.pinnedColumns.reduce((sum, { width }) => sum + width, LEAD_WIDTH));
  /** px from the left of each column that scrolls, and of the end. */
  readonly edges = $derived(edgesOf(this.looseColumns, this.pinnedWidth));
  readonly width = $derived(this.columns.reduce((sum, { width }) => sum + width, LEAD_WIDTH));

  /** In the order of the table. What is hidden or gone is not acted on, though it stays selected. */
  readonly selectedRuns: readonly Run[] = $derived(
    this.selection.size === 0 ? [] : this.found.filter(({ key }) => this.selection.has(key)),
  );
  readonly allSelected = $derived(this.found.length > 0 && this.selectedRuns.length === this.found.length);
  readonly someSelected = $derived(this.selectedRuns.length > 0 && !this.allSelected);

  /** Where the keys are: the active row's place; where it is gone, the nearest one's. -1 without rows. */
  get activeIndex(): number {
    if (this.activePlace >= 0) this.lastIndex = this.activePlace;
    return Math.min(this.lastIndex, this.rows.length - 1);
  }
  get activeRow(): Row | undefined {
    return this.rows[this.activeIndex];
  }
  /** What an action is for: the selected runs, else those of the active row. */
  get targets(): readonly string[] {
    if (this.selectedRuns.length > 0) return this.selectedRuns.map(({ key }) => key);
    return this.activeRow ? keysOf(this.activeRow) : [];
  }

  change(part: Partial<arrange.Arrangement>): void {
    this.put({ ...this.arrangement, ...part });
  }
  put(arrangement: arrange.Arrangement): void {
    this.arrangement = arrangement;
    arrange.keepArrangement(arrangement);
  }

  sortBy(field: string, add: boolean): void {
    this.put(arrange.sortBy(this.arrangement, field, isNumberField(field, this.fields), add));
  }
  /** @param width px of the whole column; undefined: as wide as it was made */
  resize({ id, room }: Column, width: number | undefined): void {
    const { widths } = this.arrangement;
    if (width === undefined)
      this.change({ widths: Object.fromEntries(Object.entries(widths).filter(([field]) => field !== id)) });
    else {
      const own = Math.round(Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width - room)));
      if (own !== widths[id]) this.change({ widths: { ...widths, [id]: own } });
    }
  }
  moveTo(field: string, place: number): void {
    this.put(arrange.moveColumn(this.arrangement, field, place));
  }
  /** One place to the left or right; the keys go with it. */
  step(field: string, by: -1 | 1): void {
    this.moveTo(field, this.arrangement.columns.indexOf(field) + by);
    this.followColumn(field);
  }
  togglePinned(field: string): void {
    this.put(arrange.togglePinned(this.arrangement, field));
    this.followColumn(field);
  }
  toggleColumn(field: string): void {
    this.put(arrange.toggleColumn(this.arrangement, field));
  }

  setActive(index: number): void {
    this.inHeader = false;
    this.lastIndex = index;
    this.selection.active = this.rows[index]?.id;
  }
  /** Above the first row is the header. */
  moveRow(by: number, extend: boolean): void {
    if (this.inHeader) {
      if (by > 0) this.setActive(by === Infinity ? this.rows.length - 1 : 0);
      return;
    }
    const from = this.activeIndex;
    if (from <= 0 && by === -1 && !extend) {
      this.inHeader = true;
      return;
    }
    if (this.rows.length === 0) return;
    if (extend && this.activeRow) this.selection.startAt(this.activeRow.id);
    this.setActive(Math.max(0, Math.min(this.rows.length - 1, from + by)));
    if (extend && this.activeRow) this.extendTo(this.activeRow);
  }
  moveColumn(by: number): void {
    this.activeColumn = Math.max(0, Math.min(this.columns.length, this.activeColumn + by));
  }

  /** Opens or closes the active group, or the group of the active repeat; false where there is nothing to do. */
  setOpen(open: boolean): boolean {
    const row = this.activeRow;
    if (this.inHeader || this.activeColumn > 1 || !row || !this.groups) return false;
    if ('group' in row) {
      if (row.open === open) return false;
      this.toggleOpen(row.id);
      return true;
    }
    if (open) return false;
    for (let at = this.activeIndex; at >= 0; at--) {
      const above = this.rows[at];
      if (above && 'group' in above) {
        this.setActive(at);
        return true;
      }
    }
    return false;
  }
  toggleOpen(id: string): void {
    this.opened = toggled(this.opened, id);
  }
  openAll(open: boolean): void {
    this.opened = idsOf(open ? (this.groups ?? []) : []);
  }
  /** Repeats of one configuration in one row, and back. */
  toggleRepeats(): void {
    this.change({ groupBy: this.isGrouped ? [] : [...ALL_EXCEPT_SEED] });
  }

  toggleRow(row: Row): void {
    this.selection.toggle(row.id, keysOf(row));
  }
  selectOnly(row: Row): void {
    this.selection.only(row.id, keysOf(row));
  }
  extendTo(row: Row): void {
    this.selection.extend(row.id, (from, to) => {
      const there = [placeIn(this.rows, from), placeIn(this.rows, to)].filter((at) => at >= 0);
      if (there.length === 0) return [];
      return this.rows.slice(Math.min(...there), Math.max(...there) + 1).flatMap(keysOf);
    });
  }
  selectAll(): void {
    this.selection.set(this.found.map(({ key }) => key));
  }
  toggleAll(): void {
    if (this.allSelected) this.selection.clear();
    else this.selectAll();
  }

  private followColumn(field: string): void {
    const at = this.columns.findIndex((column) => column.id === field);
    if (at >= 0) this.activeColumn = at + 1;
  }
}

type Place = Pick<arrange.Arrangement, 'stages' | 'state' | 'kind' | 'archived'>;

/** A text, so that an arrangement that changes in other things is the same place. */
const placeOf = ({ stages, state, kind, archived }: Place): string =>
  JSON.stringify({ stages, state, kind, archived });

function inPlaceTest(place: string): (run: Run) => boolean {
  const { stages, state, kind, archived } = JSON.parse(place) as Place;
  return (run) =>
    (run.trashedAt !== null) === (stages === 'trash') &&
    (stages !== 'results' || kind !== null || RESULT_KINDS.includes(run.kind)) &&
    (archived || stages === 'trash' || !run.archived) &&
    (state === null || run.state === state) &&
    (kind === null || run.kind === kind);
}

/** Searched, not looked up: an index of all rows would be made anew with each order, for one question. */
const placeIn = (rows: readonly Row[], wanted: string): number => rows.findIndex(({ id }) => id === wanted);

export const runsTable = new RunsTable();
