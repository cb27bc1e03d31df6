/** Whether an experiment's datasets have what its rows read: clicks, labels where it measures, text to pre-train on. */
import type { Experiment } from '#shared/config/experiment.ts';
import { type Method, methodTraits } from '#shared/config/methods.ts';
import { resolveSettings } from '#shared/config/presets.ts';
import type { Settings } from '#shared/config/settings.ts';
import type { Dataset, Problem } from '#shared/contract/domain.ts';
import type { Store } from '../store/store.ts';
import { unknownDataset } from './experiment-plan.ts';

export function checkDatasets(store: Store, experiment: Experiment): Problem[] {
  const dataset = store.datasets.get(experiment.dataset);
  const problems: Problem[] = [];
  if (experiment.corpus !== undefined && !store.datasets.get(experiment.corpus))
    problems.push({ path: ['corpus'], message: unknownDataset(experiment.corpus) });
  if (!dataset) return [...problems, { path: ['dataset'], message: unknownDataset(experiment.dataset) }];
  const ownPlm = (plm: unknown) => typeof plm !== 'string';
  const pretrains =
    ownPlm(experiment.plm) ||
    experiment.methods.some((row) => row.method === 'MT-BERT' && row.teacherPlms.some(ownPlm));
  if (pretrains && !dataset.summary.hasGeneralText)
    problems.push({
      path: ['plm'],
      message: `The dataset "${dataset.name}" has no general text (general.txt) to pre-train on; use an imported PLM.`,
    });
  if (!isLabelled(dataset, 'train'))
    problems.push({
      path: ['dataset'],
      message: `The dataset "${dataset.name}" has no train split with clicks.`,
    });
  experiment.methods.forEach((row, i) => problems.push(...checkSplits(dataset, experiment, row, i)));
  return problems;
}

const isLabelled = ({ summary }: Dataset, name: string): boolean =>
  summary.splits.some(({ split, labelled }) => split === name && labelled);

/** Groups of settings that may measure on the dev split. */
const VALIDATING = ['fineTuning', 'stageTwo', 'tinyBert', 'newsBert', 'mtBert'] as const;

function checkSplits(dataset: Dataset, experiment: Experiment, row: Method, i: number): Problem[] {
  const problems: Problem[] = [];
  const settings = resolveSettings(experiment, row);
  const at = (group: keyof Settings, field: string, message: string): void => {
    const own = row.settings?.[group] as Record<string, unknown> | undefined;
    const path = own?.[field] === undefined ? [] : ['methods', i];
    problems.push({ path: [...path, 'settings', group, field], message });
  };
  const { split } = settings.evaluation;
  if (!isLabelled(dataset, split))
    at(
      'evaluation',
      'split',
      `The dataset "${dataset.name}" has no ${split} split with labels; measure on ${split === 'test' ? 'dev' : 'test'}.`,
    );
  if (isLabelled(dataset, 'dev')) return problems;
  const { uses } = methodTraits(row);
  for (const group of VALIDATING) {
    const { validateEvery, selection } = settings[group];
    if (!uses.includes(group) || (validateEvery === 0 && selection === 'last')) continue;
    at(
      group,
      validateEvery > 0 ? 'validateEvery' : 'selection',
      `The dataset "${dataset.name}" has no dev split with labels to validate on.`,
    );
  }
  return problems;
}
