/** Weights, checkpoints and the use of the disk, for the page of a run and that of the models; read again when runs change. */
import type { Checkpoint, CheckpointList, CleanUpRequest } from '#shared/contract/checkpoints.ts';
import type { PurgeReport } from '#shared/contract/runs.ts';
import { lab } from '../api.ts';
import { stageTitle } from '../stage-words.ts';
import { stayLines, stayReason } from '../stay-reason.ts';
import { bytes } from '../words.ts';
import { t } from './language.svelte.ts';
import { onLabEvent } from './live.ts';
import { attempt, notices } from './notices.svelte.ts';
import { Removal } from './removal.svelte.ts';
import { Resource } from './resource.svelte.ts';

/** Runs end in bursts. */
const GATHER_MS = 500;

class Checkpoints {
  private resource = $state.raw<Resource<CheckpointList>>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly removal = new Removal(async (key) => {
    tellRemoved(await lab.checkpoints.remove({ keys: [key] }));
    await this.reload();
  });

  /** Every view of checkpoints calls it when it is made. */
  watch(): void {
    if (this.resource) return void this.reload();
    this.resource = new Resource(() => lab.checkpoints.list());
    onLabEvent((event) => {
      if (event.type !== 'runs') return;
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        void this.reload();
      }, GATHER_MS);
    });
  }

  get loaded(): boolean {
    return this.resource?.value !== undefined;
  }
  get slow(): boolean {
    return this.resource?.slow ?? false;
  }
  get error() {
    return this.resource?.error;
  }
  get disk() {
    return this.resource?.value?.disk;
  }

  /** Without those on their way out. */
  visible(): Checkpoint[] {
    const all = this.resource?.value?.checkpoints ?? [];
    return this.removal.visible(all.map((one) => ({ ...one, name: one.key })));
  }

  async reload(): Promise<void> {
    await this.resource?.load();
  }
}

export const checkpoints = new Checkpoints();

/** Frees the files when the notice leaves without "Undo". */
export function removeFiles({ key, title, bytes: size }: Checkpoint): void {
  checkpoints.removal.later(key, t('checkpoints.deleted', { title: stageTitle(title), size: bytes(size) }));
}

export async function cleanUp(request: CleanUpRequest): Promise<void> {
  await attempt(async () => {
    tellRemoved(await lab.checkpoints.cleanUp(request), true);
    await checkpoints.reload();
  });
}

function tellRemoved({ purged, bytesFreed, kept }: PurgeReport, always = false): void {
  if (purged.length > 0)
    notices.add({
      tone: 'info',
      text: t('checkpoints.freed', { n: purged.length, size: bytes(bytesFreed) }),
    });
  else if (always && kept.length === 0) notices.add({ tone: 'info', text: t('checkpoints.nothingToFree') });
  const [first] = kept;
  if (first)
    notices.add({
      tone: 'error',
      text: t('checkpoints.stayed', { n: kept.length, reason: stayReason(first) }),
      details: stayLines(kept),
    });
}
