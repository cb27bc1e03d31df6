/** Says everything that is wrong with a configuration, each with its path, and what it would compute. */
import { stringify } from 'yaml';
import type { z } from 'zod';
import { type Experiment, experimentSchema } from '#shared/config/experiment.ts';
import { noMethodSaid } from '#shared/config/methods.ts';
import { expandSweep, sweptPath } from '#shared/config/sweep.ts';
import type { ExperimentCheck, Plan, Problem } from '#shared/contract/domain.ts';
import { issueSaid } from '#shared/messages/issue-said.ts';
import { type Said, say } from '#shared/messages/said.ts';
import { canonicalJson } from '../graph/canonical-json.ts';
import type { StageNode } from '../graph/stage-node.ts';
import type { StageDesk } from '../queue/stage-desk.ts';
import type { Store } from '../store/store.ts';
import { checkDatasets } from './check-datasets.ts';
import { checkPlms } from './check-plms.ts';
import { checkSteps } from './check-steps.ts';
import type { CostDesk } from './cost/cost-desk.ts';
import { problemAt } from './problem.ts';
import { neededNodes, planExperiment } from './experiment-plan.ts';

export type ReadExperiment =
  | {
      /** With a row for each combination of its sweep; what is stored and run. */
      experiment: Experiment;
      /** As it is written, defaults filled in. */
      written: Experiment;
      problems: [];
    }
  | { experiment: null; problems: Problem[] };

/** @returns the experiment with defaults filled in and its sweep worked out, or its problems */
export function readExperiment(store: Store, config: unknown): ReadExperiment {
  const parsed = experimentSchema.safeParse(config, { reportInput: true });
  if (!parsed.success)
    return { experiment: null, problems: distinct(parsed.error.issues.flatMap(toProblems)) };
  const written = parsed.data;
  // The schema has checked the sweep.
  const rows = expandSweep(written, () => {})!;
  const experiment: Experiment = { ...written, methods: rows.methods };
  delete experiment.sweep;
  const problems = distinct(
    [
      ...checkDatasets(store, experiment),
      ...checkPlms(store, experiment),
      ...checkSteps(store, experiment),
      ...checkName(store, experiment),
    ].map((problem) => ({ ...problem, path: sweptPath(rows, problem.path) })),
  );
  return problems.length > 0 ? { experiment: null, problems } : { experiment, written, problems: [] };
}

export function checkExperiment(
  store: Store,
  desk: StageDesk,
  costs: CostDesk,
  config: unknown,
): ExperimentCheck {
  const read = readExperiment(store, config);
  if (!read.experiment) return { problems: read.problems, plan: null, cost: null, yaml: null };
  const { experiment, written } = read;
  const nodes = planExperiment(store, experiment);
  const needed = neededNodes(nodes, (key) => desk.isFinished(key));
  return {
    problems: [],
    plan: planOf(experiment, nodes, needed),
    cost: costs.estimate({ nodes, needed, backend: experiment.backend }),
    yaml: experimentYaml(written),
  };
}

export function planOf(
  { methods }: Pick<Experiment, 'methods'>,
  nodes: readonly StageNode[],
  needed: ReadonlySet<string>,
): Plan {
  const byKind: Plan['byKind'] = {};
  for (const { key, config } of nodes) {
    const count = (byKind[config.kind] ??= { total: 0, reused: 0 });
    count.total++;
    if (!needed.has(key)) count.reused++;
  }
  return { rows: methods.length, stages: nodes.length, reused: nodes.length - needed.size, byKind };
}

export const experimentYaml = (experiment: Experiment): string => stringify(experiment, { lineWidth: 100 });

/** An unknown field is named by its own path; a union tells what its nearest alternative misses. */
function toProblems(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => problemAt([...path, key], say('error.config.noField', { field: key })));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors.reduce((a, b) => (b.some(isDeep) && !a.some(isDeep) ? b : a));
    return nearest.flatMap((inner) => toProblems({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  const isRow = issue.code === 'invalid_union' && path[0] === 'methods' && path[2] === 'method';
  const said = isRow ? noMethodSaid(issue.input) : issueSaid(issue);
  return [{ path, message: issue.message, said }];
}

/** An alternative that got as far as a field is nearer than one of another type. */
const isDeep = (issue: z.core.$ZodIssue): boolean =>
  issue.path.length > 0 || issue.code === 'unrecognized_keys';

/** The same name with another configuration is another experiment. */
function checkName(store: Store, experiment: Experiment): Problem[] {
  const existing = store.experiments.get(experiment.name);
  if (!existing || isSameExperiment(existing.config, experiment)) return [];
  return [problemAt(['name'], nameTaken(experiment.name))];
}

export const nameTaken = (name: string): Said => say('error.experiment.taken', { name });

/** Equal in all that is computed; description and backend are free to change. */
export function isSameExperiment(a: Experiment, b: Experiment): boolean {
  const essence = (experiment: Experiment): string =>
    canonicalJson({ ...experiment, description: '', backend: 'auto' });
  return essence(a) === essence(b);
}

/** Rows that share a setting share its problem. */
function distinct(problems: Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
