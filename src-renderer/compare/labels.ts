/** What groups of runs are called: the user's name, else their methods, told apart by experiments where these are the same. */
import type { Run } from '#shared/contract/runs.ts';

export interface NamedGroup {
  /** Unique among the groups. */
  label: string;
  /** Without the user's name: a renamed method keeps its colour. */
  own: string;
}

export function labelsOf(
  groups: readonly (readonly Run[])[],
  names: readonly (string | null)[] = [],
): NamedGroup[] {
  const own = apart(groups.map(baseLabel), groups);
  const labels = unique(own.map((label, at) => names[at]?.trim() || label));
  return own.map((label, at) => ({ own: label, label: labels[at]! }));
}

function baseLabel(runs: readonly Run[]): string {
  const [first] = runs;
  if (!first) return '?';
  const methods = first.methods.filter((method) => runs.every((run) => run.methods.includes(method)));
  // A stage that many rows share is no method's result.
  if (methods.length > 0 && methods.length <= 2) return methods.join(' / ');
  return runs.every(({ title }) => title === first.title) ? first.title : `${first.title} …`;
}

/** Of the same label: with the experiments that only this group has. */
function apart(labels: readonly string[], groups: readonly (readonly Run[])[]): string[] {
  const counts = countsOf(labels);
  const longer = labels.map((label, at) => {
    const runs = groups[at] ?? [];
    const [first] = runs;
    if ((counts.get(label) ?? 0) < 2 || !first) return label;
    const experiment = first.experiments.find((name) =>
      groups.every(
        (others, other) =>
          other === at || labels[other] !== label || !others.some((run) => run.experiments.includes(name)),
      ),
    );
    const dataset = first.dataset;
    const isOtherData = groups.some(
      (others, other) => other !== at && labels[other] === label && others[0]?.dataset !== dataset,
    );
    const by = experiment ?? (isOtherData ? dataset : null);
    return by === null ? label : `${label} (${by})`;
  });
  return unique(longer);
}

function unique(labels: readonly string[]): string[] {
  const seen = new Set<string>();
  return labels.map((label) => {
    let name = label;
    for (let n = 2; seen.has(name); n++) name = `${label} (${n})`;
    seen.add(name);
    return name;
  });
}

function countsOf(labels: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
