/** Which rows of a long list are near the screen; the rest is empty space of the same height. */
const SPARE_ROWS = 12;

export class RowWindow {
  private top = $state(0);
  private visible = $state(1000);
  private readonly rowHeight: number;
  private readonly length: () => number;

  /** @param rowHeight px, the same for every row @param length rows in all */
  constructor(rowHeight: number, length: () => number) {
    this.rowHeight = rowHeight;
    this.length = length;
  }

  first = $derived.by(() =>
    Math.max(0, Math.min(this.length(), Math.floor(this.top / this.rowHeight)) - SPARE_ROWS),
  );
  end = $derived.by(() =>
    Math.min(this.length(), Math.ceil((this.top + this.visible) / this.rowHeight) + SPARE_ROWS),
  );

  get spaceBefore(): number {
    return this.first * this.rowHeight;
  }
  get spaceAfter(): number {
    return Math.max(0, this.length() - this.end) * this.rowHeight;
  }

  /** For the scrolling element: `{@attach rows.watch}`. */
  watch = (element: HTMLElement): (() => void) => {
    const read = () => {
      this.top = element.scrollTop;
      this.visible = element.clientHeight;
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
