/** Reads an experiment file; every problem is told with file and line, all at once. */
import { readFile } from 'node:fs/promises';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { Problem } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';

export interface ExperimentFile {
  file: string;
  /** The whole text, comments included. */
  yaml: string;
  /** As written; the lab checks it. */
  config: unknown;
  /** 1-based line of a path, or of the nearest part of it that is there. */
  lineOf(path: readonly (string | number)[]): number;
}

/** @throws AppError `bad-input` for text that is not YAML or not a list of fields, `not-found` without the file */
export async function readExperimentFile(file: string): Promise<ExperimentFile> {
  const text = new TextDecoder('utf-8', { fatal: true });
  let source: string;
  try {
    source = text.decode(await readFile(file));
  } catch (error) {
    if (
      error instanceof TypeError &&
      (error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
    )
      throw new AppError('bad-input', `${file}: the text is not UTF-8.`, { file }, error);
    throw error;
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    throw new AppError(
      'bad-input',
      document.errors
        .map((error) => `${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`)
        .join('\n'),
      { file },
    );
  if (!isMap(document.contents))
    throw new AppError('bad-input', `${file}:1: an experiment is a list of "field: value" lines.`, { file });
  return {
    file,
    yaml: source,
    config: document.toJS() as unknown,
    lineOf: (path) => lines.linePos(offsetOf(document, path)).line,
  };
}

function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    // The key's own place: a value may start lines below it.
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === path[length - 1]);
      if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** All problems of a configuration as one error. */
export function problemsError(problems: readonly Problem[], source: ExperimentFile | null): AppError {
  const lines = problems.map(({ path, message }) => {
    const where = source ? `${source.file}:${source.lineOf(path)}: ` : '';
    const field = path.length > 0 ? `${path.join('.')}: ` : '';
    return `${where}${field}${message}`;
  });
  const head = problems.length === 1 ? '' : `${problems.length} problems in the experiment:\n`;
  return new AppError('bad-input', head + lines.join('\n'), { problems });
}
