/** The known truth behind the clicks: a user's interest in topics, a news item's popularity, the place on the page. */

/** Weights of the log-odds of a click. */
export const clickModel = {
  bias: -3.6,
  /** Per unit of interest, which is 0 to 1. */
  interest: 5.5,
  /** Standard deviation of a news item's popularity, in log-odds. */
  popularity: 0.4,
  /** Log-odds lost per position further down the page. */
  position: -0.05,
} as const;

export const clickModelDescription =
  'log-odds(click) = -3.6 + 5.5 * interest(user, topic, day) + popularity(news) - 0.05 * position on the page. ' +
  'Interest is 0 to 1: up to 1 for the three topics of the user, 0.15 for topics of the same category, 0 elsewhere; ' +
  'one of the three changes now and then. Popularity is normal with sd 0.4. Positions are shuffled away in the files, ' +
  'so the best reachable ranking orders candidates by interest and popularity alone.';

/** Log-odds of a click at position 0; the order by it is the best order that the files allow. */
export function appeal(interest: number, popularity: number): number {
  return clickModel.bias + clickModel.interest * interest + popularity;
}

export function clickProbability(appealLogOdds: number, position: number): number {
  return 1 / (1 + Math.exp(-(appealLogOdds + clickModel.position * position)));
}

/** AUC of one impression with ties as one half; undefined unless both classes occur. */
export function impressionAuc(scores: readonly number[], clicked: readonly boolean[]): number | undefined {
  let wins = 0;
  let pairs = 0;
  for (let i = 0; i < scores.length; i++) {
    if (!clicked[i]) continue;
    for (let j = 0; j < scores.length; j++) {
      if (clicked[j]) continue;
      pairs++;
      wins += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    }
  }
  return pairs === 0 ? undefined : wins / pairs;
}
