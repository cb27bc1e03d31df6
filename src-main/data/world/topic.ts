/** The shape of one topic's vocabulary. The words are in `topics/`; how they become sentences is in `headline.ts` and `body.ts`. */

export interface Topic {
  /** MIND's second column, shared by sibling topics: "sports". */
  category: string;
  /** MIND's third column, unique: "soccer". */
  subcategory: string;
  /** Plain name of the field, as a body says it: "football". */
  field: string;
  /** Plain nouns, frequent in bodies, absent from headlines: what the general text explains too. */
  nouns: readonly string[];
  /** What headlines say instead: rarer words that bodies put beside the plain ones. */
  jargon: readonly string[];
  /** Third-person verbs of headlines. */
  deeds: readonly string[];
  /** Past-tense plain verbs of bodies, followed by an object. */
  actions: readonly string[];
  /** What its people are: "goalkeeper". */
  roles: readonly string[];
  /** Last word of its organisations' names: "Rovers". */
  organisations: readonly string[];
}

/** Splits a lexicon line on blanks. */
export function words(line: string): readonly string[] {
  return line.trim().split(/\s+/);
}
