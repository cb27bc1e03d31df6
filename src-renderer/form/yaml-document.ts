/**
 * The experiment's file beside its form: read from text with the place of an error, and changed in place by the form, so
 * that comments and the user's own order stay.
 */
import { Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { experimentFields } from '#shared/config/experiment.ts';
import type { Problem } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import { isMessage } from '#shared/messages/messages.ts';
import { type Said, say } from '#shared/messages/said.ts';
import { isSame } from '../same.ts';
import { tSaid } from '../state/language.svelte.ts';
import type { Path } from './fields.ts';
import { pruned } from './yaml-text.ts';

export interface YamlProblem {
  line: number;
  column: number;
  said: Said;
}

type Branch = Record<string, unknown>;
type ReadYaml = { document: Document; config: Branch } | { problem: YamlProblem };

const LINE_WIDTH = 100;

export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    return { problem: { line, column: col, said: sayOf(error) } };
  }
  if (document.contents === null) return { document, config: {} };
  if (!isMap(document.contents)) return { problem: { line: 1, column: 1, said: say('form.yamlNoFields') } };
  try {
    return { document, config: document.toJS() as Branch };
  } catch (thrown) {
    // An alias without its anchor, or too many of them.
    return {
      problem: {
        line: 1,
        column: 1,
        said: say('form.yaml.other', { message: AppError.from(thrown).message }),
      },
    };
  }
}

/** The parser speaks English; what people get wrong has words of ours. */
function sayOf({ code, message }: { code: string; message: string }): Said {
  const key = `form.yaml.${code}`;
  return isMessage(key) ? say(key) : say('form.yaml.other', { message: message.replace(/[.:]?$/, '.') });
}

/** Makes the document say what `config` says, changing no more than differs. @returns its text */
export function writeYaml(document: Document, config: unknown): string {
  const wanted = (pruned(config) ?? {}) as Branch;
  try {
    if (!isMap(document.contents)) document.contents = document.createNode({});
    const before = (pruned(document.toJS()) ?? {}) as Branch;
    change(document, [], before, wanted);
    if (isSame(pruned(document.toJS()) ?? {}, wanted)) return document.toString({ lineWidth: LINE_WIDTH });
  } catch {
    // Aliases and the like, which cannot be changed at one place alone.
  }
  const fresh = new Document(wanted);
  fresh.commentBefore = document.commentBefore;
  return fresh.toString({ lineWidth: LINE_WIDTH });
}

/** 1-based line of a path, or of the nearest part of it that is there. */
export function lineOf(document: Document, text: string, path: Path): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && item.key.value === path[length - 1])
      : undefined;
    const key = pair?.key;
    const node: unknown = isNode(key)
      ? key
      : isSeq(parent)
        ? parent.items[Number(path[length - 1])]
        : undefined;
    if (isNode(node) && node.range) return text.slice(0, node.range[0]).split('\n').length;
  }
  return undefined;
}

export const errorLine = ({ line, said }: YamlProblem): ReadonlyMap<number, string> =>
  new Map([[line, tSaid(said)]]);

/** Line -> what is wrong there. */
export function problemLines(
  document: Document,
  text: string,
  problems: readonly Problem[],
): ReadonlyMap<number, string> {
  const lines = new Map<number, string>();
  for (const { path, message } of problems) {
    const line = lineOf(document, text, path);
    if (line !== undefined) lines.set(line, [lines.get(line), message].filter(Boolean).join(' '));
  }
  return lines;
}

const isBranch = (value: unknown): value is Branch =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function change(document: Document, path: Path, before: unknown, after: unknown): void {
  if (isSame(before, after)) return;
  if (isBranch(before) && isBranch(after)) {
    for (const key of Object.keys(before)) if (!(key in after)) document.deleteIn([...path, key]);
    for (const [key, value] of Object.entries(after)) {
      if (key in before) change(document, [...path, key], before[key], value);
      else add(document, path, key, value);
    }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after) && changeList(document, path, before, after)) return;
  const node: unknown = document.getIn(path, true);
  const isPlain = after === null || typeof after !== 'object';
  if (isScalar(node) && isPlain) node.value = after;
  else document.setIn(path, document.createNode(after));
}

const ORDER = Object.keys(experimentFields.shape);

/** A new field of the experiment stands where the schema has it; any other one at the end. */
function add(document: Document, path: Path, key: string, value: unknown): void {
  if (path.length > 0 || !isMap(document.contents)) {
    document.setIn([...path, key], document.createNode(value));
    return;
  }
  const place = ORDER.indexOf(key);
  const { items } = document.contents;
  const next = items.findIndex((item) => isScalar(item.key) && ORDER.indexOf(String(item.key.value)) > place);
  const pair = document.createPair(key, value);
  if (place === -1 || next === -1) items.push(pair as (typeof items)[number]);
  else items.splice(next, 0, pair as (typeof items)[number]);
}

/** What both lists begin and end with stays as it is written. @returns false where there is no list to change */
function changeList(
  document: Document,
  path: Path,
  before: readonly unknown[],
  after: readonly unknown[],
): boolean {
  const list: unknown = document.getIn(path, true);
  if (!isSeq(list)) return false;
  let start = 0;
  while (start < Math.min(before.length, after.length) && isSame(before[start], after[start])) start++;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    isSame(before[before.length - 1 - end], after[after.length - 1 - end])
  )
    end++;
  const [old, fresh] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  if (old.length === fresh.length) {
    old.forEach((item, i) => change(document, [...path, start + i], item, fresh[i]));
    return true;
  }
  list.items.splice(start, old.length, ...fresh.map((item) => document.createNode(item)));
  return true;
}
