/** Finished stages of this workspace as samples of time, size and memory; each is read once, as it never changes. */
import type { StageKind } from '#shared/trainer-protocol/stages.ts';
import type { ArtifactStore } from '../../artifacts/artifact-store.ts';
import type { StageRecord } from '../../store/stage-table.ts';
import type { Store } from '../../store/store.ts';
import { SYSTEM_METRICS } from '../../system-metrics/sample.ts';
import { bytesOf } from './stage-bytes.ts';
import { StageFacts } from './stage-facts.ts';
import { workOf } from './stage-work.ts';

/** Newest of each kind; older ones may be from before a change of the machine. */
const NEWEST = 30;

export interface Sample {
  kind: StageKind;
  /** Null, or `none`, where the stage has no tensors. */
  backend: string | null;
  seconds: number;
  work: number;
  /** Files as they are, and as the arithmetic has them; null where the files are gone. */
  disk: { bytes: number; computed: number } | null;
  /** Most memory that was seen, and what the arithmetic has. */
  memory: { bytes: number; computed: number } | null;
}

export class MeasuredStages {
  private readonly store: Store;
  private readonly artifacts: ArtifactStore;
  private readonly known = new Map<string, Sample | null>();

  constructor(store: Store, artifacts: ArtifactStore) {
    this.store = store;
    this.artifacts = artifacts;
  }

  /** @param facts reads stored stages */
  samples(facts: StageFacts): Sample[] {
    const all = this.store.stages.newest(NEWEST).map(({ key, endedAt }) => {
      const id = `${key} ${endedAt}`;
      let sample = this.known.get(id);
      if (sample === undefined) {
        sample = this.read(this.store.stages.get(key)!, facts);
        this.known.set(id, sample);
      }
      return sample;
    });
    return all.filter((sample) => sample !== null);
  }

  private read(stage: StageRecord, facts: StageFacts): Sample | null {
    const { key, config, startedAt, endedAt, device, summary } = stage;
    const data = facts.dataOf(stage);
    if (!data || startedAt === null || endedAt === null) return null;
    const plm = facts.plmOf(stage);
    const steps = numberOf(summary?.steps);
    const work = workOf(config, { data, plm, steps });
    if (work === null) return null;
    const computed = bytesOf(config, plm, data);
    const bytes = this.artifacts.size(key);
    const peak = this.store.curves.peak(this.store.stages.id(key)!, SYSTEM_METRICS.memory);
    return {
      kind: config.kind,
      backend: device?.backend ?? null,
      // Of one that went on from a checkpoint the times are those of its last part; its training counts all of them.
      seconds: Math.max((endedAt - startedAt) / 1000, numberOf(summary?.seconds) ?? 0),
      work,
      disk: bytes === null ? null : { bytes, computed: computed.artifact },
      memory: peak === null ? null : { bytes: peak, computed: computed.memory },
    };
  }
}

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
