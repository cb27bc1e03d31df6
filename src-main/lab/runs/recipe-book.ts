/**
 * What a run computes whatever its seed: a hash and the settings of its stage and of all it stands on. A stage's
 * configuration and inputs never change, so what was worked out once is kept.
 */
import { createHash } from 'node:crypto';
import type { FieldValue, Recipe } from '#shared/contract/runs.ts';
import { canonicalJson } from '../graph/canonical-json.ts';
import type { FixedRow } from '../store/run-table.ts';
import { flatFields, importedFields, isSeedField } from './recipe-fields.ts';

/** Facts of a run that follow from its configuration and inputs alone. */
export interface RunFacts {
  kind: string;
  config: Record<string, unknown>;
  /** Input name -> key. */
  inputs: Record<string, string>;
  /** Its own, or of what it measures. */
  seed: number;
  recipe: string;
  layers: number | null;
  datasetKey: string | null;
  /** Keys of the PLM stages it stands on. */
  plmKeys: string[];
}

/** They draw no random numbers and store 0; what they measure has the seed. */
const SEEDLESS: ReadonlySet<string> = new Set(['tokenize', 'embed', 'evaluate', 'efficiency']);
/** Data is what was read, not how it was asked for: another file, or a subset of other users, is another recipe. */
const DATA: ReadonlySet<string> = new Set(['import-dataset', 'derive-dataset', 'import-plm']);
const PLMS: ReadonlySet<string> = new Set(['import-plm', 'pretrain']);

interface RecipeNode {
  /** Fields of this stage alone. */
  fields: readonly [string, FieldValue][];
  inputs: readonly string[];
}

export class RecipeBook {
  private readonly facts = new Map<string, RunFacts>();
  private readonly nodes = new Map<string, RecipeNode>();
  private readonly recipes = new Map<string, Recipe>();
  private readonly read: (key: string) => FixedRow | undefined;

  constructor(read: (key: string) => FixedRow | undefined) {
    this.read = read;
  }

  /** Undefined for a key without a row. */
  of(key: string): RunFacts | undefined {
    const known = this.facts.get(key);
    if (known) return known;
    const row = this.read(key);
    if (!row) return undefined;
    const facts = this.work(key, row);
    this.facts.set(key, facts);
    return facts;
  }

  /** Rows that are gone may come back from elsewhere. */
  forget(key: string): void {
    this.facts.delete(key);
  }

  /** Settings by `<kind>.<group>.<field>`, its own and those of all it stands on. */
  fields(recipe: string): Recipe {
    const known = this.recipes.get(recipe);
    if (known) return known;
    const values = new Map<string, Set<FieldValue>>();
    const seen = new Set<string>();
    const visit = (id: string): void => {
      const node = this.nodes.get(id);
      if (!node || seen.has(id)) return;
      seen.add(id);
      for (const [name, value] of node.fields) {
        const set = values.get(name);
        if (set) set.add(value);
        else values.set(name, new Set([value]));
      }
      node.inputs.forEach(visit);
    };
    visit(recipe);
    const fields: Recipe = {};
    for (const [name, set] of values)
      fields[name] = set.size === 1 ? [...set][0]! : [...set].map(String).sort(byText).join(', ');
    this.recipes.set(recipe, fields);
    return fields;
  }

  private work(key: string, row: FixedRow): RunFacts {
    const { kind } = row;
    const config = JSON.parse(row.config) as Record<string, unknown>;
    const inputs = JSON.parse(row.inputs) as Record<string, string>;
    const parents = Object.entries(inputs).map(([name, input]) => ({ name, key: input, of: this.of(input) }));
    const imported = kind === 'imported';
    const ownFields = imported ? importedFields(config) : flatFields(kind, config);
    const recipe = hash(
      DATA.has(kind)
        ? [kind, key]
        : imported
          ? [
              kind,
              config.method ?? null,
              config.dataset ?? null,
              ownFields.filter(([name]) => !isSeedField(name)),
            ]
          : [kind, ownConfig(config), parents.map((p) => [p.name, p.of?.recipe ?? p.key]).sort(byName)],
    );
    if (!this.nodes.has(recipe))
      this.nodes.set(recipe, {
        fields: ownFields.filter(([name]) => !imported || !isSeedField(name)),
        inputs: parents.flatMap(({ of }) => of?.recipe ?? []),
      });
    const model = inputs['model-1'] ?? inputs.model;
    const measured = model === undefined ? undefined : this.of(model);
    const nearest = (): number =>
      parents.find(({ of }) => of && !DATA.has(of.kind) && of.seed !== 0)?.of?.seed ?? 0;
    const isData = kind === 'import-dataset' || kind === 'derive-dataset';
    return {
      kind,
      config,
      inputs,
      seed: row.seed === 0 && SEEDLESS.has(kind) ? (measured?.seed ?? nearest()) : row.seed,
      recipe,
      layers: ownLayers(kind, config) ?? (SEEDLESS.has(kind) ? (measured?.layers ?? null) : null),
      datasetKey: isData ? key : firstOf(parents.map(({ of }) => of?.datasetKey)),
      plmKeys: PLMS.has(kind) ? [key] : plmsOf(inputs, measured, parents),
    };
  }
}

const hash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
const byText = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
const byName = ([a]: string[], [b]: string[]): number => (a! < b! ? -1 : 1);
const firstOf = <T>(values: readonly (T | null | undefined)[]): T | null =>
  values.find((value) => value !== null && value !== undefined) ?? null;

function ownConfig({ kind: _, ...fields }: Record<string, unknown>): Record<string, unknown> {
  return fields;
}

function ownLayers(kind: string, config: Record<string, unknown>): number | null {
  const from =
    kind === 'pretrain'
      ? config.plm
      : kind === 'efficiency'
        ? (config.models as unknown[] | undefined)?.[0]
        : config;
  const layers = (from as { layers?: unknown } | undefined)?.layers;
  return typeof layers === 'number' ? layers : null;
}

/** Those that the stage reads itself, else those of the model it measures, else those of whatever it reads. */
function plmsOf(
  inputs: Record<string, string>,
  measured: RunFacts | undefined,
  parents: readonly { of: RunFacts | undefined }[],
): string[] {
  // MT-BERT reads its teachers' PLMs, too; the student's own is `plm`.
  if (inputs.plm !== undefined) return [inputs.plm];
  if (measured) return measured.plmKeys;
  const own = Object.keys(inputs).filter((name) => name.startsWith('plm-'));
  if (own.length > 0) return [...new Set(own.map((name) => inputs[name]!))];
  return [...new Set(parents.flatMap(({ of }) => of?.plmKeys ?? []))];
}
