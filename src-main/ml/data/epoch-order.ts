/** The random order of samples in each epoch: a function of (seed, epoch), made once for each epoch. */
import { Rng } from '#shared/random.ts';

/** Steps per epoch; the last batch may be smaller. */
export function stepsPerEpoch(samples: number, batchSize: number): number {
  return Math.ceil(samples / batchSize);
}

/** The samples of an epoch in random order. */
export function epochOrder(samples: number, seed: number, epoch: number): Int32Array {
  const order = Int32Array.from({ length: samples }, (_, i) => i);
  return new Rng(seed, 'order', epoch).shuffle<Int32Array, number>(order);
}

/** Which samples a step takes; holds the order of one epoch at a time. */
export class SampleOrder {
  readonly stepsPerEpoch: number;
  private readonly samples: number;
  private readonly batchSize: number;
  private readonly seed: number;
  private order: Int32Array = new Int32Array(0);
  private orderEpoch = -1;

  constructor(samples: number, batchSize: number, seed: number) {
    this.samples = samples;
    this.batchSize = batchSize;
    this.seed = seed;
    this.stepsPerEpoch = stepsPerEpoch(samples, batchSize);
  }

  /** The epoch and the samples of a 0-based step. */
  at(step: number): { epoch: number; samples: Int32Array } {
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (epoch !== this.orderEpoch) {
      this.order = epochOrder(this.samples, this.seed, epoch);
      this.orderEpoch = epoch;
    }
    const first = (step % this.stepsPerEpoch) * this.batchSize;
    return { epoch, samples: this.order.subarray(first, first + this.batchSize) };
  }
}
