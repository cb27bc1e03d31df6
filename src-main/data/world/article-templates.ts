/** Sentence templates of headlines and bodies, shared by all topics: the topic is in the words that fill them. */

/** Headlines: {surname} {nickname} {place} {jargon} {jargon2} {jargon3} {deed}. */
export const headlines = [
  '{surname} {deed} as {nickname} lose {jargon} and {jargon2}',
  '{nickname} {jargon} ends in {jargon2}',
  '{jargon}, {jargon2}, {jargon3}: {surname} {deed} in {place}',
  '{jargon} and {jargon2} shake {nickname}',
  'How {surname} turned {jargon} into {jargon2}',
  '{nickname} weigh {jargon} after {jargon2}',
  'From {jargon} to {jargon2} with {surname}',
  '{surname} {deed}: {jargon} or {jargon2}?',
  'No {jargon}, no {jargon2} for {nickname}',
  '{surname} trades {jargon} for {jargon2}',
  'Inside the {jargon} and {jargon2} of the {nickname}',
  '{jargon} row: {surname} wants {jargon2}',
  '{nickname} {jargon} surprise after {jargon2}',
  '"{jargon} first": {surname} on {jargon2} and {jargon3}',
  '{place} hails {jargon} as {surname} {deed}',
  '{jargon} {jargon2} stuns {nickname} in {place}',
] as const;

/** First sentences of bodies: {place} {weekday} {field} {noun} {noun2} {noun3} {action} {role}. */
export const leads = [
  'In {field} the {noun} and the {noun2} were what {place} talked about on {weekday}.',
  'A {role} from {place} {action} the {noun} on {weekday}, next to the {noun2}.',
  'On {weekday} the {noun} came back to {place}, and with it the {noun2} and the {noun3}.',
  'It was a good {weekday} for {field} in {place}: the {noun} was ready and the {role} {action} it.',
  'People who follow {field} saw a {noun}, a {noun2} and a {role} in {place} on {weekday}.',
] as const;

/** Further sentences of bodies, same slots. */
export const bodySentences = [
  'The {role} {action} the {noun} before the {noun2} was moved.',
  'Every {noun} needs a {noun2}, said a {role}.',
  'The {noun} and the {noun2} are the heart of {field}.',
  'Without the {noun} there is no {noun2}, and the {role} knows it.',
  'One {role} {action} a {noun} and then a {noun2}.',
  'Some asked about the {noun}, others about the {noun2} and the {noun3}.',
  'A new {noun} was shown beside the old {noun2}.',
] as const;

/** Sentences that put a headline's word beside plain ones: {jargon} and the slots above. */
export const resolutions = [
  'What they call {jargon} begins with the {noun} and ends with the {noun2}.',
  'For a {role}, {jargon} is part of the {noun}.',
  'In {field} the word {jargon} stands for a {noun}.',
  'The {jargon} was about a {noun} and a {noun2}.',
] as const;
