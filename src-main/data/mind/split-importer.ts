/**
 * Turns one `behaviors.tsv` into the arrays of a split (src-main/data/dataset/dataset.ts reads them). Unknown news is left
 * out and counted; wrong lines end the import.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { badLine } from '#shared/errors.ts';
import { ABSENT_LABEL, type SplitCounts, type SplitName } from '../dataset/dataset.ts';
import { LineFileWriter } from '../dataset/text-lines.ts';
import { TypedFileWriter } from '../dataset/typed-file.ts';
import {
  idEndOf,
  labelOf,
  readColumns,
  tokenEnd,
  tokenStart,
  type BehaviorColumns,
} from './behavior-line.ts';
import type { ByteIndex } from './byte-index.ts';
import type { ByteSource } from './byte-source.ts';
import { parseClickTime } from './click-time.ts';
import { IdSet } from './id-set.ts';
import { forEachLine, lineBlocks } from './line-blocks.ts';
import type { SkipCounter } from './skips.ts';

export class SplitImporter {
  readonly counts: SplitCounts = { impressions: 0, histories: 0, candidates: 0, clicks: 0 };
  /** Decided by the first candidate; undefined before it. */
  #labelled: boolean | undefined;
  readonly #seen = new IdSet();
  readonly #file: string;
  readonly #source: ByteSource;
  readonly #news: ByteIndex;
  readonly #users: ByteIndex;
  readonly #skips: SkipCounter;
  /** Called for each user that is new to the dataset. */
  readonly #onUser: (bytes: Buffer, start: number, end: number) => void;
  readonly #writers;
  /** News indices of the line at hand. */
  #history = new Int32Array(1 << 8);
  #candidates = new Int32Array(1 << 8);
  #labels = new Uint8Array(1 << 8);
  #dropped = new Int32Array(1 << 8);

  constructor(
    outDir: string,
    split: SplitName,
    source: ByteSource,
    shared: {
      news: ByteIndex;
      users: ByteIndex;
      skips: SkipCounter;
      onUser: (bytes: Buffer, start: number, end: number) => void;
    },
  ) {
    const dir = join(outDir, split);
    mkdirSync(dir, { recursive: true });
    this.#file = source.name;
    this.#source = source;
    this.#news = shared.news;
    this.#users = shared.users;
    this.#skips = shared.skips;
    this.#onUser = shared.onUser;
    this.#writers = {
      ids: new LineFileWriter(join(dir, 'impression-ids.txt')),
      users: new TypedFileWriter(join(dir, 'users.i32'), 'i32'),
      times: new TypedFileWriter(join(dir, 'times.f64'), 'f64'),
      historyOffsets: new TypedFileWriter(join(dir, 'history-offsets.f64'), 'f64'),
      history: new TypedFileWriter(join(dir, 'history.i32'), 'i32'),
      candidateOffsets: new TypedFileWriter(join(dir, 'candidate-offsets.f64'), 'f64'),
      candidates: new TypedFileWriter(join(dir, 'candidates.i32'), 'i32'),
      labels: new TypedFileWriter(join(dir, 'labels.u8'), 'u8'),
      dropped: new TypedFileWriter(join(dir, 'dropped-candidates.i32'), 'i32'),
      droppedImpressions: new LineFileWriter(join(dir, 'dropped-impressions.txt')),
    };
  }

  get labelled(): boolean {
    return this.#labelled ?? false;
  }

  async run(onBytes: (bytes: number) => void, signal?: AbortSignal): Promise<void> {
    try {
      this.#writers.historyOffsets.push(0);
      this.#writers.candidateOffsets.push(0);
      for await (const block of lineBlocks(this.#source, signal)) {
        forEachLine(block, (bytes, start, end, line) => this.#addLine(bytes, start, end, line));
        onBytes(block.bytesRead);
      }
    } finally {
      for (const writer of Object.values(this.#writers)) writer.close();
    }
  }

  #addLine(bytes: Buffer, start: number, end: number, line: number): void {
    const columns = readColumns(this.#file, line, bytes, start, end);
    const time = parseClickTime(bytes, columns.timeStart, columns.timeEnd);
    if (Number.isNaN(time)) {
      const text = bytes.toString('utf8', columns.timeStart, columns.timeEnd);
      throw badLine(this.#file, line, 'error.line.noTime', { text });
    }
    if (!this.#seen.add(bytes, columns.idStart, columns.idEnd)) {
      const id = bytes.toString('utf8', columns.idStart, columns.idEnd);
      throw badLine(this.#file, line, 'error.line.impressionTwice', { id });
    }
    this.#reserve((end - start + 2) >> 1);
    const historyCount = this.#readHistory(bytes, columns);
    const { kept, dropped } = this.#readCandidates(bytes, columns, line);
    if (kept === 0) {
      this.#skips.add('noCandidates');
      if (dropped > 0) {
        const id = bytes.toString('utf8', columns.idStart, columns.idEnd);
        const row = Buffer.from(`${this.counts.impressions}\t${dropped}\t${id}`);
        this.#writers.droppedImpressions.write(row, 0, row.length);
      }
      return;
    }
    this.#write(bytes, columns, time, historyCount, kept, dropped);
  }

  #write(
    bytes: Buffer,
    columns: BehaviorColumns,
    time: number,
    historyCount: number,
    kept: number,
    dropped: number,
  ): void {
    const { counts } = this;
    const writers = this.#writers;
    for (let i = 0; i < dropped; i++) {
      writers.dropped.push(counts.impressions);
      writers.dropped.push(this.#dropped[i]);
    }
    const knownUsers = this.#users.size;
    const user = this.#users.add(bytes, columns.userStart, columns.userEnd);
    if (user === knownUsers) this.#onUser(bytes, columns.userStart, columns.userEnd);
    counts.impressions += 1;
    counts.histories += historyCount;
    counts.candidates += kept;
    for (let i = 0; i < kept; i++) if (this.#labels[i] === 1) counts.clicks += 1;
    writers.ids.write(bytes, columns.idStart, columns.idEnd);
    writers.users.push(user);
    writers.times.push(time);
    writers.history.append(this.#history, historyCount);
    writers.historyOffsets.push(counts.histories);
    writers.candidates.append(this.#candidates, kept);
    writers.labels.append(this.#labels, kept);
    writers.candidateOffsets.push(counts.candidates);
  }

  /** @returns how many of the history's news are known; they are in `#history` */
  #readHistory(bytes: Buffer, { historyStart, historyEnd }: BehaviorColumns): number {
    const news = this.#news;
    const history = this.#history;
    let count = 0;
    let unknown = 0;
    let at = tokenStart(bytes, historyStart, historyEnd);
    while (at < historyEnd) {
      const end = tokenEnd(bytes, at, historyEnd);
      const index = news.find(bytes, at, end);
      if (index < 0) unknown += 1;
      else history[count++] = index;
      at = tokenStart(bytes, end, historyEnd);
    }
    if (unknown > 0) this.#skips.add('unknownHistory', unknown);
    return count;
  }

  /** Fills `#candidates` and `#labels` with the known candidates, and `#dropped` with the positions of the others. */
  #readCandidates(
    bytes: Buffer,
    { candidatesStart, candidatesEnd }: BehaviorColumns,
    line: number,
  ): { kept: number; dropped: number } {
    let kept = 0;
    let dropped = 0;
    let at = tokenStart(bytes, candidatesStart, candidatesEnd);
    while (at < candidatesEnd) {
      const end = tokenEnd(bytes, at, candidatesEnd);
      const label = this.#checkedLabel(bytes, at, end, line);
      const index = this.#news.find(bytes, at, idEndOf(end, label));
      if (index < 0) {
        this.#dropped[dropped] = kept + dropped;
        dropped += 1;
      } else {
        this.#candidates[kept] = index;
        this.#labels[kept] = label;
        kept += 1;
      }
      at = tokenStart(bytes, end, candidatesEnd);
    }
    if (dropped > 0) this.#skips.add('unknownCandidate', dropped);
    return { kept, dropped };
  }

  #checkedLabel(bytes: Buffer, start: number, end: number, line: number): number {
    let label = labelOf(bytes, start, end);
    // News ids may hold dashes themselves.
    if (label < 0 && this.#news.find(bytes, start, end) >= 0) label = ABSENT_LABEL;
    const token = (): string => bytes.toString('utf8', start, end);
    if (label < 0) throw badLine(this.#file, line, 'error.line.badLabel', { candidate: token() });
    const labelled = label !== ABSENT_LABEL;
    if (this.#labelled === undefined) this.#labelled = labelled;
    if (labelled !== this.#labelled) {
      const key = labelled ? 'error.line.labelAppears' : 'error.line.labelMissing';
      throw badLine(this.#file, line, key, { candidate: token() });
    }
    return label;
  }

  /** Room for a line of that many tokens; one token takes at least two bytes, so a line's length bounds it. */
  #reserve(tokens: number): void {
    if (tokens <= this.#history.length) return;
    const length = tokens * 2;
    this.#history = new Int32Array(length);
    this.#candidates = new Int32Array(length);
    this.#labels = new Uint8Array(length);
    this.#dropped = new Int32Array(length);
  }
}
