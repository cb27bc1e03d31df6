/** One point of ScatterPlot.svelte. */
export interface ScatterPoint {
  id: string;
  /** Label of its group. */
  group: string;
  /** 0 to 1 along the axes. */
  x: number;
  y: number;
  /** All that it says, for the pointer. */
  title: string;
  /** Beside it. */
  name?: string;
}
