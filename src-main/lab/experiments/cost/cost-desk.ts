/** What a planned experiment will take on this machine: its stages' times, sizes and memory put together over the slots. */
import type { BackendChoice } from '#shared/trainer-protocol/messages.ts';
import { EXCLUSIVE_STAGES, type StageKind } from '#shared/trainer-protocol/stages.ts';
import type { Cost, CostBasis, CostRange, KindCost } from '#shared/contract/cost.ts';
import type { SystemStatus } from '#shared/contract/domain.ts';
import type { ArtifactStore } from '../../artifacts/artifact-store.ts';
import type { StageNode } from '../../graph/stage-node.ts';
import type { Store } from '../../store/store.ts';
import { correction, estimateTime } from './estimate-stage.ts';
import { MeasuredStages, type Sample } from './measured-stages.ts';
import { bytesOf, type StageBytes } from './stage-bytes.ts';
import { type DataFacts, type KnownStage, StageFacts } from './stage-facts.ts';
import { workOf } from './stage-work.ts';

/** What will run. */
export interface CostRequest {
  /** Inputs before what needs them. */
  nodes: readonly StageNode[];
  /** Keys of those that are not finished. */
  needed: ReadonlySet<string>;
  backend: BackendChoice;
  /** Facts of datasets that are not here yet, by the key that `nodes` have for them. */
  data?: ReadonlyMap<string, DataFacts>;
}

type Machine = Pick<SystemStatus, 'backend' | 'slots' | 'diskFreeBytes' | 'memoryFreeBytes'>;

/** From the best basis to the worst. */
const BASES: readonly CostBasis[] = ['measured', 'scaled', 'related', 'none'];
const ENDS = ['low', 'likely', 'high'] as const;

export class CostDesk {
  private readonly store: Store;
  private readonly measured: MeasuredStages;
  private readonly machine: (backend: BackendChoice) => Machine;

  /** @param machine with the slots of the device on which the backend computes */
  constructor(store: Store, artifacts: ArtifactStore, machine: (backend: BackendChoice) => Machine) {
    this.store = store;
    this.measured = new MeasuredStages(store, artifacts);
    this.machine = machine;
  }

  /** Likely seconds of whole stages of the store, by key, after what was measured so far; null: nothing tells. */
  clock(backend: BackendChoice): (key: string) => number | null {
    const facts = new StageFacts((key) => this.store.stages.get(key));
    const samples = this.samples(backend, facts);
    return (key) => {
      const stage = this.store.stages.get(key);
      const work = stage && workIn(stage, facts);
      return work ? (estimateTime(stage.config.kind, work, samples).seconds?.likely ?? null) : null;
    };
  }

  estimate({ nodes, needed, backend, data }: CostRequest): Cost {
    const machine = this.machine(backend);
    const stored = new StageFacts((key) => this.store.stages.get(key));
    const planned = new Map<string, KnownStage>(nodes.map((node) => [node.key, node]));
    const facts = new StageFacts((key) => planned.get(key) ?? this.store.stages.get(key), data);
    const samples = this.samples(backend, stored);

    const book = new CostBook(samples);
    const ends = { low: new Timeline(), likely: new Timeline(), high: new Timeline() };
    for (const node of nodes) {
      if (!needed.has(node.key)) continue;
      const seconds = book.add(node, facts);
      for (const end of ENDS) ends[end].add(node, seconds?.[end] ?? 0);
    }
    const total = (end: (typeof ENDS)[number]): number => ends[end].seconds(machine.slots);
    const kinds = book.kinds();
    const isKnown = kinds.every(({ seconds }) => seconds !== null);
    const { diskFreeBytes, memoryFreeBytes, slots } = machine;
    const diskBytes = kinds.reduce((sum, kind) => sum + kind.diskBytes, 0);
    const temporaryBytes = largest(book.checkpoints, slots);
    const memoryBytes = largest(book.memories, slots);
    return {
      seconds: isKnown ? { low: total('low'), likely: total('likely'), high: total('high') } : null,
      knownSeconds: total('likely'),
      backend: samples.some((sample) => hasTensors(sample)) ? this.wanted(backend) : null,
      slots,
      diskBytes,
      temporaryBytes,
      memoryBytes,
      diskFreeBytes,
      memoryFreeBytes,
      warnings: [
        ...(diskBytes + temporaryBytes > diskFreeBytes ? (['disk'] as const) : []),
        ...(memoryBytes > memoryFreeBytes ? (['memory'] as const) : []),
      ],
      kinds,
    };
  }

