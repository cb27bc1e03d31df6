/** Streams the clicks of a labelled `behaviors.tsv`, to compare predictions with. */
import { badLine } from '#shared/errors.ts';
import { ABSENT_LABEL } from '../dataset/dataset.ts';
import { labelOf, readColumns, tokenEnd, tokenStart } from '../mind/behavior-line.ts';
import type { ByteSource } from '../mind/byte-source.ts';
import { IdSet } from '../mind/id-set.ts';
import { forEachLine, lineBlocks } from '../mind/line-blocks.ts';

export interface TrueImpression {
  id: string;
  /** 1-based. */
  line: number;
  /** 0 or 1 per candidate, in file order. */
  labels: Uint8Array;
}

/**
 * Batches of impressions; one batch is a block of the file.
 * @throws AppError `bad-input` on a wrong line, an impression id met before, or a label that is absent or not 0 or 1
 */
export async function* readTruth(source: ByteSource, signal?: AbortSignal): AsyncGenerator<TrueImpression[]> {
  const seen = new IdSet();
  for await (const block of lineBlocks(source, signal)) {
    const batch: TrueImpression[] = [];
    forEachLine(block, (bytes, start, end, line) => {
      const columns = readColumns(source.name, line, bytes, start, end);
      const id = bytes.toString('utf8', columns.idStart, columns.idEnd);
      if (!seen.add(bytes, columns.idStart, columns.idEnd)) {
        throw badLine(source.name, line, 'error.line.impressionTwice', { id });
      }
      const labels: number[] = [];
      const last = columns.candidatesEnd;
      let at = tokenStart(bytes, columns.candidatesStart, last);
      while (at < last) {
        const next = tokenEnd(bytes, at, last);
        labels.push(requireLabel(source.name, line, bytes, at, next));
        at = tokenStart(bytes, next, last);
      }
      batch.push({ id, line, labels: Uint8Array.from(labels) });
    });
    yield batch;
  }
}

function requireLabel(file: string, line: number, bytes: Buffer, start: number, end: number): number {
  const label = labelOf(bytes, start, end);
  if (label === 0 || label === 1) return label;
  const candidate = bytes.toString('utf8', start, end);
  const key = label === ABSENT_LABEL ? 'error.line.unscored' : 'error.line.otherLabel';
  throw badLine(file, line, key, { candidate });
}
