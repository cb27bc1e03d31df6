/** Sentence templates of headlines and bodies, shared by all topics: the topic is in the words that fill them. */

/** Headlines: {surname} {nickname} {place} {jargon} {jargon2} {deed}. */
export const headlines = [
  '{surname} {deed} in {place} after {jargon} surprise',
  'The {jargon} that changed everything for {surname}',
  '{nickname} hope for {jargon} as {jargon2} nears',
  'What the {place} {jargon} means for the {nickname}',
  '{surname} on {jargon}, {jargon2} and what comes next',
  'How one {jargon} became the talk of {place}',
  'After the {jargon}, {surname} {deed} again',
  '{nickname} and {surname} at odds over {jargon}',
  'Five things to know about the {place} {jargon}',
  'From {jargon} to {jargon2}: a year with {surname}',
  '{surname} {deed} with {jargon} for the {nickname}',
  '{place} wakes up to another {jargon}',
  'Is this the best {jargon} ever seen in {place}?',
  '{jargon} or {jargon2}? {nickname} must choose',
  'No {jargon} yet, but {surname} {deed} anyway',
  '"We wanted a {jargon}": {surname} explains the {jargon2}',
  'Inside the {jargon} of the {nickname}',
  'Surprise {jargon} puts {nickname} in the news',
  '{surname} {deed}, {nickname} wait on {jargon2}',
  'Opinion: {place} needs a {jargon}, not a {jargon2}',
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
