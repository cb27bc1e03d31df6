/** Says everything that is wrong with a configuration, each with its path, and what it would compute. */
import { stringify } from 'yaml';
import type { z } from 'zod';
import { type Experiment, experimentSchema, resolveSettings } from '#shared/config/experiment.ts';
import type { ExperimentCheck, Problem } from '#shared/contract/domain.ts';
import { canonicalJson } from '../graph/canonical-json.ts';
import type { StageDesk } from '../queue/stage-desk.ts';
import type { Store } from '../store/store.ts';
import { neededNodes, planExperiment, unknownDataset, unknownPlm } from './experiment-plan.ts';

/** @returns the experiment with defaults filled in, or its problems */
export function readExperiment(
  store: Store,
  config: unknown,
): { experiment: Experiment; problems: [] } | { experiment: null; problems: Problem[] } {
  const parsed = experimentSchema.safeParse(config);
  if (!parsed.success) return { experiment: null, problems: parsed.error.issues.flatMap(toProblems) };
  const problems = [
    ...checkDataset(store, parsed.data),
    ...checkPlm(store, parsed.data),
    ...checkName(store, parsed.data),
  ];
  return problems.length > 0 ? { experiment: null, problems } : { experiment: parsed.data, problems: [] };
}

export function checkExperiment(store: Store, desk: StageDesk, config: unknown): ExperimentCheck {
  const { experiment, problems } = readExperiment(store, config);
  if (!experiment) return { problems, plan: null, yaml: null };
  const nodes = planExperiment(store, experiment);
  const needed = neededNodes(nodes, (key) => desk.isFinished(key));
  const byKind: Record<string, { total: number; reused: number }> = {};
  for (const { key, config: stage } of nodes) {
    const count = (byKind[stage.kind] ??= { total: 0, reused: 0 });
    count.total++;
    if (!needed.has(key)) count.reused++;
  }
  const plan = { stages: nodes.length, reused: nodes.length - needed.size, byKind };
  return { problems: [], plan, yaml: experimentYaml(experiment) };
}

export const experimentYaml = (experiment: Experiment): string => stringify(experiment, { lineWidth: 100 });

/** An unknown field is named by its own path; a union tells what its nearest alternative misses. */
function toProblems(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: `There is no field "${key}".` }));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors.reduce((a, b) => (b.some(isDeep) && !a.some(isDeep) ? b : a));
    return nearest.flatMap((inner) => toProblems({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  return [{ path, message: issue.message }];
}

/** An alternative that got as far as a field is nearer than one of another type. */
const isDeep = (issue: z.core.$ZodIssue): boolean =>
  issue.path.length > 0 || issue.code === 'unrecognized_keys';

function checkDataset(store: Store, experiment: Experiment): Problem[] {
  const dataset = store.datasets.get(experiment.dataset);
  if (!dataset) return [{ path: ['dataset'], message: unknownDataset(experiment.dataset) }];
  const problems: Problem[] = [];
  const { splits, hasGeneralText } = dataset.summary;
  const labelled = (name: string): boolean =>
    splits.some(({ split, labelled }) => split === name && labelled);
  if (typeof experiment.plm !== 'string' && !hasGeneralText)
    problems.push({
      path: ['plm'],
      message: `The dataset "${dataset.name}" has no general text (general.txt) to pre-train on; use an imported PLM.`,
    });
  if (!labelled('train'))
    problems.push({
      path: ['dataset'],
      message: `The dataset "${dataset.name}" has no train split with clicks.`,
    });
  experiment.methods.forEach((method, row) => {
    const settings = resolveSettings(experiment, method);
    const { split } = settings.evaluation;
    const at = (group: string, field: string, message: string): void => {
      const own = method.settings?.[group as 'evaluation'] as Record<string, unknown> | undefined;
      const path = own?.[field] === undefined ? [] : ['methods', row];
      problems.push({ path: [...path, 'settings', group, field], message });
    };
    if (!labelled(split))
      at(
        'evaluation',
        'split',
        `The dataset "${dataset.name}" has no ${split} split with labels; measure on ${split === 'test' ? 'dev' : 'test'}.`,
      );
    const validates = (['fineTuning', 'stageTwo'] as const).filter(
      (group) => settings[group].validateEvery > 0 || settings[group].selection === 'best-validation',
    );
    if (!labelled('dev'))
      for (const group of validates)
        at(
          group,
          settings[group].validateEvery > 0 ? 'validateEvery' : 'selection',
          `The dataset "${dataset.name}" has no dev split with labels to validate on.`,
        );
  });
  return distinct(problems);
}

function checkPlm(store: Store, experiment: Experiment): Problem[] {
  if (typeof experiment.plm !== 'string') return [];
  const plm = store.plms.get(experiment.plm);
  if (!plm) return [{ path: ['plm'], message: unknownPlm(experiment.plm) }];
  const { layers, maxPositions } = plm.config;
  const problems: Problem[] = [];
  experiment.methods.forEach((method, row) => {
    const tooDeep = (field: string, value: number): void => {
      if (value > layers)
        problems.push({
          path: ['methods', row, field],
          message: `${value} layers, but the PLM "${plm.name}" has ${layers}.`,
        });
    };
    tooDeep('layers', method.layers);
    if (method.method === 'Tiny-NewsRec') tooDeep('teacherLayers', method.teacherLayers);
    const { input, postTraining } = resolveSettings(experiment, method);
    // Post-training plays no part in a row without it.
    const postTrains =
      method.method === 'PLM-NR' ? method.variant === 'DP' : method.stageOne || method.stageTwo;
    const lengths = [
      ['input', 'maxTitleTokens', input.maxTitleTokens],
      ['postTraining', 'maxTitleTokens', postTrains ? postTraining.maxTitleTokens : 0],
      ['postTraining', 'maxBodyTokens', postTrains ? postTraining.maxBodyTokens : 0],
    ] as const;
    for (const [group, field, tokens] of lengths) {
      if (tokens > maxPositions)
        problems.push({
          path: ['settings', group, field],
          message: `${tokens} tokens, but the PLM "${plm.name}" has ${maxPositions} positions.`,
        });
    }
  });
  return distinct(problems);
}

/** The same name with another configuration is another experiment. */
function checkName(store: Store, experiment: Experiment): Problem[] {
  const existing = store.experiments.get(experiment.name);
  if (!existing || isSameExperiment(existing.config, experiment)) return [];
  return [{ path: ['name'], message: nameTaken(experiment.name) }];
}

export const nameTaken = (name: string): string =>
  `There is an experiment "${name}" with another configuration. Choose another name, or remove that experiment.`;

/** Equal in all that is computed; description and backend are free to change. */
export function isSameExperiment(a: Experiment, b: Experiment): boolean {
  const essence = (experiment: Experiment): string =>
    canonicalJson({ ...experiment, description: '', backend: 'auto' });
  return essence(a) === essence(b);
}

function distinct(problems: Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
