/** What is said with a text has its values, wherever in the sources it is said. */
import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError, badLine, errorWords } from '#shared/errors.ts';
import { issueSaid, rule } from '#shared/messages/issue-said.ts';
import { isMessage, messageKeys } from '#shared/messages/messages.ts';
import { saidSchema, say, wordsOf } from '#shared/messages/said.ts';
import { holesOf } from './message-holes.ts';

describe('wordsOf()', () => {
  const said = say('error.several', {
    problems: {
      each: [
        say('error.noDataset', { name: 'mind' }),
        say('error.mind.twoShared', { files: { each: ['a.tsv', 'b.tsv'], between: 'and' } }),
      ],
      between: ' ',
    },
  });

  test('says what is within in the same language', () => {
    expect(wordsOf('en', said)).toBe(
      'There is no dataset "mind". a.tsv and b.tsv both claim to be the shared files; keep one.',
    );
    expect(wordsOf('es', said)).toBe(
      'No hay ningún conjunto de datos "mind". a.tsv y b.tsv pretenden ser los archivos comunes; deje uno.',
    );
  });
  test('says the same after a border', () => {
    expect(saidSchema.parse(JSON.parse(JSON.stringify(said)))).toEqual(said);
  });
});

describe('errorWords()', () => {
  const error = badLine('news.tsv', 3, 'error.line.noNewsId');

  test('has the message in English, and its translation', () => {
    expect(error.message).toBe('news.tsv:3: the news id is empty.');
    expect(error.details).toEqual({ file: 'news.tsv', line: 3 });
    expect(errorWords('en', error)).toBe(error.message);
    expect(errorWords('es', AppError.fromShape(error.toShape()))).toBe(
      'news.tsv:3: el id de la noticia está vacío.',
    );
  });
  test('stays English where another version wrote what this one cannot say', () => {
    const message = 'It rains.';
    expect(errorWords('es', { message })).toBe(message);
    expect(errorWords('es', { message, said: { key: 'error.rain' } })).toBe(message);
    expect(errorWords('es', { message, said: say('error.noRun') })).toBe(message);
  });
});

describe('issueSaid()', () => {
  const schema = z.strictObject({
    users: z.int().min(1, rule('rule.oneUser')),
    share: z.number().max(1),
    day: z.string(),
  });
  const issues = schema.safeParse({ users: 0, share: 2, day: 3 }, { reportInput: true }).error!.issues;

  test('keeps the English sentences, and knows them in Spanish', () => {
    expect(issues.map((issue) => wordsOf('en', issueSaid(issue)))).toEqual(
      issues.map(({ message }) => message),
    );
    expect(issues.map((issue) => wordsOf('es', issueSaid(issue)))).toEqual([
      'Use al menos un usuario.',
      'Demasiado grande: se esperaba que número fuera <=1',
      'Entrada inválida: se esperaba texto, recibido número',
    ]);
  });
});

/** A text, and the names of the values that it is given there; null where they are not written out. */
interface Use {
  key: string;
  given: string[] | null;
  where: string;
}

/** Texts of errors that are handed over with their values: `say('error.noRun', { key })` and the like. */
function usesIn(file: string, text: string): Use[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const uses: Use[] = [];
  const keysOf = (node: ts.Expression): string[] =>
    ts.isStringLiteral(node)
      ? [node.text]
      : ts.isConditionalExpression(node)
        ? [...keysOf(node.whenTrue), ...keysOf(node.whenFalse)]
        : [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node))
      node.arguments?.forEach((argument, at) => {
        const keys = keysOf(argument).filter((key) => /^(error|imports\.warning|rule)\.\w/.test(key));
        const values = node.arguments?.[at + 1];
        const given =
          values === undefined
            ? []
            : ts.isObjectLiteralExpression(values) && !values.properties.some(ts.isSpreadAssignment)
              ? values.properties.map((property) => property.name?.getText() ?? '')
              : null;
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        for (const key of keys) uses.push({ key, where: `${file}:${line + 1}`, given: givenBy(node, given) });
      });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

/** Functions that pass on what they are given, and what they add to it; of others it is not known what they do. */
const PASSING: Readonly<Record<string, readonly string[]>> = {
  say: [],
  of: [],
  badLine: [],
  bad: ['file'],
  PickleError: ['file'],
  damaged: ['file', 'byte'],
  corrupt: [],
};

function givenBy(call: ts.CallExpression | ts.NewExpression, given: string[] | null): string[] | null {
  const added = PASSING[call.expression.getText().split('.').at(-1)!];
  return given && added ? [...given, ...added] : null;
}

describe('texts of errors in the sources', () => {
  const files = globSync('{shared,src-main,src-renderer}/**/*.{ts,svelte}').sort();
  const sources = files.map((file) => [file, readFileSync(file, 'utf8')] as const);

  test('each is there, and gets the values that it names', () => {
    const uses = sources
      .filter(([file, text]) => file.endsWith('.ts') && text.includes("'error."))
      .flatMap(([file, text]) => usesIn(file, text));
    expect(uses.length).toBeGreaterThan(200);
    for (const { key, given, where } of uses) {
      expect(isMessage(key), `${key} in ${where}`).toBe(true);
      if (given && isMessage(key))
        expect(given, `${key} in ${where}`).toEqual(expect.arrayContaining(holesOf(key)));
    }
  });
  test('what the window can meet is made of them', () => {
    const english =
      /^src-main\/lab\/(cli\/|http\/|score\.ts|desktop-bridge\.ts)|^shared\/errors\.ts|^src-renderer\/api\.ts/;
    const made = sources.filter(([file, text]) => !english.test(file) && text.includes('new AppError('));
    expect(made.map(([file]) => file)).toEqual([]);
  });
  test('a component says an error in the language shown', () => {
    const printed = sources.filter(
      ([file, text]) => file.endsWith('.svelte') && /(rror|roblem)(\?|\.value)*\.message\b/.test(text),
    );
    expect(printed.map(([file]) => file)).toEqual([]);
  });
  test('each is used', () => {
    const all = sources.map(([, text]) => text).join('\n');
    const idle = messageKeys('error.').filter(
      (key) => !all.includes(`'${key}'`) && !all.includes(`\`${key.replace(/[^.]+$/, '')}\${`),
    );
    expect(idle).toEqual([]);
  });
});
