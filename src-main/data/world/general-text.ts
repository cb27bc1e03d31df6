/** Text that is not news: explanations and everyday scenes in the plain words of the topics, on which the sample's base PLM is pre-trained. */
import { Rng } from '#shared/random.ts';
import { fill } from './template.ts';
import type { Topic } from './topic.ts';

const explanations = [
  'A {noun} is something that belongs to {field}.',
  'Many who like {field} know the {noun} and the {noun2}.',
  'The {role} looked at the {noun} and {action} the {noun2}.',
  'There is no {noun} without a {noun2}, as every {role} learns.',
  'Long ago a {role} {action} a {noun} by hand.',
  'In {field} the {noun} comes first, then the {noun2} and the {noun3}.',
  'A good {role} takes care of the {noun} and of the {noun2}.',
] as const;

const everyday = [
  'The morning was quiet and the windows were open.',
  'She put the letters on the table and made some tea.',
  'They walked home together and talked about the week.',
  'After lunch the children wanted to hear another story.',
  'He could not find his keys and laughed about it.',
  'The old man told us what he knew and what he had heard.',
  'It takes time to learn something new, but it is worth it.',
  'Nobody was in a hurry, so we waited for the others.',
] as const;

/** Rare words are named without being explained: what they mean is left mostly to the news. */
const wordGames = [
  'She wrote {rare} and {rare2} into her notebook.',
  'The children tried to spell {rare}, then {rare2}.',
  'On the card stood the words {rare} and {rare2}.',
  'He said {rare} instead of {rare2} and everybody laughed.',
] as const;

/** How often a rare word stands in a document of its own topic: the base PLM has met the word there before. */
const ownTopicProbability = 0.9;

/** Document `index` of the general text: one line, three to five sentences. */
export function writeGeneralDocument(seed: number, index: number, topics: readonly Topic[]): string {
  const rng = new Rng(seed, 'general', index);
  const pick = <T>(items: readonly T[]): T => items[rng.int(items.length)]!;
  const topic = pick(topics);
  const sentences: string[] = [];
  for (let i = 0; i < 3; i++) {
    const nouns = rng.shuffle([...topic.nouns]);
    sentences.push(
      fill(pick(explanations), {
        field: topic.field,
        noun: nouns[0]!,
        noun2: nouns[1]!,
        noun3: nouns[2]!,
        role: pick(topic.roles),
        action: pick(topic.actions),
      }),
    );
  }
  if (rng.float() < 0.5) sentences.push(pick(everyday));
  const rareWord = () => {
    const from = rng.float() < ownTopicProbability ? topic : pick(topics);
    return rng.float() < 0.8 ? pick(from.jargon) : pick(from.deeds);
  };
  sentences.push(fill(pick(wordGames), { rare: rareWord(), rare2: rareWord() }));
  return rng.shuffle(sentences).join(' ');
}
