/** One news item as text: headline, abstract and body of a story, sharing its topic and cast but mostly in other words. */
import { Rng } from '#shared/random.ts';
import { bodySentences, headlines, leads, resolutions } from './article-templates.ts';
import type { Cast, Organisation, Person } from './cast.ts';
import { fill } from './template.ts';
import type { Topic } from './topic.ts';

/** How often a body repeats the surname or nickname of its headline: low, so that a title is matched by its meaning. */
const entityEchoProbability = 0.4;
/** How often a body explains a jargon word of its headline. */
const jargonEchoProbability = 0.6;

/** What a story is about; several news items may tell it. */
export interface Story {
  topic: number;
  person: Person;
  organisation: Organisation;
  place: string;
  /** Jargon words that its headlines choose from. */
  jargon: readonly string[];
}

export interface Article {
  title: string;
  abstract: string;
  body: string;
}

const fillerDetails = [
  'The plan has been known since last year.',
  'More is expected later this week.',
  'Nobody could say how long it would take.',
  'Many people came early and stayed late.',
  'It was the first time in ten years.',
  'Others were less sure about it.',
];

/** Draws the story numbered `story` of a world: same seed, same story. */
export function drawStory(seed: number, story: number, topics: readonly Topic[], cast: Cast): Story {
  const rng = new Rng(seed, 'story', story);
  const topic = rng.int(topics.length);
  const pick = <T>(items: readonly T[]): T => items[rng.int(items.length)]!;
  return {
    topic,
    person: pick(cast.people[topic]!),
    organisation: pick(cast.organisations[topic]!),
    place: pick(cast.places),
    jargon: rng.shuffle([...topics[topic]!.jargon]).slice(0, 4),
  };
}

/** Writes news item `item` of `story`. `weekday` is the day of its publication, as bodies name it. */
export function writeArticle(
  seed: number,
  item: number,
  story: Story,
  topic: Topic,
  weekday: string,
): Article {
  const rng = new Rng(seed, 'article', item);
  const pick = <T>(items: readonly T[]): T => items[rng.int(items.length)]!;
  const jargon = rng.shuffle([...story.jargon]);
  const common = { place: story.place, weekday, field: topic.field };
  const template = pick(headlines);
  const title = fill(template, {
    ...common,
    surname: story.person.surname,
    nickname: story.organisation.nickname,
    jargon: jargon[0]!,
    jargon2: jargon[1]!,
    jargon3: jargon[2]!,
    deed: pick(topic.deeds),
  });

  const sentence = (from: readonly string[], term = '') => {
    const nouns = rng.shuffle([...topic.nouns]);
    const [noun, noun2, noun3] = [nouns[0]!, nouns[1]!, nouns[2]!];
    const action = pick(topic.actions);
    return fill(pick(from), { ...common, noun, noun2, noun3, action, role: pick(topic.roles), jargon: term });
  };
  const details: string[] = [];
  for (const [slot, term] of [jargon[0]!, jargon[1]!].entries()) {
    const shown = template.includes(slot === 0 ? '{jargon}' : '{jargon2}');
    if (shown && rng.float() < jargonEchoProbability) details.push(sentence(resolutions, term));
  }
  const { person, organisation } = story;
  if (rng.float() < entityEchoProbability)
    details.push(`${person.firstName} ${person.surname} is a well known ${person.role} in ${story.place}.`);
  if (rng.float() < entityEchoProbability)
    details.push(`${organisation.name}, also called the ${organisation.nickname}, took part.`);
  for (let i = 0; i < 3; i++) details.push(sentence(bodySentences));
  details.push(pick(fillerDetails));
  const lead = sentence(leads);
  return {
    title,
    abstract: `${lead} ${sentence(bodySentences)}`,
    body: [lead, sentence(bodySentences), ...rng.shuffle(details)].join(' '),
  };
}
