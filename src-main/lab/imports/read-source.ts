/** Which format a path holds, and its runs by the reader of that format. */
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/errors.ts';
import { FOREIGN_FORMAT_NAMES, type ForeignFormat } from '#shared/contract/imports.ts';
import { say } from '#shared/messages/said.ts';
import { filesUnder } from '../artifacts/hash-files.ts';
import type { ForeignStore } from './foreign-run.ts';
import { readCsvRuns } from './sources/csv.ts';
import { readMlflowFolder } from './sources/mlflow-folder.ts';
import { readMlflowSqlite } from './sources/mlflow-sqlite.ts';
import { EVENT_FILE, readTensorBoardRuns } from './sources/tensorboard.ts';

const SQLITE_MAGIC = 'SQLite format 3\0';

/**
 * @param format default: what the source looks like
 * @throws AppError `not-found`, or `bad-input` where the source is of no known format, broken or without runs
 */
export async function readForeignStore(source: string, format?: ForeignFormat): Promise<ForeignStore> {
  const stats = await stat(source).catch(() => null);
  if (!stats) throw AppError.of('not-found', 'error.noSource', { source }, { source });
  const isFolder = stats.isDirectory();
  const chosen = format ?? (await detectFormat(source, isFolder));
  const needsFolder = chosen === 'mlflow-folder';
  const needsFile = chosen === 'csv' || chosen === 'mlflow-sqlite';
  if ((needsFolder && !isFolder) || (needsFile && isFolder))
    throw AppError.of(
      'bad-input',
      needsFolder ? 'error.imports.wantsFolder' : 'error.imports.wantsFile',
      { format: FOREIGN_FORMAT_NAMES[chosen], source },
      { source, format: chosen },
    );
  const store = await readAs(chosen, source, isFolder);
  if (store.runs.length === 0)
    throw AppError.of(
      'bad-input',
      'error.several',
      { problems: { each: [say('error.imports.noRuns', { source }), ...store.warnings], between: ' ' } },
      { source, format: chosen },
    );
  return store;
}

function readAs(
  format: ForeignFormat,
  source: string,
  isFolder: boolean,
): Promise<ForeignStore> | ForeignStore {
  switch (format) {
    case 'csv':
      return readCsvRuns(source);
    case 'tensorboard':
      return readTensorBoardRuns(source, isFolder);
    case 'mlflow-folder':
      return readMlflowFolder(source);
    case 'mlflow-sqlite':
      return readMlflowSqlite(source);
  }
}

async function detectFormat(source: string, isFolder: boolean): Promise<ForeignFormat> {
  if (isFolder) {
    if (await isMlflowFolder(source)) return 'mlflow-folder';
    if ((await filesUnder(source)).some((file) => EVENT_FILE.test(file))) return 'tensorboard';
  } else {
    if (EVENT_FILE.test(source)) return 'tensorboard';
    if ((await firstBytes(source, SQLITE_MAGIC.length)) === SQLITE_MAGIC) return 'mlflow-sqlite';
    if (/\.(csv|tsv)$/i.test(source)) return 'csv';
  }
  throw AppError.of('bad-input', 'error.imports.unknownFormat', { source }, { source });
}

/** Its experiments are folders with a `meta.yaml`. */
async function isMlflowFolder(folder: string): Promise<boolean> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    if (await stat(path.join(folder, entry.name, 'meta.yaml')).catch(() => null)) return true;
  }
  return false;
}

async function firstBytes(file: string, length: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
