/**
 * Finds words in the window's sources that no message holds: text and spoken attributes of templates, and the texts and
 * labels that scripts write. Names that are the same in every language are allowed.
 */
import { parse } from 'svelte/compiler';
import ts from 'typescript';

export interface Found {
  line: number;
  text: string;
}

/** Attributes and props that people read or hear. */
const SPOKEN = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'aria-valuetext',
  'heading',
  'help',
  'label',
  'message',
  'note',
  'pathHelp',
  'pathLabel',
  'placeholder',
  'problem',
  'text',
  'title',
  'unit',
  'verb',
  'working',
]);
/** Properties that scripts hand to notices, commands, charts and dialogs. */
const SPOKEN_PROPERTIES = new Set(['heading', 'help', 'label', 'note', 'text', 'title', 'message']);

/** Names, formats and units that no language changes. */
const NAMES = new Set(
  `AUC MRR nDCG PLM PLMs PLM-NR BERT UniLMv2 LaTeX CSV JSON HTML Markdown YAML SVG PNG PDF ONNX int8 float32 MIND
   Tiny-NewsRec Lab MLflow TensorBoard CPU GPU kB MB GB TB ms min Ctrl Esc Enter Español English sd yaml Holm`.split(
    /\s+/,
  ),
);

const isWords = (text: string): boolean =>
  (text.match(/[\p{L}][\p{L}\p{N}@.-]*/gu) ?? []).some(
    (word) =>
      word.replace(/[^\p{L}]/gu, '').length > 1 &&
      !NAMES.has(word) &&
      !NAMES.has(word.replace(/[@.\d-]+$/, '')),
  );

/** A sentence or a label in English, rather than a key, a kind or a path. */
const isSentence = (text: string): boolean =>
  isWords(text) && (/^\p{Lu}\p{Ll}/u.test(text) || /\p{L} \p{L}/u.test(text));

interface Node {
  type: string;
  start?: number;
  [key: string]: unknown;
}
const isNode = (value: unknown): value is Node =>
  value !== null && typeof value === 'object' && typeof (value as Node).type === 'string';

/** Words of one component: its template and its scripts. */
export function literalsOfComponent(source: string): Found[] {
  const found: Found[] = [];
  const lineAt = (at = 0): number => source.slice(0, at).split('\n').length;
  const add = (node: Node, text: string): void => {
    found.push({ line: lineAt(node.start), text: text.trim() });
  };

  const children = (node: Node): Node[] =>
    Object.entries(node)
      .filter(([key]) => key !== 'metadata' && key !== 'parent')
      .flatMap(([, value]): Node[] =>
        Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
      );

  /** Strings that an expression can give, left out what it compares, looks up or hands to a function. */
  const walkExpression = (node: Node): void => {
    if (node.type === 'Literal' && typeof node.value === 'string') {
      if (isWords(node.value)) add(node, node.value);
      return;
    }
    if (node.type === 'TemplateLiteral') {
      for (const quasi of node.quasis as Node[]) {
        const { cooked } = quasi.value as { cooked: string };
        if (isWords(cooked)) add(quasi, cooked);
      }
      return;
    }
    const given: Readonly<Record<string, readonly string[]>> = {
      ConditionalExpression: ['consequent', 'alternate'],
      LogicalExpression: ['left', 'right'],
      ArrayExpression: ['elements'],
    };
    if (node.type === 'BinaryExpression' && node.operator !== '+') return;
    for (const key of given[node.type] ?? (node.type === 'BinaryExpression' ? ['left', 'right'] : [])) {
      const parts = node[key];
      for (const part of Array.isArray(parts) ? parts : [parts]) if (isNode(part)) walkExpression(part);
    }
  };

  const walk = (node: Node): void => {
    if (node.type === 'Text' && typeof node.data === 'string' && isWords(node.data)) add(node, node.data);
    else if (node.type === 'ExpressionTag') walkExpression(node.expression as Node);
    else if (node.type === 'Attribute') {
      if (!SPOKEN.has(String(node.name))) return;
      const { value } = node;
      for (const part of Array.isArray(value) ? value : [value]) if (isNode(part)) walk(part);
    } else if (['StyleSheet', 'StyleDirective', 'Comment'].includes(node.type)) return;
    else for (const child of children(node)) walk(child);
  };

  const root = parse(source, { modern: true });
  walk(root.fragment as unknown as Node);
  for (const script of [root.module, root.instance]) {
    if (!script) continue;
    const { start, end } = script.content as unknown as { start: number; end: number };
    const before = lineAt(start) - 1;
    for (const one of literalsOfScript(source.slice(start, end)))
      found.push({ line: before + one.line, text: one.text });
  }
  return found;
}

/** Texts and labels that a script writes as words. */
export function literalsOfScript(source: string): Found[] {
  const file = ts.createSourceFile('script.ts', source, ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const add = (node: ts.Node, text: string): void => {
    if (!isSentence(text)) return;
    found.push({ line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1, text });
  };
  const give = (node: ts.Expression): void => {
    if (ts.isStringLiteralLike(node)) add(node, node.text);
    else if (ts.isTemplateExpression(node)) {
      const text = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
      add(node, text);
    } else if (ts.isConditionalExpression(node)) {
      give(node.whenTrue);
      give(node.whenFalse);
    } else if (ts.isParenthesizedExpression(node)) give(node.expression);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && SPOKEN_PROPERTIES.has(node.name.getText().replace(/['"]/g, '')))
      give(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
