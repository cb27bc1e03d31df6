/** The words of a filter with their places: names and values, quoted texts, patterns, operators, parentheses. */
import { FilterError } from './filter-problem.ts';

export type TokenType = 'word' | 'text' | 'pattern' | 'name' | 'operator' | '(' | ')' | ',' | 'end';

export interface Token {
  type: TokenType;
  /** Without quotes and escapes. */
  text: string;
  from: number;
  to: number;
  /** Of a pattern, after its end: `i`. */
  flags?: string;
}

const OPERATORS = ['!=', '!~', '<=', '>=', '&&', '||', '==', '=', '<', '>', '~', '!', ':'];
/** Ends a word. */
const SPECIAL = /[\s"'`(),=<>~!&|]/;

/** @throws FilterError for a quote or pattern without end */
export function filterTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    const last = tokens[tokens.length - 1];
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    const token =
      char === '"' || char === "'" || char === '`'
        ? quoted(text, at, char)
        : char === '/' && (last?.text === '~' || last?.text === '!~')
          ? pattern(text, at)
          : char === '(' || char === ')' || char === ','
            ? { type: char, text: char, from: at, to: at + 1 }
            : (operator(text, at) ?? word(text, at));
    tokens.push(token as Token);
    at = token.to;
  }
  return [...tokens, { type: 'end', text: '', from: text.length, to: text.length }];
}

function quoted(text: string, from: number, quote: string): Token {
  let content = '';
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === quote) return { type: quote === '`' ? 'name' : 'text', text: content, from, to: at + 1 };
    if (text[at] === '\\' && at + 1 < text.length) at++;
    content += text[at];
  }
  throw new FilterError('open-quote', from, text.length, { quote });
}

/** `/seed-\d+/i` */
function pattern(text: string, from: number): Token {
  let content = '';
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '/') {
      const flags = /^[a-z]*/.exec(text.slice(at + 1))![0];
      return { type: 'pattern', text: content, flags, from, to: at + 1 + flags.length };
    }
    if (text[at] === '\\') content += text[at++];
    content += text[at] ?? '';
  }
  throw new FilterError('open-pattern', from, text.length);
}

function operator(text: string, from: number): Token | undefined {
  const found = OPERATORS.find((one) => text.startsWith(one, from));
  return found === undefined ? undefined : { type: 'operator', text: found, from, to: from + found.length };
}

function word(text: string, from: number): Token {
  let to = from + 1;
  while (to < text.length && !SPECIAL.test(text[to]!)) to++;
  return { type: 'word', text: text.slice(from, to), from, to };
}
