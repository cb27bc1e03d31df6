/**
 * Scores a prediction file against the true clicks by MIND's official rule (score = 1 / rank). Both files are streamed side
 * by side; only lines whose partner has not come yet are held, so files in one order need constant memory.
 */
import { isPermutation, predictionSource, readPrediction } from '#data/prediction/read-prediction.ts';
import { readTruth, type TrueImpression } from '#data/prediction/read-truth.ts';
import { fileSource, type ByteSource } from '#data/mind/byte-source.ts';
import { RankingMeter } from '#ml/metrics/ranking-meter.ts';
import type { RankingMetrics } from '#ml/metrics/ranking.ts';
import { AppError } from '#shared/errors.ts';

export interface PredictionScore extends RankingMetrics {
  /** Impressions of the truth. */
  impressions: number;
  /** Those with clicked candidates only, or unclicked only; the means leave them out. */
  skipped: number;
}

type Predicted = { id: string; line: number; ranks: Int32Array };
/** Lines named in an error; the others are counted. */
const MAX_NAMED = 10;

/**
 * @param predictionPath `prediction.txt`, or a zip that holds it
 * @param behaviorsPath labelled `behaviors.tsv`
 * @throws AppError `bad-input` on a malformed line; or, when both files were read, naming the first missing and unknown
 *   impressions, wrong numbers of ranks, and ranks that are no permutation
 */
export async function scorePrediction(
  predictionPath: string,
  behaviorsPath: string,
  signal?: AbortSignal,
): Promise<PredictionScore> {
  const join = new Join(await predictionSource(predictionPath), await fileSource(behaviorsPath));
  const predicted = flat(readPrediction(join.prediction, signal));
  const truth = flat(readTruth(join.truth, signal));
  try {
    for (;;) {
      const [left, right] = [await truth.next(), await predicted.next()];
      if (left.done && right.done) break;
      join.add(left.done ? undefined : left.value, right.done ? undefined : right.value);
    }
  } finally {
    await Promise.all([predicted.return(undefined), truth.return(undefined)]);
  }
  return join.finish();
}

class Join {
  readonly prediction: ByteSource;
  readonly truth: ByteSource;
  readonly #meter = new RankingMeter('both-classes');
  readonly #waitingTruth = new Map<string, TrueImpression>();
  readonly #waitingPredicted = new Map<string, Predicted>();
  readonly #problems: string[] = [];
  #problemCount = 0;

  constructor(prediction: ByteSource, truth: ByteSource) {
    this.prediction = prediction;
    this.truth = truth;
  }

  add(truth: TrueImpression | undefined, predicted: Predicted | undefined): void {
    if (truth && predicted && truth.id === predicted.id && !this.#waitingPredicted.has(predicted.id)) {
      this.#score(truth, predicted);
      return;
    }
    if (truth) {
      const partner = this.#waitingPredicted.get(truth.id);
      this.#waitingPredicted.delete(truth.id);
      if (partner) this.#score(truth, partner);
      else this.#waitingTruth.set(truth.id, truth);
    }
    if (predicted) this.#addPredicted(predicted);
  }

  finish(): PredictionScore {
    for (const { id, line, labels } of this.#waitingTruth.values()) {
      // The import skips impressions without candidates, and so may a prediction.
      if (labels.length === 0) this.#meter.add([], []);
      else this.#problem(this.truth, line, `impression ${id} has no line in the prediction`);
    }
    for (const { id, line } of this.#waitingPredicted.values()) {
      this.#problem(this.prediction, line, `impression ${id} is unknown or there twice`);
    }
    if (this.#problemCount > 0) {
      const more = this.#problemCount - this.#problems.length;
      throw new AppError(
        'bad-input',
        `${this.prediction.name} does not fit ${this.truth.name} (${this.#problemCount} problems):\n` +
          this.#problems.join('\n') +
          (more > 0 ? `\nand ${more} more.` : ''),
        { file: this.prediction.name, problems: this.#problems, count: this.#problemCount },
      );
    }
    const { impressions, skipped, auc, mrr, ndcg5, ndcg10 } = this.#meter.summary();
    return { impressions, skipped, auc, mrr, ndcg5, ndcg10 };
  }

  #addPredicted(predicted: Predicted): void {
    const truth = this.#waitingTruth.get(predicted.id);
    if (truth) {
      this.#waitingTruth.delete(predicted.id);
      this.#score(truth, predicted);
    } else if (this.#waitingPredicted.has(predicted.id)) {
      this.#problem(this.prediction, predicted.line, `impression ${predicted.id} is there twice`);
    } else {
      this.#waitingPredicted.set(predicted.id, predicted);
    }
  }

  #score(truth: TrueImpression, { id, line, ranks }: Predicted): void {
    if (ranks.length !== truth.labels.length) {
      const fault = `impression ${id} has ${ranks.length} ranks for ${truth.labels.length} candidates`;
      this.#problem(this.prediction, line, fault);
    } else if (!isPermutation(ranks)) {
      this.#problem(
        this.prediction,
        line,
        `the ranks of impression ${id} are not 1 to ${ranks.length}, each once`,
      );
    } else {
      this.#meter.add(
        truth.labels,
        Float64Array.from(ranks, (rank) => 1 / rank),
      );
    }
  }

  #problem(source: ByteSource, line: number, message: string): void {
    this.#problemCount += 1;
    if (this.#problems.length < MAX_NAMED) this.#problems.push(`${source.name}:${line}: ${message}.`);
  }
}

async function* flat<T>(batches: AsyncGenerator<T[]>): AsyncGenerator<T, void> {
  for await (const batch of batches) yield* batch;
}
