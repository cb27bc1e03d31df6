/** What is wrong with a filter, and where: the place is for marking, the sentence for reading, in each language. */
import { type Language, translate } from '../messages/messages.ts';

export type FilterProblemCode =
  | 'unknown-field'
  | 'unknown-field-near'
  | 'ambiguous-field'
  | 'expected-condition'
  | 'expected-value'
  | 'expected-operator'
  | 'expected-list'
  | 'expected-empty'
  | 'open-quote'
  | 'open-parenthesis'
  | 'extra-parenthesis'
  | 'open-pattern'
  | 'bad-pattern'
  | 'not-a-number'
  | 'not-a-time'
  | 'not-a-boolean'
  | 'no-order'
  | 'keyword-value';

export interface FilterProblem {
  code: FilterProblemCode;
  values: Readonly<Record<string, string>>;
  /** Offsets in the text; `to` is one behind the end. */
  from: number;
  to: number;
}

export class FilterError extends Error {
  readonly problem: FilterProblem;

  constructor(code: FilterProblemCode, from: number, to: number, values: Record<string, string> = {}) {
    super(code);
    this.name = 'FilterError';
    this.problem = { code, values, from, to };
  }
}

export const filterProblemWords = (language: Language, { code, values }: FilterProblem): string =>
  translate(language, `filter.problem.${code}`, values);
