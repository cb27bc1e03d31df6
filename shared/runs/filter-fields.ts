/** From a name in a filter to the field it means: exact, by another word for it, or by the end of a setting's path. */
import { editDistance } from './edit-distance.ts';
import { OWN_FIELDS, type RunField } from './fields.ts';
import { FilterError } from './filter-problem.ts';
import type { Token } from './filter-tokens.ts';

/** Other words for fields; a metric of that name goes first. */
const ALIASES: Readonly<Record<string, string>> = {
  name: 'title',
  methods: 'method',
  experiments: 'experiment',
  tag: 'tags',
  notes: 'note',
  star: 'starred',
  startedat: 'started',
  endedat: 'ended',
  seconds: 'duration',
  bytes: 'size',
  imported: 'importedFrom',
  source: 'importedFrom',
  id: 'key',
};

const NAMES_IN_MESSAGE = 4;

export class FilterFields {
  private readonly exact = new Map<string, RunField>();
  private readonly folded = new Map<string, RunField[]>();
  private readonly ends = new Map<string, RunField[]>();

  constructor(fields: readonly RunField[]) {
    for (const field of fields.length > 0 ? fields : OWN_FIELDS) {
      this.exact.set(field.id, field);
      push(this.folded, field.id.toLowerCase(), field);
      if (field.source !== 'recipe') continue;
      const parts = field.id.toLowerCase().split('.');
      for (let from = 1; from < parts.length; from++) push(this.ends, parts.slice(from).join('.'), field);
    }
  }

  /** Undefined where no field, or more than one, is meant. */
  find(name: string): RunField | undefined {
    const meant = this.meant(name);
    return meant.length === 1 ? meant[0] : undefined;
  }

  /** @throws FilterError naming what was perhaps meant */
  get({ text, from, to }: Token): RunField {
    const meant = this.meant(text);
    if (meant.length === 1) return meant[0]!;
    if (meant.length > 1) {
      const names = meant.slice(0, NAMES_IN_MESSAGE).map(({ id }) => id);
      if (meant.length > names.length) names.push('...');
      throw new FilterError('ambiguous-field', from, to, { name: text, fields: names.join(', ') });
    }
    const near = this.nearest(text);
    throw near === undefined
      ? new FilterError('unknown-field', from, to, { name: text })
      : new FilterError('unknown-field-near', from, to, { name: text, near });
  }

  /** `tag:foo` as field and value; undefined where what stands before the colon names no field, as in `12:30`. */
  shorthand(word: string): { name: string; value: string } | undefined {
    const colon = word.indexOf(':');
    const name = word.slice(0, colon);
    return colon > 0 && this.meant(name).length > 0 ? { name, value: word.slice(colon + 1) } : undefined;
  }

  private meant(name: string): RunField[] {
    const exact = this.exact.get(name);
    if (exact) return [exact];
    const folded = name.toLowerCase();
    const alias = Object.hasOwn(ALIASES, folded) ? this.exact.get(ALIASES[folded]!) : undefined;
    return this.folded.get(folded) ?? (alias ? [alias] : (this.ends.get(folded) ?? []));
  }

  private nearest(name: string): string | undefined {
    const folded = name.toLowerCase();
    let best: string | undefined;
    let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
    for (const known of [...this.folded.keys(), ...Object.keys(ALIASES), ...this.ends.keys()]) {
      const distance = editDistance(folded, known, bestDistance);
      if (distance < bestDistance) [best, bestDistance] = [known, distance];
    }
    return best === undefined ? undefined : (this.folded.get(best)?.[0]?.id ?? best);
  }
}

function push(map: Map<string, RunField[]>, name: string, field: RunField): void {
  const list = map.get(name);
  if (list) list.push(field);
  else map.set(name, [field]);
}
