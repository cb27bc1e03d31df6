/**
 * Turns `news.tsv` files into the news part of a dataset artifact: ids, titles, bodies and categories, one line per news
 * in the order of their first appearance. Owns the numbering of news that the impressions refer to.
 */
import { join } from 'node:path';
import { badLine } from '#shared/errors.ts';
import { LineFileWriter } from '../dataset/text-lines.ts';
import { ByteIndex, hashBytes } from './byte-index.ts';
import type { ByteSource } from './byte-source.ts';
import { forEachLine, lineBlocks, splitColumns } from './line-blocks.ts';
import type { SkipCounter } from './skips.ts';
import { countWords } from './words.ts';

/** id, category, subcategory, title, abstract, url, title entities, abstract entities. */
const MIND_COLUMNS = 8;
const CATEGORY = 1;
const TITLE = 3;
const ABSTRACT = 4;
const BODY = 8;

export class NewsImporter {
  readonly index = new ByteIndex();
  titleWords = 0;
  bodyWords = 0;
  /** Of the first row; all others must have as many. 0 before it. */
  #columns = 0;
  /** Hash of each news' texts, to notice splits that disagree. */
  #fingerprints = new Int32Array(1 << 11);
  /** The file in which each news was last seen, to find an id twice in one file. */
  #lastFile = new Int32Array(1 << 11);
  #file = 0;
  readonly #ids: LineFileWriter;
  readonly #titles: LineFileWriter;
  readonly #bodies: LineFileWriter;
  readonly #categories: LineFileWriter;
  readonly #skips: SkipCounter;

  constructor(outDir: string, skips: SkipCounter) {
    this.#skips = skips;
    this.#ids = new LineFileWriter(join(outDir, 'news-ids.txt'));
    this.#titles = new LineFileWriter(join(outDir, 'titles.txt'));
    this.#bodies = new LineFileWriter(join(outDir, 'bodies.txt'));
    this.#categories = new LineFileWriter(join(outDir, 'categories.txt'));
  }

  /** Whether bodies come from a ninth column; without one the abstract stands in. */
  get bodies(): 'body' | 'abstract' {
    return this.#columns > MIND_COLUMNS ? 'body' : 'abstract';
  }

  /** @param onBytes called with the bytes read of this file so far */
  async add(source: ByteSource, onBytes: (bytes: number) => void, signal?: AbortSignal): Promise<void> {
    this.#file += 1;
    const bounds = new Int32Array(MIND_COLUMNS + 2);
    for await (const block of lineBlocks(source, signal)) {
      forEachLine(block, (bytes, start, end, line) => {
        const columns = splitColumns(bytes, start, end, bounds);
        this.#checkColumns(source, line, columns);
        this.#addRow(source, line, bytes, bounds);
      });
      onBytes(block.bytesRead);
    }
  }

  close(): void {
    for (const writer of [this.#ids, this.#titles, this.#bodies, this.#categories]) writer.close();
  }

  #checkColumns(source: ByteSource, line: number, columns: number): void {
    if (this.#columns === 0) {
      if (columns !== MIND_COLUMNS && columns !== MIND_COLUMNS + 1) {
        throw badLine(source.name, line, 'error.line.newsColumns', { columns });
      }
      this.#columns = columns;
    }
    if (columns !== this.#columns) {
      throw badLine(source.name, line, 'error.line.sameColumns', { wanted: this.#columns, columns });
    }
  }

  #addRow(source: ByteSource, line: number, bytes: Buffer, bounds: Int32Array): void {
    const idEnd = bounds[1] - 1;
    if (idEnd === bounds[0]) throw badLine(source.name, line, 'error.line.noNewsId');
    const known = this.index.size;
    const news = this.index.add(bytes, bounds[0], idEnd);
    const body = this.#columns > MIND_COLUMNS ? BODY : ABSTRACT;
    const fingerprint = [CATEGORY, TITLE, body].reduce(
      (hash, column) => Math.imul(hash, 31) + hashBytes(bytes, bounds[column], bounds[column + 1] - 1),
      0,
    );
    if (news < known) {
      if (this.#lastFile[news] === this.#file) {
        const id = bytes.toString('utf8', bounds[0], idEnd);
        throw badLine(source.name, line, 'error.line.newsTwice', { id });
      }
      this.#lastFile[news] = this.#file;
      if ((fingerprint | 0) !== this.#fingerprints[news]) this.#skips.add('differingNews');
      return;
    }
    this.#reserve();
    this.#lastFile[news] = this.#file;
    this.#fingerprints[news] = fingerprint | 0;
    this.#ids.write(bytes, bounds[0], idEnd);
    this.#categories.write(bytes, bounds[CATEGORY], bounds[CATEGORY + 1] - 1);
    this.#titles.write(bytes, bounds[TITLE], bounds[TITLE + 1] - 1);
    this.#bodies.write(bytes, bounds[body], bounds[body + 1] - 1);
    this.titleWords += countWords(bytes, bounds[TITLE], bounds[TITLE + 1] - 1);
    this.bodyWords += countWords(bytes, bounds[body], bounds[body + 1] - 1);
  }

  #reserve(): void {
    if (this.index.size <= this.#lastFile.length) return;
    const lastFile = new Int32Array(this.#lastFile.length * 2);
    lastFile.set(this.#lastFile);
    this.#lastFile = lastFile;
    const fingerprints = new Int32Array(this.#fingerprints.length * 2);
    fingerprints.set(this.#fingerprints);
    this.#fingerprints = fingerprints;
  }
}
