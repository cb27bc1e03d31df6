/**
 * The experiment being written: a plain configuration, changed field by field, and what the lab says of it (problems by
 * field, the plan). Half-typed values stay as they are; the check names them.
 */
import type { ExperimentCheck } from '#shared/contract/domain.ts';
import { PRESETS } from '#shared/config/presets.ts';
import { AppError } from '#shared/errors.ts';
import { lab } from '../api.ts';
import type { Path } from '../form/fields.ts';
import { groupByField, pathKey } from '../form/problems.ts';
import { pruned, toYaml } from '../form/yaml-text.ts';

type Branch = Record<string | number, unknown>;
const CHECK_AFTER_MS = 250;

export class Draft {
  config = $state<Branch>({});
  check = $state.raw<ExperimentCheck | undefined>();
  checkError = $state.raw<AppError | undefined>();
  checking = $state(false);
  private problemsByField = $derived(groupByField(this.check?.problems ?? []));
  yaml = $derived(toYaml($state.snapshot(this.config)));
  private timer: ReturnType<typeof setTimeout> | undefined;
  private request = 0;

  constructor(config: unknown) {
    this.config = structuredClone(config) as Branch;
    void this.runCheck();
  }

  dispose(): void {
    this.request++;
    clearTimeout(this.timer);
  }

  get(path: Path): unknown {
    let at: unknown = this.config;
    for (const key of path) at = at !== null && typeof at === 'object' ? (at as Branch)[key] : undefined;
    return at;
  }

  /** @param value undefined takes the field out, so that its default or preset counts */
  set(path: Path, value: unknown): void {
    let at: Branch = this.config;
    for (const key of path.slice(0, -1)) {
      if (at[key] === null || typeof at[key] !== 'object') at[key] = {};
      at = at[key] as Branch;
    }
    const last = path.at(-1);
    if (last === undefined) return;
    if (value === undefined) delete at[last];
    else at[last] = value;
    this.checkSoon();
  }

  get methods(): Branch[] {
    return Array.isArray(this.config.methods) ? (this.config.methods as Branch[]) : [];
  }

  /** Replaces the rows by what `change` makes of a copy. */
  changeMethods(change: (rows: Branch[]) => void): void {
    const rows = $state.snapshot(this.methods) as Branch[];
    change(rows);
    this.config.methods = rows;
    this.checkSoon();
  }

  /** The problem beside a field. */
  problem(path: Path): string | undefined {
    return this.problemsByField.get(pathKey(path));
  }

  /** How many problems lie at or under a path. */
  problemsUnder(path: Path): number {
    const prefix = pathKey(path);
    return (this.check?.problems ?? []).filter(({ path: at }) => {
      const key = pathKey(at);
      return key === prefix || key.startsWith(`${prefix}/`);
    }).length;
  }

  /** What a setting is without a change here: a row stands on the experiment's changes, these on the preset. */
  inherited(path: Path): unknown {
    const [group, key] = path.slice(-2) as [string, string];
    const own = this.get(['settings', group, key]);
    if (path[0] === 'methods' && own !== undefined) return own;
    const preset = this.config.preset === 'repo' ? PRESETS.repo : PRESETS.paper;
    return (preset as unknown as Record<string, Record<string, unknown>>)[group]?.[key];
  }

  start(): ReturnType<typeof lab.experiments.start> {
    return lab.experiments.start({ config: this.snapshot() });
  }

  private snapshot(): unknown {
    return pruned($state.snapshot(this.config)) ?? {};
  }

  private checkSoon(): void {
    this.checking = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.runCheck(), CHECK_AFTER_MS);
  }

  private async runCheck(): Promise<void> {
    const mine = ++this.request;
    this.checking = true;
    try {
      const check = await lab.experiments.check({ config: this.snapshot() });
      if (mine !== this.request) return;
      this.check = check;
      this.checkError = undefined;
    } catch (thrown) {
      if (mine === this.request) this.checkError = AppError.from(thrown);
    } finally {
      if (mine === this.request) this.checking = false;
    }
  }
}
