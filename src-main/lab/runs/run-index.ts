/**
 * All runs as their readers see them, put together from the stages, the experiments that need them, what they stand on
 * and the user's marks. Reads the database anew each time; only what cannot change (recipes, parsed texts) is kept.
 */
import type { Progress, StageState } from '#shared/contract/domain.ts';
import type { Recipe, Run, RunList } from '#shared/contract/runs.ts';
import type { ErrorShape } from '#shared/errors.ts';
import type { DeviceInfo } from '#shared/trainer-protocol/messages.ts';
import { STAGE_TITLES } from '#shared/trainer-protocol/stages.ts';
import type { PlaceOfRun, RunRow } from '../store/run-table.ts';
import type { Store } from '../store/store.ts';
import { importedFrom, textOf } from './imported-facts.ts';
import { Parsed } from './parsed.ts';
import { RecipeBook, type RunFacts } from './recipe-book.ts';
import { metricsOf, type Summary } from './run-metrics.ts';

export interface RunIndexParts {
  progressOf(key: string): Progress | null;
  /** Bytes of a finished artifact's files; null where there is none. */
  bytesOf(key: string): number | null;
}

const NO_TAGS: string[] = [];
/** A purged row stays out of sight until it is computed again. */
const isGone = (row: RunRow): boolean => row.purged_at !== null;

export class RunIndex {
  readonly book: RecipeBook;
  private readonly store: Store;
  private readonly parts: RunIndexParts;
  private readonly devices = new Parsed<DeviceInfo>();
  private readonly methods = new Parsed<string[]>();
  /** Finished at that time, but without files: not looked for again. */
  private readonly sizeless = new Map<string, number | null>();
  private readonly metrics = new Map<string, { summary: string | null; metrics: Record<string, number> }>();

  constructor(store: Store, parts: RunIndexParts) {
    this.store = store;
    this.parts = parts;
    this.book = new RecipeBook((key) => store.runs.fixed(key));
  }

  /** In the order in which they came. @param keys only these, where they are there; default: all */
  list(keys?: readonly string[]): RunList {
    const rows = this.store.runs.list(keys).filter((row) => !isGone(row));
    const places = this.places(keys && rows.map(({ id }) => id));
    const tags = this.store.runs.tags();
    const names = this.names();
    const recipes: Record<string, Recipe> = {};
    const runs = rows.map((row) => {
      const facts = this.book.of(row.key)!;
      recipes[facts.recipe] ??= this.book.fields(facts.recipe);
      return this.run(row, facts, places.get(row.id) ?? [], tags.get(row.id) ?? NO_TAGS, names);
    });
    this.fillBytes(runs);
    return { runs, recipes };
  }

  /** Undefined for a key without a run. */
  find(key: string): Run | undefined {
    return this.list([key]).runs[0];
  }

  /** What sets the repeats of a run aside. Undefined without a row. */
  identity(key: string): { recipe: string; seed: number; fields: Recipe } | undefined {
    const facts = this.book.of(key);
    return facts && { recipe: facts.recipe, seed: facts.seed, fields: this.book.fields(facts.recipe) };
  }

  private run(
    row: RunRow,
    facts: RunFacts,
    places: readonly PlaceOfRun[],
    tags: string[],
    names: Names,
  ): Run {
    const { key, kind, config } = { ...facts, key: row.key };
    const isImported = kind === 'imported';
    const state = row.state as StageState;
    const error = row.error === null ? null : (JSON.parse(row.error) as ErrorShape);
    return {
      key,
      kind,
      title: row.name ?? places[0]?.title ?? (isImported ? textOf(config.name) : null) ?? kindTitle(kind),
      renamed: row.name !== null,
      state,
      experiments: isImported ? listOf(config.experiment) : places.map(({ experiment }) => experiment),
      methods: isImported ? listOf(config.method) : this.methodsOf(places),
      layers: facts.layers,
      seed: facts.seed,
      recipe: facts.recipe,
      dataset: isImported ? textOf(config.dataset) : (names.datasets.get(facts.datasetKey ?? '') ?? null),
      plm:
        facts.plmKeys.length === 0 ? null : facts.plmKeys.map((plm) => this.plmName(plm, names)).join(' + '),
      preset: places[0]?.preset ?? null,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      progress: state === 'running' ? this.parts.progressOf(key) : null,
      device: row.device === null ? null : this.devices.of(row.device),
      bytes: state === 'done' ? row.bytes : null,
      metrics: this.metricsOf(row, facts),
      error: error?.message ?? null,
      errorSaid: error?.said,
      importedFrom: isImported ? importedFrom(config) : null,
      tags,
      note: row.note ?? '',
      starred: row.starred === 1,
      archived: row.archived === 1,
      trashedAt: row.trashed_at,
    };
  }

