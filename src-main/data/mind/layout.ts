/**
 * Finds the files of a dataset in a folder or a zip: `train/ dev/ test/`, MIND's own names (`MINDlarge_train`, also as
 * zips), or one `news.tsv` with or without `behaviors.tsv`. Reads nothing of them.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { SPLITS, type SplitName } from '../dataset/dataset.ts';
import { fileSource, type ByteSource } from './byte-source.ts';
import { zipSources } from './zip-file.ts';

/** Files that are taken over as they are, from the top of the source. */
export const EXTRA_FILES = ['general.txt', 'vocab.txt', 'tokenizer.json', 'world.json'] as const;
export type ExtraFile = (typeof EXTRA_FILES)[number];

export interface MindLayout {
  /** In the order train, dev, test; a shared `news.tsv` first. */
  news: ByteSource[];
  /** Empty: a corpus of news alone. */
  behaviors: { split: SplitName; source: ByteSource }[];
  extras: Map<ExtraFile, ByteSource>;
}

/** Folders below the source that are searched: `data/MINDsmall_train/MINDsmall_train/news.tsv` and no deeper. */
const MAX_DEPTH = 3;

interface Found {
  path: string;
  split: SplitName | undefined;
  source: ByteSource;
}

/** @throws AppError `bad-input` when files are missing, or two claim to be the same. */
export async function findLayout(source: string): Promise<MindLayout> {
  const files = await listSources(source);
  const news = byName(files, 'news.tsv');
  const behaviors = byName(files, 'behaviors.tsv');
  if (news.length === 0) {
    throw missing(source, 'news.tsv', 'error.mind.noNews');
  }
  // A single set of files is the training split whatever its folder is called.
  if (news.length === 1 && behaviors.length <= 1) {
    const split = behaviors[0]?.split ?? news[0].split ?? 'train';
    return {
      news: [news[0].source],
      behaviors: behaviors.map((found) => ({ split, source: found.source })),
      extras: findExtras(files),
    };
  }
  return {
    news: orderedNews(news),
    behaviors: orderedBehaviors(source, news, behaviors),
    extras: findExtras(files),
  };
}

function orderedNews(news: Found[]): ByteSource[] {
  const shared = onlyOne(news, undefined);
  const perSplit = SPLITS.map((split) => onlyOne(news, split));
  return [shared, ...perSplit].flatMap((found) => (found ? [found.source] : []));
}

function orderedBehaviors(source: string, news: Found[], behaviors: Found[]): MindLayout['behaviors'] {
  const hasShared = onlyOne(news, undefined) !== undefined;
  const loose = onlyOne(behaviors, undefined);
  if (loose) {
    throw AppError.of(
      'bad-input',
      'error.mind.noSplit',
      { file: loose.source.name },
      { file: loose.source.name },
    );
  }
  return SPLITS.flatMap((split) => {
    const found = onlyOne(behaviors, split);
    const ownNews = onlyOne(news, split);
    if (found && !ownNews && !hasShared) throw missing(join(source, dirname(found.path)), 'news.tsv');
    if (!found && ownNews && behaviors.length > 0)
      throw missing(join(source, dirname(ownNews.path)), 'behaviors.tsv');
    return found ? [{ split, source: found.source }] : [];
  });
}

function onlyOne(found: Found[], split: SplitName | undefined): Found | undefined {
  const matching = found.filter((file) => file.split === split);
  if (matching.length > 1) {
    const names = matching.map((file) => file.source.name);
    const files = { each: names, between: 'and' } as const;
    throw split === undefined
      ? AppError.of('bad-input', 'error.mind.twoShared', { files }, { files: names })
      : AppError.of('bad-input', 'error.mind.twoOfSplit', { files, split }, { files: names });
  }
  return matching[0];
}

/** The uppermost file of that name outside of the splits. */
function findExtras(files: Map<string, ByteSource>): MindLayout['extras'] {
  const extras: MindLayout['extras'] = new Map();
  const depth = (found: Found): number => found.path.split('/').length;
  for (const name of EXTRA_FILES) {
    const outside = byName(files, name).filter((found) => found.split === undefined);
    const top = outside.sort((a, b) => depth(a) - depth(b))[0];
    if (top) extras.set(name, top.source);
  }
  return extras;
}

function byName(files: Map<string, ByteSource>, name: string): Found[] {
  return [...files]
    .filter(([path]) => basename(path) === name)
    .map(([path, source]) => ({ path, source, split: splitOf(path) }));
}

/** `MINDlarge_train.zip/news.tsv` is of train: the innermost folder that names a split decides. */
function splitOf(path: string): SplitName | undefined {
  const folders = path.split('/').slice(0, -1).reverse();
  for (const folder of folders) {
    const match = /(?:^|[_\-. ])(train|dev|valid|validation|test)(?:\.zip)?$/i.exec(folder);
    const word = match?.[1].toLowerCase();
    if (word) return word.startsWith('valid') ? 'dev' : (word as SplitName);
  }
  return undefined;
}

/** Every file of the source by its path inside it; zips count as folders. */
async function listSources(source: string): Promise<Map<string, ByteSource>> {
  const info = await stat(source).catch((cause: unknown) => {
    throw AppError.of('bad-input', 'error.file.gone', { file: source }, { file: source }, cause);
  });
  if (info.isDirectory()) return listFolder(source, '', 0);
  if (!/\.zip$/i.test(source)) {
    throw AppError.of('bad-input', 'error.mind.noFolder', { file: source }, { file: source });
  }
  return withoutHidden(await zipSources(source));
}

async function listFolder(root: string, below: string, depth: number): Promise<Map<string, ByteSource>> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const stems = new Set(entries.map((entry) => entry.name));
  const files = new Map<string, ByteSource>();
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const info = await stat(join(root, path)).catch(() => undefined);
    if (info?.isDirectory()) {
      if (depth >= MAX_DEPTH) continue;
      for (const [inner, source] of await listFolder(root, path, depth + 1)) files.set(inner, source);
    } else if (/\.zip$/i.test(entry.name)) {
      // The zip beside the folder it was unpacked to is the same data.
      if (stems.has(entry.name.slice(0, -4))) continue;
      for (const [inner, source] of withoutHidden(await zipSources(join(root, path)))) {
        files.set(`${path}/${inner}`, source);
      }
    } else if (info?.isFile()) {
      files.set(path, await fileSource(join(root, path)));
    }
  }
  return new Map([...files].filter(([path]) => !isHidden(path)));
}

function withoutHidden(files: Map<string, ByteSource>): Map<string, ByteSource> {
  return new Map([...files].filter(([path]) => !isHidden(path)));
}

/** Copies that systems leave in zips and folders: `__MACOSX/._news.tsv`. */
function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}

function missing(
  folder: string,
  name: string,
  key: 'error.file.missing' | 'error.mind.noNews' = 'error.file.missing',
): AppError {
  const file = join(folder, name);
  return AppError.of('bad-input', key, { file }, { file });
}
