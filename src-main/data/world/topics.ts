/** All topics of the generated world, in a fixed order, and how many of them a world of a given size has. */
import { businessTopics } from './topics/business.ts';
import { cultureTopics } from './topics/culture.ts';
import { healthTopics } from './topics/health.ts';
import { lifestyleTopics } from './topics/lifestyle.ts';
import { outdoorsTopics } from './topics/outdoors.ts';
import { publicTopics } from './topics/public.ts';
import { scienceTopics } from './topics/science.ts';
import { sportsTopics } from './topics/sports.ts';
import type { Topic } from './topic.ts';

export const allTopics: readonly Topic[] = [
  ...sportsTopics,
  ...businessTopics,
  ...publicTopics,
  ...scienceTopics,
  ...healthTopics,
  ...lifestyleTopics,
  ...cultureTopics,
  ...outdoorsTopics,
];

/** Fewer news than this per topic would leave most words of the topic unread. */
const newsPerTopic = 100;
const minTopics = 6;
/** Small worlds speak of fewer things, so that a headline's words come up often enough to be learned. */
const smallWorldJargon = 16;
const smallWorldNews = 10_000;

/** The topics of a world with `news` items; a topic's index is its identity. */
export function topicsOfWorld(news: number): readonly Topic[] {
  const count = Math.min(allTopics.length, Math.max(minTopics, Math.floor(news / newsPerTopic)));
  const topics = allTopics.slice(0, count);
  if (news >= smallWorldNews) return topics;
  return topics.map((topic) => ({
    ...topic,
    jargon: topic.jargon.slice(0, smallWorldJargon),
    deeds: topic.deeds.slice(0, smallWorldJargon / 4),
  }));
}
