/** Whether an experiment's datasets have what its rows read: clicks, labels where it measures, text to pre-train on. */
import type { Experiment } from '#shared/config/experiment.ts';
import { type Method, methodTraits } from '#shared/config/methods.ts';
import { resolveSettings } from '#shared/config/presets.ts';
import type { Settings } from '#shared/config/settings.ts';
import type { Dataset, Problem } from '#shared/contract/domain.ts';
import { type Said, say } from '#shared/messages/said.ts';
import type { Store } from '../store/store.ts';
import { unknownDataset } from './experiment-plan.ts';
import { problemAt } from './problem.ts';

export function checkDatasets(store: Store, experiment: Experiment): Problem[] {
  const dataset = store.datasets.get(experiment.dataset);
  const problems: Problem[] = [];
  if (experiment.corpus !== undefined && !store.datasets.get(experiment.corpus))
    problems.push(problemAt(['corpus'], unknownDataset(experiment.corpus)));
  if (!dataset) return [...problems, problemAt(['dataset'], unknownDataset(experiment.dataset))];
  const ownPlm = (plm: unknown) => typeof plm !== 'string';
  const pretrains =
    ownPlm(experiment.plm) ||
    experiment.methods.some((row) => row.method === 'MT-BERT' && row.teacherPlms.some(ownPlm));
  if (pretrains && !dataset.summary.hasGeneralText)
    problems.push(problemAt(['plm'], say('error.config.noGeneralText', { dataset: dataset.name })));
  if (!isLabelled(dataset, 'train'))
    problems.push(problemAt(['dataset'], say('error.config.noClicks', { dataset: dataset.name })));
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
  const at = (group: keyof Settings, field: string, said: Said): void => {
    const own = row.settings?.[group] as Record<string, unknown> | undefined;
    const path = own?.[field] === undefined ? [] : ['methods', i];
    problems.push(problemAt([...path, 'settings', group, field], said));
  };
  const { split } = settings.evaluation;
  if (!isLabelled(dataset, split))
    at(
      'evaluation',
      'split',
      say('error.config.noSplit', {
        dataset: dataset.name,
        split,
        other: split === 'test' ? 'dev' : 'test',
      }),
    );
  if (isLabelled(dataset, 'dev')) return problems;
  const { uses } = methodTraits(row);
  for (const group of VALIDATING) {
    const { validateEvery, selection } = settings[group];
    if (!uses.includes(group) || (validateEvery === 0 && selection === 'last')) continue;
    at(
      group,
      validateEvery > 0 ? 'validateEvery' : 'selection',
      say('error.config.noValidation', { dataset: dataset.name }),
    );
  }
  return problems;
}
