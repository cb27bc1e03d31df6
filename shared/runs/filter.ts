/**
 * Filter expressions over runs, e.g. `auc > 69% and (method = "NewsBERT-4" or tag = baseline) and not archived`.
 *
 *   condition   field = value | != | > | >= | < | <= | ~ text | ~ /pattern/ | !~ | in (a, b) | not in (a, b)
 *               | is empty | is not empty; a yes-or-no field alone; any other word or quoted text: search
 *   in short    field:value or field:"some words": `~` of texts, `=` of numbers, times and yes-or-no fields
 *   together    and (or nothing between), or, not, parentheses; `and` binds closer than `or`
 */
import type { Run } from '../contract/runs.ts';
import type { RunField, Recipes } from './fields.ts';
import {
  anywhere,
  comparison,
  isEmptyTest,
  isTrueTest,
  negated,
  oneOf,
  type RunTest,
} from './filter-conditions.ts';
import { FilterFields } from './filter-fields.ts';
import { type FilterHint, joiningHint, shareHint } from './filter-hint.ts';
import { FilterError, type FilterProblem } from './filter-problem.ts';
import { filterTokens, type Token } from './filter-tokens.ts';

export type ParsedFilter =
  | { ok: true; test: (run: Run) => boolean; hints: readonly FilterHint[] }
  | { ok: false; from: number; to: number; problem: FilterProblem };

const COMPARISONS: ReadonlySet<string> = new Set(['=', '==', ':', '!=', '<', '<=', '>', '>=', '~', '!~']);
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'empty']);

/** An empty filter finds all. Never throws. @param now epoch ms, for `today` and `7d` */
export function parseFilter(
  text: string,
  fields: readonly RunField[] | FilterFields,
  recipes: Recipes,
  now = Date.now(),
): ParsedFilter {
  try {
    const parser = new FilterParser(text, fields, now);
    const test = parser.all();
    return { ok: true, test: (run) => test(run, recipes), hints: parser.hints };
  } catch (thrown) {
    if (!(thrown instanceof FilterError)) throw thrown;
    const { problem } = thrown;
    return { ok: false, from: problem.from, to: problem.to, problem };
  }
}

/** @throws FilterError with the place that cannot be read */
export function compileFilter(
  text: string,
  fields: readonly RunField[] | FilterFields,
  now = Date.now(),
): RunTest {
  return new FilterParser(text, fields, now).all();
}

class FilterParser {
  readonly hints: FilterHint[] = [];
  private readonly tokens: readonly Token[];
  private readonly fields: FilterFields;
  private readonly now: number;
  private at = 0;
  /** Opened and not closed. */
  private readonly open: Token[] = [];

  constructor(text: string, fields: readonly RunField[] | FilterFields, now: number) {
    this.tokens = filterTokens(text);
    this.fields = fields instanceof FilterFields ? fields : new FilterFields(fields);
    this.now = now;
  }

  all(): RunTest {
    if (this.peek().type === 'end') return () => true;
    const test = this.either();
    const rest = this.peek();
    if (rest.type === ')') throw new FilterError('extra-parenthesis', rest.from, rest.to);
    if (rest.type !== 'end') throw new FilterError('expected-condition', rest.from, rest.to);
    return test;
  }

  private either(): RunTest {
    const tests = [this.both()];
    while (this.take('or', '||')) tests.push(this.both());
    return tests.length === 1 ? tests[0]! : (run, recipes) => tests.some((test) => test(run, recipes));
  }

  private both(): RunTest {
    const tests = [this.single()];
    for (;;) {
      const joined = this.take('and', '&&');
      if (!joined && !this.beginsCondition()) break;
      const [token, place] = [this.peek(), this.at];
      tests.push(this.single());
      // Alone between two conditions that nothing else joins.
      const isBetween = !joined && this.at === place + 1 && this.beginsCondition();
      this.hint(isBetween && token.type === 'word' ? joiningHint(token) : undefined);
    }
    return tests.length === 1 ? tests[0]! : (run, recipes) => tests.every((test) => test(run, recipes));
  }

  private single(): RunTest {
    if (this.take('not', '!')) return negated(this.single());
    const token = this.next();
    if (token.type === '(') return this.inside(token);
    const isName = token.type === 'word' || token.type === 'name';
    if (token.type === 'text') return anywhere(token.text);
    if (!isName || (token.type === 'word' && KEYWORDS.has(token.text.toLowerCase())))
      throw new FilterError('expected-condition', token.from, endOf(token));
    return this.condition(token);
  }

