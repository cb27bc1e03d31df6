/** All news of a world as facts (topic, time, popularity), in order of publication; texts are written when asked for. */
import { Rng } from '#shared/random.ts';
import { type Article, drawStory, type Story, writeArticle } from './article.ts';
import { type Cast, drawCast } from './cast.ts';
import { clickModel } from './click-model.ts';
import { dayOf, weekdayOf } from './calendar.ts';
import type { Topic } from './topic.ts';

/** News items that tell one story, on average. */
const itemsPerStory = 2;

export class Catalogue {
  readonly seed: number;
  readonly topics: readonly Topic[];
  readonly size: number;
  /** Seconds since the world's first midnight, ascending. */
  readonly publishedAt: Float64Array;
  readonly popularity: Float64Array;
  readonly topicOf: Uint16Array;
  /** News of each topic, in order of publication. */
  readonly byTopic: readonly number[][];
  private readonly storyOf: Uint32Array;
  private readonly cast: Cast;

  /** @param shareBefore share of the news published before `startS`; the rest follows until `endS` (seconds). */
  constructor(
    seed: number,
    size: number,
    topics: readonly Topic[],
    shareBefore: number,
    startS: number,
    endS: number,
  ) {
    this.seed = seed;
    this.size = size;
    this.topics = topics;
    this.cast = drawCast(seed, topics);
    const rng = new Rng(seed, 'catalogue');
    const before = Math.round(size * shareBefore);
    this.publishedAt = Float64Array.from({ length: size }, (_, n) =>
      Math.floor(n < before ? rng.float() * startS : startS + rng.float() * (endS - startS)),
    ).sort();
    this.popularity = Float64Array.from({ length: size }, () => clickModel.popularity * rng.normal());
    const stories = Math.max(1, Math.round(size / itemsPerStory));
    // A story stays in the news for a while: its items lie near each other in time.
    this.storyOf = Uint32Array.from({ length: size }, (_, n) =>
      Math.max(0, Math.min(stories - 1, Math.floor((n / size) * stories + 6 * (rng.float() - 0.5)))),
    );
    const byTopic: number[][] = topics.map(() => []);
    this.topicOf = new Uint16Array(size);
    for (let n = 0; n < size; n++) {
      const topic = drawStory(seed, this.storyOf[n]!, topics, this.cast).topic;
      this.topicOf[n] = topic;
      byTopic[topic]!.push(n);
    }
    this.byTopic = byTopic;
  }

  storyFor(news: number): Story {
    return drawStory(this.seed, this.storyOf[news]!, this.topics, this.cast);
  }

  articleFor(news: number): Article {
    const story = this.storyFor(news);
    const weekday = weekdayOf(dayOf(this.publishedAt[news]!));
    return writeArticle(this.seed, news, story, this.topics[story.topic]!, weekday);
  }

  /** How many news are out at `timeS`. */
  publishedBy(timeS: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.publishedAt[middle]! <= timeS) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
