/** What a filter says that can be read, but probably is not meant: it is told, with the words to put in its place. */
import { metricFacts } from '../metrics.ts';
import { type Language, translate } from '../messages/messages.ts';
import { editDistance } from './edit-distance.ts';
import type { RunField } from './fields.ts';
import type { Token } from './filter-tokens.ts';

export interface FilterHint {
  code: 'share' | 'joining-word';
  values: Readonly<Record<string, string>>;
  /** Offsets in the text; `to` is one behind the end. */
  from: number;
  to: number;
  /** Instead of what stands there. */
  instead: string;
}

/** Metrics of ranking are kept as shares and read in percent: `auc > 70` asks for 7000%. */
export function shareHint({ id, source }: RunField, { type, text, from, to }: Token): FilterHint | undefined {
  const isPercent = source === 'metric' && metricFacts(id).unit === '%';
  if (!isPercent || type !== 'word' || text.endsWith('%') || !(Math.abs(Number(text)) > 1)) return undefined;
  const instead = `${text}%`;
  return { code: 'share', values: { field: id, value: text, instead }, from, to, instead };
}

const JOINING = ['and', 'or'];

/** A word between two conditions that is nearly `and` or `or`: it is searched for, as any other word. */
export function joiningHint({ text, from, to }: Token): FilterHint | undefined {
  const word = text.toLowerCase();
  const isNear = (joining: string): boolean =>
    editDistance(word, joining, 2) === 1 || [...word].sort().join('') === [...joining].sort().join('');
  const instead = word.length < 2 ? undefined : JOINING.find(isNear);
  return instead === undefined
    ? undefined
    : { code: 'joining-word', values: { word: text, instead }, from, to, instead };
}

export const filterHintWords = (language: Language, { code, values }: FilterHint): string =>
  translate(language, `filter.hint.${code}`, values);
