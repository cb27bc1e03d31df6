/** All topics of the generated world, in a fixed order: a topic's index is its identity. */
import type { Topic } from './topic.ts';
import { sportsTopics } from './topics/sports.ts';
import { businessTopics } from './topics/business.ts';
import { publicTopics } from './topics/public.ts';
import { scienceTopics } from './topics/science.ts';
import { healthTopics } from './topics/health.ts';
import { lifestyleTopics } from './topics/lifestyle.ts';
import { cultureTopics } from './topics/culture.ts';
import { outdoorsTopics } from './topics/outdoors.ts';

export const topics: readonly Topic[] = [
  ...sportsTopics,
  ...businessTopics,
  ...publicTopics,
  ...scienceTopics,
  ...healthTopics,
  ...lifestyleTopics,
  ...cultureTopics,
  ...outdoorsTopics,
];
