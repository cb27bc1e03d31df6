/** What a view of running stages is told, and the words for its numbers. */
import type { Progress, StageState } from '#shared/contract/domain.ts';
import { durationText, rateText } from '../units.ts';

export interface StageLook {
  key: string;
  title: string;
  state: StageState;
  progress: Progress | null;
  /** Seconds since its start; null before it. */
  seconds: number | null;
  /** Of a failed stage. */
  error: string | null;
}

export interface ProgressView {
  /** The line above all stages, e.g. `main-table: 12 of 48 stages, 4 min left`. */
  overall(text: string): void;
  /** The present look of one stage. */
  stage(look: StageLook): void;
  /** A sentence that stays. */
  say(text: string): void;
  /** Leaves the terminal as it should be; call once. */
  end(): void;
}

/** Share done (0 to 1); null where the total is not known. */
export const shareOf = (progress: Progress): number | null =>
  progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;

/** E.g. `61%  12.3 steps/s  40 s left`. */
export function progressText(progress: Progress): string {
  const share = shareOf(progress);
  const parts = [share === null ? '' : `${Math.floor(share * 100)}%`.padStart(4)];
  if (progress.rate > 0) {
    parts.push(rateText(progress.rate, progress.unit));
    if (share !== null && share < 1)
      parts.push(`${durationText((progress.total - progress.done) / progress.rate)} left`);
  }
  return parts.filter(Boolean).join('  ');
}
