/** The readers' visits in order of time: what was shown, what was clicked, and what the best ranking would have scored. */
import { Rng } from '#shared/random.ts';
import { dayOf, periods, secondsOf } from './calendar.ts';
import type { Catalogue } from './catalogue.ts';
import { appeal, clickProbability, impressionAuc } from './click-model.ts';
import { Reader } from './readers.ts';

/** Mean age of a shown news item in days: recent ones dominate, so dev and test show news that train never saw. */
const meanAgeDays = 5;
/** Share of the page that is chosen for the reader rather than for everybody. */
const personalShare = 0.15;
const minShown = 6;
const maxShown = 15;
/** Histories keep the latest clicks; MIND's longest are of this order. */
const maxHistory = 100;

export interface Impression {
  reader: number;
  timeS: number;
  /** Oldest first, before this visit. */
  history: readonly number[];
  /** In file order, which is not the order on the page. */
  candidates: readonly number[];
  clicked: readonly boolean[];
  /** AUC of ranking by the true appeal. */
  bestAuc: number;
}

export type Split = 'train' | 'dev' | 'test';

/** Gives every reader the clicks of the weeks before the first logged visit. */
export function drawReaders(seed: number, count: number, catalogue: Catalogue): Reader[] {
  const readers = Array.from({ length: count }, (_, u) => new Reader(seed, u, catalogue.topics));
  const days = periods.history[1];
  for (const [u, reader] of readers.entries()) {
    const rng = new Rng(seed, 'past', u);
    const visits = Math.min(40, Math.max(2, Math.round(10 * Math.exp(0.6 * rng.normal()))));
    const times = Array.from({ length: visits }, () => rng.float() * secondsOf(days)).sort((a, b) => a - b);
    for (const timeS of times) {
      reader.liveUntil(dayOf(timeS));
      const topic =
        rng.float() < 0.85 ? reader.topics[rng.weighted([1, 0.8, 0.6])]! : rng.int(catalogue.topics.length);
      const known = catalogue.byTopic[topic]!.filter((n) => catalogue.publishedAt[n]! < timeS);
      const news = known[rng.int(known.length)];
      if (news !== undefined && !reader.history.includes(news)) reader.history.push(news);
    }
  }
  return readers;
}

function drawCandidates(rng: Rng, reader: Reader, catalogue: Catalogue, timeS: number): number[] {
  const published = catalogue.publishedBy(timeS);
  const shown = new Set<number>();
  const wanted = Math.min(minShown + rng.int(maxShown - minShown + 1), published);
  for (let tries = 0; shown.size < wanted && tries < 50 * maxShown; tries++) {
    const sinceS = timeS + secondsOf(meanAgeDays) * Math.log(1 - rng.float());
    const recent = Math.max(0, catalogue.publishedBy(sinceS) - 1);
    let news = recent + rng.int(Math.min(5, published - recent));
    if (rng.float() < personalShare) {
      const ofTopic = catalogue.byTopic[reader.topics[rng.int(reader.topics.length)]!]!;
      news = ofTopic.findLast((n) => n <= news) ?? news;
    }
    if (!reader.history.includes(news)) shown.add(news);
  }
  return [...shown];
}

/** One visit with at least one click and one news left alone; undefined when chance gave none in a few redraws. */
function visit(
  rng: Rng,
  reader: Reader,
  index: number,
  catalogue: Catalogue,
  timeS: number,
): Impression | undefined {
  reader.liveUntil(dayOf(timeS));
  for (let attempt = 0; attempt < 20; attempt++) {
    const page = drawCandidates(rng, reader, catalogue, timeS);
    const appeals = page.map((n) =>
      appeal(reader.interestIn(catalogue.topicOf[n]!), catalogue.popularity[n]!),
    );
    const clicks = appeals.map((a, position) => rng.float() < clickProbability(a, position));
    const bestAuc = impressionAuc(appeals, clicks);
    if (bestAuc === undefined) continue;
    const order = rng.shuffle(page.map((_, position) => position));
    const history = reader.history.slice(-maxHistory);
    for (const [position, news] of page.entries()) if (clicks[position]) reader.history.push(news);
    if (reader.history.length > 2 * maxHistory) reader.history.splice(0, reader.history.length - maxHistory);
    return {
      reader: index,
      timeS,
      history,
      candidates: order.map((position) => page[position]!),
      clicked: order.map((position) => clicks[position]!),
      bestAuc,
    };
  }
  return undefined;
}

/** `count` visits of one split in order of time; readers carry their clicks from split to split. */
export function* visits(
  seed: number,
  split: Split,
  count: number,
  readers: Reader[],
  catalogue: Catalogue,
): Generator<Impression> {
  const rng = new Rng(seed, 'visits', split);
  const [from, to] = periods[split];
  const chosen = cumulative(readers.map((reader) => reader.activity));
  for (let i = 0; i < count; i++) {
    // Evenly spaced with jitter: ordered times without holding them all.
    const timeS = Math.floor(secondsOf(from) + ((i + rng.float()) / count) * secondsOf(to - from));
    let impression: Impression | undefined;
    while (!impression) {
      const reader = indexAt(chosen, rng.float() * chosen[chosen.length - 1]!);
      impression = visit(rng, readers[reader]!, reader, catalogue, timeS);
    }
    yield impression;
  }
}

function cumulative(weights: readonly number[]): Float64Array {
  let sum = 0;
  return Float64Array.from(weights, (weight) => (sum += weight));
}

/** First index whose cumulative weight exceeds `value`. */
function indexAt(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
