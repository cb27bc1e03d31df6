/** The users of a world: three topics each, drifting over the days, and how often they read. */
import { Rng } from '#shared/random.ts';
import type { Topic } from './topic.ts';

const topicsPerReader = 3;
const interestOfRank = [1, 0.85, 0.7] as const;
const siblingInterest = 0.15;
/** Chance per day that one of the three topics gives way to another. */
const driftPerDay = 0.03;

export class Reader {
  readonly topics: number[];
  /** Clicked news, oldest first. */
  readonly history: number[] = [];
  /** Relative frequency of visits. */
  readonly activity: number;
  private day = 0;
  private readonly rng: Rng;
  private readonly allTopics: readonly Topic[];

  constructor(seed: number, index: number, allTopics: readonly Topic[]) {
    this.rng = new Rng(seed, 'reader', index);
    this.allTopics = allTopics;
    this.topics = this.rng.shuffle(allTopics.map((_, t) => t)).slice(0, topicsPerReader);
    this.activity = Math.exp(0.7 * this.rng.normal());
  }

  /** Lets the interests drift up to `day`; days never go back. */
  liveUntil(day: number): void {
    for (; this.day < day; this.day++) {
      if (this.rng.float() >= driftPerDay) continue;
      const next = this.rng.int(this.allTopics.length);
      if (!this.topics.includes(next)) this.topics[this.rng.int(topicsPerReader)] = next;
    }
  }

  /** 0 to 1. */
  interestIn(topic: number): number {
    const rank = this.topics.indexOf(topic);
    if (rank >= 0) return interestOfRank[rank]!;
    const { category } = this.allTopics[topic]!;
    return this.topics.some((t) => this.allTopics[t]!.category === category) ? siblingInterest : 0;
  }
}