  private places(stages: readonly number[] | undefined): Map<number, PlaceOfRun[]> {
    const places = new Map<number, PlaceOfRun[]>();
    for (const place of this.store.runs.places(stages)) {
      const list = places.get(place.stage);
      if (list) list.push(place);
      else places.set(place.stage, [place]);
    }
    return places;
  }

  private methodsOf(places: readonly PlaceOfRun[]): string[] {
    const lists = [...new Set(places.map(({ methods }) => methods))].map((text) => this.methods.of(text));
    return lists.length === 1 ? lists[0]! : [...new Set(lists.flat())];
  }

  /** Of an evaluation, its models' sizes and times belong to its numbers; these may be computed later than it was listed. */
  private metricsOf(row: RunRow, { kind, inputs }: RunFacts): Record<string, number> {
    const known = this.metrics.get(row.key);
    if (known && known.summary === row.summary) return known.metrics;
    const names = kind === 'evaluate' ? Object.keys(inputs).filter((name) => name.startsWith('model-')) : [];
    const models = names.map((name): Summary => this.store.stages.get(inputs[name]!)?.summary ?? {});
    const metrics = metricsOf(kind, row.summary, models);
    this.metrics.set(row.key, { summary: row.summary, metrics });
    return metrics;
  }

  private names(): Names {
    // With several names for the same files, the first in the alphabet counts.
    const first = (list: readonly { key: string; name: string }[]): Map<string, string> =>
      new Map([...list].reverse().map(({ key, name }) => [key, name]));
    return { datasets: first(this.store.datasets.list()), plms: first(this.store.plms.list()) };
  }

  /** One that was pre-trained here has no name; its making tells it apart. */
  private plmName(key: string, names: Names): string {
    const named = names.plms.get(key);
    if (named !== undefined) return named;
    const facts = this.book.of(key);
    const made = facts?.config.plm as { arch?: string; layers?: number; hiddenSize?: number } | undefined;
    return made?.arch === undefined
      ? `PLM ${key.slice(0, 8)}`
      : `${made.arch} ${made.layers}x${made.hiddenSize}`;
  }

  /** Sizes are looked up once, when a finished run is first listed. */
  private fillBytes(runs: Run[]): void {
    const unknown = runs.filter(
      ({ key, kind, state, bytes, endedAt }) =>
        state === 'done' && bytes === null && kind !== 'imported' && this.sizeless.get(key) !== endedAt,
    );
    if (unknown.length === 0) return;
    this.store.transaction(() => {
      for (const run of unknown) {
        run.bytes = this.parts.bytesOf(run.key);
        if (run.bytes !== null) this.store.runs.setBytes(run.key, run.bytes);
        else this.sizeless.set(run.key, run.endedAt);
      }
    });
  }
}

interface Names {
  datasets: ReadonlyMap<string, string>;
  plms: ReadonlyMap<string, string>;
}

const listOf = (value: unknown): string[] => (typeof value === 'string' ? [value] : []);
/** Words for a kind of stage. */
export const kindTitle = (kind: string): string =>
  (STAGE_TITLES as Readonly<Record<string, string>>)[kind] ?? kind;
