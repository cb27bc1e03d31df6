/** What an import leaves out without failing, counted by reason; the user sees these counts. */

export const SKIP_REASONS = {
  unknownHistory: 'unknown news in history',
  unknownCandidate: 'unknown news among candidates',
  noCandidates: 'impression without candidates',
  differingNews: 'news row unlike an earlier split (first kept)',
} as const;

export class SkipCounter {
  readonly #counts = new Map<string, number>();

  add(reason: keyof typeof SKIP_REASONS, count = 1): void {
    const name = SKIP_REASONS[reason];
    if (count > 0) this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  /** Reason -> count, without the reasons that did not occur. */
  toRecord(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}
