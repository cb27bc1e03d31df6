/** Curves and log of one stage, live: read once, then fed by events, at most one update per frame. */
import type { Curve, LogLine } from '#shared/contract/domain.ts';
import { lab } from '../api.ts';
import { appendPoints } from '../charts/curves.ts';
import { onLabEvent } from './live.ts';
import { Resource } from './resource.svelte.ts';

const LOG_LINES = 1000;

export class StageStore {
  readonly curves: Resource<Curve[]>;
  readonly log: Resource<LogLine[]>;
  private readonly stopListening: () => void;
  private newPoints: { step: number; values: Record<string, number> }[] = [];
  private newLines: LogLine[] = [];
  private frame = 0;

  constructor(key: string) {
    this.curves = new Resource(() => lab.stages.points({ key }));
    this.log = new Resource(() => lab.stages.log({ key, after: 0, limit: LOG_LINES }));
    this.stopListening = onLabEvent((event) => {
      if (event.type === 'points' && event.key === key)
        this.newPoints.push({ step: event.step, values: event.values });
      else if (event.type === 'log' && event.key === key) this.newLines.push(event.line);
      else return;
      this.frame ||= requestAnimationFrame(() => this.flush());
    });
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.stopListening();
    this.curves.dispose();
    this.log.dispose();
  }

  private flush(): void {
    this.frame = 0;
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
