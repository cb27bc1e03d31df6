/**
 * One run close up: its detail, curves and log, read once and then fed by events, a few times a second at most, so that a
 * running stage redraws what changed and never holds up the hand. Other repeats' curves are read when they are asked for.
 */
import type { Curve, LabEvent, LogLine } from '#shared/contract/domain.ts';
import type { RunCurves, RunDetail } from '#shared/contract/runs.ts';
import { lab } from '../api.ts';
import { appendPoints, MOST_POINTS, type NewPoint } from '../charts/curves.ts';
import { onLabEvent } from './live.ts';
import { Resource } from './resource.svelte.ts';

/** The most the contract gives at once. */
const LINES_AT_ONCE = 5000;
/** The newest ones; older ones are in the lab. */
export const MOST_LINES = 50_000;
/** Events that wait for the first answer of the lab. */
const MOST_WAITING = 10_000;
/** How often live points and lines reach the screen. */
const FLUSH_MS = 250;
const DETAIL_AFTER_MS = 400;
/** Of the other repeats; their band needs no more. */
const REPEAT_POINTS = 2000;

export class RunStore {
  readonly key: string;
  readonly detail: Resource<RunDetail>;
  readonly curves: Resource<Curve[]>;
  readonly log: Resource<LogLine[]>;
  private repeatsResource = $state.raw<Resource<RunCurves[]>>();
  private readonly stopListening: () => void;
  private points: NewPoint[] = [];
  private ofRepeats: (NewPoint & { key: string })[] = [];
  private lines: LogLine[] = [];
  private flushTimer: ReturnType<typeof setTimeout> | undefined;
  private detailTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(key: string) {
    this.key = key;
    this.detail = new Resource(() => lab.runs.get({ key }));
    this.curves = new Resource(() => readCurves(key));
    this.log = new Resource(() => this.readLog());
    this.stopListening = onLabEvent((event) => this.hear(event));
  }

  /** Curves of the other repeats; undefined until `readRepeats()` was answered. */
  get repeats(): RunCurves[] | undefined {
    return this.repeatsResource?.value;
  }

  readRepeats(): void {
    if (this.repeatsResource || this.repeatKeys().length === 0) return;
    this.repeatsResource = new Resource(() =>
      lab.runs.curves({ keys: this.repeatKeys(), maxPoints: REPEAT_POINTS }),
    );
  }

  dispose(): void {
    clearTimeout(this.flushTimer);
    clearTimeout(this.detailTimer);
    this.stopListening();
    for (const resource of [this.detail, this.curves, this.log, this.repeatsResource]) resource?.dispose();
  }

  private repeatKeys(): string[] {
    return this.detail.value?.repeats.map(({ key }) => key) ?? [];
  }

  private async readLog(): Promise<LogLine[]> {
    let lines: LogLine[] = [];
    for (;;) {
      const after = lines.at(-1)?.id ?? 0;
      const page = await lab.stages.log({ key: this.key, after, limit: LINES_AT_ONCE });
      lines = [...lines, ...page].slice(-MOST_LINES);
      if (page.length < LINES_AT_ONCE) return lines;
    }
  }

  private hear(event: LabEvent): void {
    if (event.type === 'runs' && (event.keys === null || event.keys.includes(this.key)))
      return this.readDetailSoon();
    if (event.type === 'stage' && event.stage.key === this.key) return this.takeStage(event.stage);
    if (event.type === 'points' && event.key === this.key)
      this.points.push({ step: event.step, values: event.values });
    else if (event.type === 'log' && event.key === this.key) this.lines.push(event.line);
    else if (event.type === 'points' && this.repeats?.some(({ key }) => key === event.key))
      this.ofRepeats.push({ key: event.key, step: event.step, values: event.values });
    else return;
    // What could not be read is not added to: it is read whole, later.
    if (this.points.length > MOST_WAITING) this.points = this.points.slice(-MOST_WAITING / 2);
    if (this.lines.length > MOST_WAITING) this.lines = this.lines.slice(-MOST_WAITING / 2);
    this.flushTimer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  private takeStage(stage: Extract<LabEvent, { type: 'stage' }>['stage']): void {
    const detail = this.detail.value;
    if (!detail) return;
    const { state, progress, startedAt, endedAt, device, error } = stage;
    const before = detail.run.progress;
    const again = progress?.phase === before?.phase && (progress?.done ?? 0) < (before?.done ?? 0);
    // A new try has dropped points, and a slow window may have missed some: all is read again.
    if (state !== detail.run.state || again) {
      this.readDetailSoon();
      void this.curves.load();
      void this.log.load();
    }
    const failure = { error: error?.message ?? null, errorSaid: error?.said };
    const run = { ...detail.run, state, progress, startedAt, endedAt, device, ...failure };
    this.detail.value = { ...detail, run };
  }

  private readDetailSoon(): void {
    this.detailTimer ??= setTimeout(() => {
      this.detailTimer = undefined;
      const before = this.repeatKeys().join();
      void this.detail.load().then(() => {
        if (this.repeatKeys().join() !== before) void this.repeatsResource?.load();
      });
    }, DETAIL_AFTER_MS);
  }

  private flush(): void {
    this.flushTimer = undefined;
    if (this.curves.value && this.points.length > 0) {
      this.curves.value = appendPoints(this.curves.value, this.points);
      this.points = [];
    }
    this.growRepeats();
    if (this.log.value && this.lines.length > 0) {
      const last = this.log.value.at(-1)?.id ?? -1;
      const fresh = this.lines.filter((line) => line.id > last);
      this.lines = [];
      if (fresh.length > 0) this.log.value = [...this.log.value, ...fresh].slice(-MOST_LINES);
    }
  }

  private growRepeats(): void {
    const points = this.ofRepeats;
    const resource = this.repeatsResource;
    if (!resource?.value || points.length === 0) return;
    this.ofRepeats = [];
    resource.value = resource.value.map((run) => {
      const own = points.filter(({ key }) => key === run.key);
      if (own.length === 0) return run;
      return { ...run, curves: appendPoints(run.curves, own, 2 * REPEAT_POINTS) };
    });
  }
}

async function readCurves(key: string): Promise<Curve[]> {
  const [found] = await lab.runs.curves({ keys: [key], maxPoints: MOST_POINTS / 2 });
  return found?.curves ?? [];
}
