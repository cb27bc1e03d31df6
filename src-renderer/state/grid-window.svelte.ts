/**
 * The part of a large grid that is near the screen: rows as a fixed number of places that are filled anew, so that
 * scrolling makes and destroys nothing, and the columns between the left and the right edge.
 */
const SPARE_ROWS = 4;
/** px beside the screen that are drawn too. */
const SPARE_WIDTH = 120;

export class GridWindow {
  private top = $state(0);
  /** px that are scrolled sideways, and that are in sight. */
  left = $state(0);
  width = $state(1200);
  private height = $state(700);
  private readonly rowHeight: number;
  private readonly length: () => number;
  /** px from the left of each column that scrolls, and at last of the end. */
  private readonly edges: () => readonly number[];

  constructor(rowHeight: number, length: () => number, edges: () => readonly number[]) {
    this.rowHeight = rowHeight;
    this.length = length;
    this.edges = edges;
  }

  private readonly fitting = $derived.by(() => Math.ceil(this.height / this.rowHeight) + 1 + 2 * SPARE_ROWS);
  private made = 0;
  /** Places for rows; where the list became shorter, those at the end stay empty. */
  readonly places = $derived.by(() => {
    this.made = Math.min(this.fitting, Math.max(this.made, this.length()));
    return this.made;
  });
  readonly first = $derived.by(() => {
    const wanted = Math.floor(this.top / this.rowHeight) - SPARE_ROWS;
    return Math.max(0, Math.min(wanted, this.length() - this.places));
  });

  /** The columns drawn: from the first to before the last. */
  readonly firstColumn = $derived.by(() => {
    const edges = this.edges();
    const at = edges.findIndex((_, i) => (edges[i + 1] ?? Infinity) > this.left - SPARE_WIDTH);
    return Math.max(0, at);
  });
  readonly endColumn = $derived.by(() => {
    const edges = this.edges();
    const at = edges.findIndex((edge) => edge >= this.left + this.width + SPARE_WIDTH);
    return Math.min(edges.length - 1, at < 0 ? edges.length - 1 : at);
  });

  /** For the scrolling element: `{@attach near.watch}`. */
  watch = (element: HTMLElement): (() => void) => {
    const read = () => {
      this.top = element.scrollTop;
      this.left = element.scrollLeft;
      this.height = element.clientHeight;
      this.width = element.clientWidth;
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  };
}