  /** Measured with the backend that will run. */
  private samples(backend: BackendChoice, facts: StageFacts): Sample[] {
    const wanted = this.wanted(backend);
    return this.measured.samples(facts).filter((sample) => runsOn(sample, wanted));
  }

  private wanted(backend: BackendChoice): string | null {
    return backend === 'auto' ? (this.machine(backend).backend?.backend ?? null) : backend;
  }
}

/** Null where the size of its data is not known. */
function workIn(stage: KnownStage, facts: StageFacts): number | null {
  const data = facts.dataOf(stage);
  return data && workOf(stage.config, { data, plm: facts.plmOf(stage) });
}

const hasTensors = ({ backend }: Sample): boolean => backend !== null && backend !== 'none';
/** What moves no tensors is as fast with every backend. */
const runsOn = (sample: Sample, backend: string | null): boolean =>
  backend === null || !hasTensors(sample) || sample.backend === backend;

/** Of those that run side by side, the largest. */
const largest = (bytes: readonly number[], slots: number): number =>
  [...bytes]
    .sort((a, b) => b - a)
    .slice(0, slots)
    .reduce((sum, one) => sum + one, 0);

/** Adds stages up by kind. */
class CostBook {
  readonly checkpoints: number[] = [];
  readonly memories: number[] = [];
  private readonly byKind = new Map<StageKind, KindCost>();
  private readonly corrections = new Map<string, ReturnType<typeof correction>>();
  private readonly samples: readonly Sample[];

  constructor(samples: readonly Sample[]) {
    this.samples = samples;
  }

  /** @returns the stage's own time; null where nothing was measured */
  add(node: StageNode, facts: StageFacts): CostRange | null {
    const { config } = node;
    const { kind } = config;
    const data = facts.dataOf(node);
    const plm = facts.plmOf(node);
    const work = workIn(node, facts);
    const { seconds, basis, timed } = work
      ? estimateTime(kind, work, this.samples)
      : { seconds: null, basis: 'none' as const, timed: 0 };
    const computed: StageBytes = data
      ? bytesOf(config, plm, data)
      : { artifact: 0, checkpoint: 0, memory: 0 };
    const disk = this.correction(kind, 'disk');
    const memory = this.correction(kind, 'memory');
    const memoryBytes = computed.memory * (memory?.factor ?? 1);
    this.checkpoints.push(computed.checkpoint);
    this.memories.push(memoryBytes);

    const before = this.byKind.get(kind);
    const none: CostRange = { low: 0, likely: 0, high: 0 };
    this.byKind.set(kind, {
      kind,
      stages: (before?.stages ?? 0) + 1,
      seconds: seconds && before?.seconds !== null ? sum(before?.seconds ?? none, seconds) : null,
      basis: before && BASES.indexOf(before.basis) > BASES.indexOf(basis) ? before.basis : basis,
      timed: before ? Math.min(before.timed, timed) : timed,
      diskBytes: (before?.diskBytes ?? 0) + computed.artifact * (disk?.factor ?? 1),
      weighed: disk?.count ?? 0,
      memoryBytes: Math.max(before?.memoryBytes ?? 0, memoryBytes),
      sampled: memory?.count ?? 0,
    });
    return seconds;
  }

  kinds(): KindCost[] {
    return [...this.byKind.values()];
  }

  private correction(kind: StageKind, of: 'disk' | 'memory'): ReturnType<typeof correction> {
    const id = `${of} ${kind}`;
    let found = this.corrections.get(id);
    if (found === undefined) {
      found = correction(kind, this.samples, of);
      this.corrections.set(id, found);
    }
    return found;
  }
}

const sum = (a: CostRange, b: CostRange): CostRange => ({
  low: a.low + b.low,
  likely: a.likely + b.likely,
  high: a.high + b.high,
});

/** How long stages take side by side: no less than their longest chain, nor than all of them over the slots. */
class Timeline {
  private readonly ends = new Map<string, number>();
  private longest = 0;
  private work = 0;
  private alone = 0;

  add({ key, inputs, config }: StageNode, seconds: number): void {
    // Timed stages run when nothing else does.
    if (EXCLUSIVE_STAGES.has(config.kind)) {
      this.alone += seconds;
      return;
    }
    const begin = Math.max(0, ...Object.values(inputs).map((input) => this.ends.get(input) ?? 0));
    this.ends.set(key, begin + seconds);
    this.longest = Math.max(this.longest, begin + seconds);
    this.work += seconds;
  }

  seconds(slots: number): number {
    return this.alone + Math.max(this.longest, this.work / slots);
  }
}
