/**
 * What makes an experiment wrong beyond the type of a field, as far as the file alone can tell: equal names, too many
 * teachers, students deeper than teachers or PLM. What needs the imported datasets and PLMs is the lab's (src-main/lab/experiments).
 */
import type { BasePlm } from './base-plm.ts';
import { type Method, methodLabel, methodTraits } from './methods.ts';
import { type Said, say } from '../messages/said.ts';
import { type PresetName, resolveSettings } from './presets.ts';
import type { SettingsOverrides } from './settings.ts';

/** What the rules read of an experiment. */
interface Rows {
  plm: BasePlm;
  preset: PresetName;
  settings?: SettingsOverrides | undefined;
  methods: Method[];
}

export type ReportProblem = (path: (string | number)[], said: Said) => void;

function checkWidth(plm: BasePlm, path: (string | number)[], report: ReportProblem): void {
  if (typeof plm !== 'string' && plm.hiddenSize % plm.heads !== 0)
    report([...path, 'hiddenSize'], say('error.config.heads'));
}

export function checkPlms({ plm, methods }: Rows, report: ReportProblem): void {
  checkWidth(plm, ['plm'], report);
  methods.forEach((row, i) => {
    if (row.method === 'MT-BERT')
      row.teacherPlms.forEach((teacher, j) => checkWidth(teacher, ['methods', i, 'teacherPlms', j], report));
  });
}

export function checkRows(experiment: Rows, report: ReportProblem): void {
  const labels = new Map<string, number>();
  experiment.methods.forEach((row, i) => {
    const at = (field: string, said: Said) => report(['methods', i, field], said);
    const label = methodLabel(row);
    const earlier = labels.get(label);
    if (earlier !== undefined)
      at('label', say('error.config.labelTwice', { row: i + 1, label, earlier: earlier + 1 }));
    labels.set(label, i);

    const { copies, depths, uses } = methodTraits(row);
    const { postTraining } = resolveSettings(experiment, row);
    const kept = postTraining.copies;
    if (copies > kept) at('teachers', say('error.config.copies', { copies, kept }));
    const { maxSteps, copyEvery } = postTraining;
    // With 0 the number of steps depends on the data.
    if (uses.includes('postTraining') && maxSteps > 0 && maxSteps < kept * copyEvery)
      report(
        [...(row.settings?.postTraining ? ['methods', i] : []), 'settings', 'postTraining', 'maxSteps'],
        say('error.config.copySteps', { kept, copyEvery, needed: kept * copyEvery, maxSteps }),
      );
    if ('teacherLayers' in row && row.layers > row.teacherLayers)
      at(
        'layers',
        say('error.config.deeperStudent', { layers: row.layers, teacherLayers: row.teacherLayers }),
      );
    if (typeof experiment.plm === 'string') return;
    for (const [field, layers] of Object.entries(depths))
      if (layers > experiment.plm.layers)
        at(field, say('error.config.basePlmLayers', { layers, plmLayers: experiment.plm.layers }));
  });
}
