/** How curves are looked at: smoothing, axes, the part in sight, the place pointed at; shared by panels that move together. */
import type { Extent, PlotSettings } from '../charts/curve-plot.ts';

const STORAGE_KEY = 'tnrlab:curves';
const DEFAULTS: PlotSettings = { smoothing: 0.6, logX: false, logY: false, axis: 'step', repeats: 'band' };
export const MOST_SMOOTHING = 0.99;
/** One press of + or -. */
const ZOOM_FACTOR = 1.6;

export type Along = 'step' | 'seconds';

export interface Cursor {
  along: Along;
  x: number;
}

function stored(): PlotSettings {
  try {
    const read = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Partial<PlotSettings>;
    const smoothing = Number(read.smoothing ?? DEFAULTS.smoothing);
    return {
      ...DEFAULTS,
      smoothing: smoothing >= 0 && smoothing <= MOST_SMOOTHING ? smoothing : DEFAULTS.smoothing,
      repeats: read.repeats === 'each' ? 'each' : 'band',
    };
  } catch {
    return DEFAULTS;
  }
}

export class CurveView {
  smoothing = $state(DEFAULTS.smoothing);
  logX = $state(false);
  logY = $state(false);
  axis = $state<PlotSettings['axis']>('step');
  repeats = $state<PlotSettings['repeats']>('band');
  cursor = $state.raw<Cursor | null>(null);
  private ranges = $state.raw<Readonly<Partial<Record<Along, Extent>>>>({});

  constructor() {
    Object.assign(this, stored());
  }

  readonly settings: PlotSettings = $derived({
    smoothing: this.smoothing,
    logX: this.logX,
    logY: this.logY,
    axis: this.axis,
    repeats: this.repeats,
  });
  readonly zoomed: boolean = $derived(Object.keys(this.ranges).length > 0);

  /** The part in sight of panels of this kind; undefined: all. */
  rangeOf(along: Along): Extent | undefined {
    return this.ranges[along];
  }

  show(along: Along, range: Extent | undefined): void {
    const others = Object.entries(this.ranges).filter(([kind]) => kind !== along);
    this.ranges = Object.fromEntries(range ? [...others, [along, range]] : others);
  }

  reset(): void {
    this.ranges = {};
  }

  /** @param steps above 0: closer @param about stays where it is @param whole what there is to see */
  zoom(along: Along, steps: number, about: number, whole: Extent): void {
    const now = this.ranges[along] ?? whole;
    const factor = ZOOM_FACTOR ** -steps;
    const width = (now.max - now.min) * factor;
    if (width >= whole.max - whole.min) return this.show(along, undefined);
    const share = (about - now.min) / (now.max - now.min || 1);
    const min = Math.min(Math.max(whole.min, about - share * width), whole.max - width);
    this.show(along, { min, max: min + width });
  }

  /** @param share of what is in sight; below 0: to the left */
  pan(along: Along, share: number, whole: Extent): void {
    const now = this.ranges[along];
    if (!now) return;
    const width = now.max - now.min;
    const min = Math.min(Math.max(whole.min, now.min + share * width), whole.max - width);
    this.show(along, { min, max: min + width });
  }

  /** For the next time curves are opened. */
  keep(): void {
    const { smoothing, repeats } = this;
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ smoothing, repeats }));
  }
}
