/** Takes runs of other programs in: shows what a source holds, then writes all of its runs or none of them. */
import type { ForeignRunRow, ImportPreview, ImportReport, ImportRequest } from '#shared/contract/imports.ts';
import { type Said, wordsOf } from '#shared/messages/said.ts';
import type { EventHub } from '../events/event-hub.ts';
import type { Store } from '../store/store.ts';
import { type KnownRun, knownRuns } from './known-runs.ts';
import { readInThread } from './read-in-thread.ts';
import type { ReadRun } from './read-runs.ts';

const inEnglish = (says: readonly Said[]): string[] => says.map((one) => wordsOf('en', one));

export class ImportDesk {
  private readonly store: Store;
  private readonly hub: EventHub;

  constructor(store: Store, hub: EventHub) {
    this.store = store;
    this.hub = hub;
  }

  /** @throws AppError `not-found`, `bad-input` for what cannot be read as runs */
  async preview(request: ImportRequest): Promise<ImportPreview> {
    const { source, format, runs, says } = await readInThread(request, false);
    const known = knownRuns(this.store, runs);
    const rows = runs.map((run) => this.row(run, known.get(run.key)));
    return { source, format, warnings: inEnglish(says), says, runs: rows };
  }

  /** Writes what is not here yet, in one transaction. @throws as `preview()` */
  async run(request: ImportRequest): Promise<ImportReport> {
    const { runs, says } = await readInThread(request, true);
    const known = knownRuns(this.store, runs);
    const fresh = runs.filter(({ key }) => !known.has(key));
    // What others said so far must not share this transaction's fate.
    this.store.curves.flush();
    try {
      this.store.transaction(() => {
        for (const run of fresh) this.write(run);
        this.store.curves.flush();
      });
    } catch (error) {
      // Points that still wait are of runs that are not there.
      this.store.curves.discard();
      throw error;
    }
    const imported = fresh.map(({ key }) => key);
    if (imported.length > 0) this.hub.publish({ type: 'runs', keys: imported });
    const trashed = [...known.values()].filter(({ inTrash }) => inTrash).length;
    return { imported, known: known.size, trashed, warnings: inEnglish(says), says };
  }

  private row({ config, seed, state, summary, points }: ReadRun, known: KnownRun | undefined): ForeignRunRow {
    const { externalId, name, experiment, method, dataset, params } = config;
    return {
      externalId,
      name,
      experiment,
      method,
      dataset,
      seed,
      state,
      metrics: summary,
      parameters: Object.keys(params).length,
      points,
      known: known !== undefined,
      trashed: known?.inTrash ?? false,
    };
  }

  private write(run: ReadRun): void {
    const stage = this.store.stages.addImported(run);
    if (run.note !== '') this.store.runs.change(run.key, { note: run.note });
    for (const { metric, steps, values } of run.curves)
      steps.forEach((step, at) => this.store.curves.addPoints(stage, step, { [metric]: values[at]! }));
  }
}
