/** Curves and log of one stage, live: read once, then fed by events, a few updates a second. */
import type { Curve, LogLine } from '#shared/contract/domain.ts';
import { lab } from '../api.ts';
import { appendPoints, type NewPoint } from '../charts/curves.ts';
import { onLabEvent } from './live.ts';
import { Resource } from './resource.svelte.ts';

const LOG_LINES = 1000;
/** How often live points and lines reach the screen. */
const FLUSH_MS = 250;

export class StageStore {
  readonly curves: Resource<Curve[]>;
  readonly log: Resource<LogLine[]>;
  private readonly stopListening: () => void;
  private newPoints: NewPoint[] = [];
  private newLines: LogLine[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(key: string) {
    this.curves = new Resource(() => lab.stages.points({ key }));
    this.log = new Resource(() => lab.stages.log({ key, after: 0, limit: LOG_LINES }));
    this.stopListening = onLabEvent((event) => {
      if (event.type === 'points' && event.key === key)
        this.newPoints.push({ step: event.step, values: event.values });
      else if (event.type === 'log' && event.key === key) this.newLines.push(event.line);
      else return;
      this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.stopListening();
    this.curves.dispose();
    this.log.dispose();
  }

  private flush(): void {
    this.timer = undefined;
    if (this.curves.value) {
      this.curves.value = appendPoints(this.curves.value, this.newPoints);
      this.newPoints = [];
    }
    if (this.log.value) {
      const last = this.log.value.at(-1)?.id ?? -1;
      const fresh = this.newLines.filter((line) => line.id > last);
      if (fresh.length > 0) this.log.value = [...this.log.value, ...fresh].slice(-LOG_LINES);
      this.newLines = [];
    }
  }
}