  private inside(opening: Token): RunTest {
    this.open.push(opening);
    const test = this.either();
    const closing = this.next();
    this.open.pop();
    if (closing.type === ')') return test;
    throw closing.type === 'end'
      ? new FilterError('open-parenthesis', opening.from, opening.to)
      : new FilterError('expected-condition', closing.from, closing.to);
  }

  private condition(name: Token): RunTest {
    const short = name.type === 'word' ? this.fields.shorthand(name.text) : undefined;
    if (short) return this.inShort(name, short.name, short.value);
    const next = this.peek();
    if (next.type === 'operator' && COMPARISONS.has(next.text)) {
      const field = this.fields.get(name);
      this.at++;
      const value = this.value(next);
      this.hint(shareHint(field, value));
      return comparison(field, next, value, this.now);
    }
    if (this.isWord('is')) {
      const field = this.fields.get(name);
      this.at++;
      const isNot = this.take('not');
      const empty = this.next();
      if (!isWord(empty, 'empty')) throw new FilterError('expected-empty', empty.from, endOf(empty));
      return isNot ? negated(isEmptyTest(field)) : isEmptyTest(field);
    }
    if (this.isWord('in')) return this.list(this.fields.get(name));
    if (this.isWord('not') && isWord(this.tokens[this.at + 1], 'in')) {
      this.at++;
      return negated(this.list(this.fields.get(name)));
    }
    const field = this.fields.find(name.text);
    if (field?.type === 'boolean') return isTrueTest(field);
    if (name.type === 'name')
      throw new FilterError('expected-operator', name.from, name.to, { name: this.fields.get(name).id });
    return anywhere(name.text);
  }

  /** `tag:foo`, and `tag:"two words"`, where the value is a token of its own. */
  private inShort({ from, to }: Token, name: string, value: string): RunTest {
    const colon = from + name.length;
    const field = this.fields.get({ type: 'word', text: name, from, to: colon });
    const operator: Token = { type: 'operator', text: ':', from: colon, to: colon + 1 };
    const given: Token =
      value === '' ? this.value(operator) : { type: 'word', text: value, from: colon + 1, to };
    this.hint(shareHint(field, given));
    return comparison(field, operator, given, this.now);
  }

  private list(field: RunField): RunTest {
    const word = this.next();
    const opening = this.next();
    if (opening.type !== '(')
      throw new FilterError('expected-list', opening.from, endOf(opening), { word: word.text });
    const values = [this.value(opening)];
    for (;;) {
      const token = this.next();
      if (token.type === ')') return oneOf(field, values, this.now);
      if (token.type === 'end') throw new FilterError('open-parenthesis', opening.from, opening.to);
      if (token.type !== ',')
        throw new FilterError('expected-list', token.from, token.to, { word: word.text });
      values.push(this.value(token));
    }
  }

  private value(after: Token): Token {
    const token = this.next();
    if (token.type === 'text' || token.type === 'pattern') return token;
    if (token.type === 'word') {
      if (!KEYWORDS.has(token.text.toLowerCase())) return token;
      throw new FilterError('keyword-value', token.from, token.to, { word: token.text });
    }
    throw new FilterError('expected-value', token.from, endOf(token), { after: after.text });
  }

  private beginsCondition(): boolean {
    const token = this.peek();
    if (token.type === 'word') return !isWord(token, 'or') && !isWord(token, 'and');
    return ['text', 'name', '('].includes(token.type) || (token.type === 'operator' && token.text === '!');
  }

  private hint(hint: FilterHint | undefined): void {
    if (hint) this.hints.push(hint);
  }

  private peek(): Token {
    return this.tokens[this.at]!;
  }

  /** The end stays the next token. */
  private next(): Token {
    const token = this.peek();
    if (token.type !== 'end') this.at++;
    return token;
  }

  private isWord(word: string): boolean {
    return isWord(this.peek(), word);
  }

  private take(word: string, sign?: string): boolean {
    const token = this.peek();
    const found = isWord(token, word) || (token.type === 'operator' && token.text === sign);
    if (found) this.at++;
    return found;
  }
}

const isWord = (token: Token | undefined, word: string): boolean =>
  token?.type === 'word' && token.text.toLowerCase() === word;
/** So that the end of the text has a place to mark. */
const endOf = ({ type, from, to }: Token): number => (type === 'end' ? from + 1 : to);
