/**
 * The experiment being written: a plain configuration, changed field by field or as text, both kept equal, and what the
 * lab says of it (problems by field, plan, cost). Half-typed values stay as they are; the check names them.
 */
import { Document } from 'yaml';
import { PRESETS } from '#shared/config/presets.ts';
import type { ExperimentCheck } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import { lab } from '../api.ts';
import { fieldAt } from '../form/field-words.ts';
import type { Path } from '../form/fields.ts';
import { groupByField, inWords, pathKey } from '../form/problems.ts';
import { errorLine, problemLines, readYaml, writeYaml, type YamlProblem } from '../form/yaml-document.ts';
import { pruned } from '../form/yaml-text.ts';
import type { KeptDraft } from './kept-drafts.ts';
import { t } from './language.svelte.ts';
import { notices } from './notices.svelte.ts';

type Branch = Record<string | number, unknown>;
const CHECK_AFTER_MS = 250;

export class Draft {
  config = $state<Branch>({});
  /** The file: as the user typed it, or as the form wrote it. */
  text = $state('');
  /** Why the text cannot be read; the form stays at what it was before. */
  yamlProblem = $state.raw<YamlProblem | undefined>();
  check = $state.raw<ExperimentCheck | undefined>();
  checkError = $state.raw<AppError | undefined>();
  checking = $state(false);
  /** Of the text, or of the last text that could be read. */
  private document = $state.raw(new Document({}));
  /** Of the last check, in the language shown. */
  problems = $derived(
    (this.check?.problems ?? []).map((problem) => ({
      path: problem.path,
      message: inWords(problem, fieldAt(problem.path)),
    })),
  );
  private problemsByField = $derived(groupByField(this.problems));
  /** Line of the text -> what is wrong there. */
  lines = $derived(
    this.yamlProblem ? errorLine(this.yamlProblem) : problemLines(this.document, this.text, this.problems),
  );
  private timer: ReturnType<typeof setTimeout> | undefined;
  private request = 0;

  private readonly begun: string;

  /** @param yaml a file of about this configuration, whose comments stay @param begun the file as it first was */
  constructor(config: unknown, yaml = '', begun?: string) {
    this.config = structuredClone(config) as Branch;
    const read = readYaml(yaml);
    if ('document' in read) this.document = read.document;
    this.write();
    this.begun = begun ?? this.text;
    void this.runCheck();
  }

  /** As it was left. */
  static from({ config, text, begun }: KeptDraft): Draft {
    const draft = new Draft(config, text, begun);
    if (draft.text !== text) draft.edit(text);
    return draft;
  }

  /** What brings it back; undefined: it is as it began. */
  get kept(): KeptDraft | undefined {
    const { text, begun } = this;
    return text === begun ? undefined : { config: $state.snapshot(this.config), text, begun };
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
    this.changed();
  }

  get methods(): Branch[] {
    return Array.isArray(this.config.methods) ? (this.config.methods as Branch[]) : [];
  }

  /** Replaces the rows by what `change` makes of a copy. */
  changeMethods(change: (rows: Branch[]) => void): void {
    const rows = $state.snapshot(this.methods) as Branch[];
    change(rows);
    this.config.methods = rows;
    this.changed();
  }

  /** The text as it is typed; the form follows where it can be read. */
  edit(text: string): void {
    this.text = text;
    const read = readYaml(text);
    this.yamlProblem = 'problem' in read ? read.problem : undefined;
    if (!('document' in read)) return;
    this.document = read.document;
    this.config = read.config;
    this.checkSoon();
  }

  /** The problem beside a field. */
  problem(path: Path): string | undefined {
    return this.problemsByField.get(pathKey(path));
  }

  /** How many problems lie at or under a path. */
  problemsUnder(path: Path): number {
    const prefix = pathKey(path);
    return this.problems.filter(({ path: at }) => {
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
    return lab.experiments.start({ config: this.snapshot(), yaml: this.text });
  }

  private snapshot(): unknown {
    return pruned($state.snapshot(this.config)) ?? {};
  }

  private changed(): void {
    if (this.yamlProblem) {
      const lost = this.text;
      this.yamlProblem = undefined;
      notices.add({
        tone: 'info',
        text: t('form.yamlReplaced'),
        action: { label: t('shared.undo'), run: () => this.edit(lost) },
      });
    }
    this.write();
    this.checkSoon();
  }

  private write(): void {
    this.text = writeYaml(this.document, this.snapshot());
    const read = readYaml(this.text);
    if ('document' in read) this.document = read.document;
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
