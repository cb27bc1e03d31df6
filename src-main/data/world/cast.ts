/** Who and where: the people, organisations and places of one world, each person and organisation bound to one topic. */
import { Rng } from '#shared/random.ts';
import { inventNames } from './names.ts';
import type { Topic } from './topic.ts';

const peoplePerTopic = 6;
const organisationsPerTopic = 4;
/** Places serve all topics: a place in a headline tells nothing about its topic. */
const placeCount = 40;

export interface Person {
  firstName: string;
  surname: string;
  role: string;
}

export interface Organisation {
  name: string;
  /** What headlines call it: "Lanterns". */
  nickname: string;
}

export interface Cast {
  people: readonly (readonly Person[])[];
  organisations: readonly (readonly Organisation[])[];
  places: readonly string[];
}

/** Draws the cast of a world; `people[t]` and `organisations[t]` belong to `topics[t]`. */
export function drawCast(seed: number, topics: readonly Topic[]): Cast {
  const rng = new Rng(seed, 'cast');
  const names = inventNames(rng);
  const places = names.places.slice(0, placeCount);
  const pick = <T>(items: readonly T[]): T => items[rng.int(items.length)]!;
  return {
    places,
    people: topics.map((topic, t) =>
      names.surnames
        .slice(t * peoplePerTopic, (t + 1) * peoplePerTopic)
        .map((surname) => ({ firstName: pick(names.firstNames), surname, role: pick(topic.roles) })),
    ),
    organisations: topics.map((topic, t) =>
      names.emblems
        .slice(t * organisationsPerTopic, (t + 1) * organisationsPerTopic)
        .map((nickname) => ({ name: `${pick(places)} ${pick(topic.organisations)}`, nickname })),
    ),
  };
}
