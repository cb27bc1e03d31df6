/**
 * What makes an experiment wrong beyond the type of a field, as far as the file alone can tell: equal names, too many
 * teachers, students deeper than teachers or PLM. What needs the imported datasets and PLMs is the lab's (src-main/lab/experiments).
 */
import type { BasePlm } from './base-plm.ts';
import { type Method, methodLabel, methodTraits } from './methods.ts';
import { type PresetName, resolveSettings } from './presets.ts';
import type { SettingsOverrides } from './settings.ts';

/** What the rules read of an experiment. */
interface Rows {
  plm: BasePlm;
  preset: PresetName;
  settings?: SettingsOverrides | undefined;
  methods: Method[];
}

export type ReportProblem = (path: (string | number)[], message: string) => void;

function checkWidth(plm: BasePlm, path: (string | number)[], report: ReportProblem): void {
  if (typeof plm !== 'string' && plm.hiddenSize % plm.heads !== 0)
    report([...path, 'hiddenSize'], 'The width must be a multiple of the heads.');
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
    const at = (field: string, message: string) => report(['methods', i, field], message);
    const label = methodLabel(row);
    const earlier = labels.get(label);
    if (earlier !== undefined)
      at(
        'label',
        `Row ${i + 1} has the name "${label}" of row ${earlier + 1}; give one of them another label.`,
      );
    labels.set(label, i);

    const { copies, depths, uses } = methodTraits(row);
    const { postTraining } = resolveSettings(experiment, row);
    const kept = postTraining.copies;
    if (copies > kept)
      at(
        'teachers',
        `M = ${copies} teachers, but post-training keeps ${kept} copies (settings.postTraining.copies).`,
      );
    const { maxSteps, copyEvery } = postTraining;
    // With 0 the number of steps depends on the data.
    if (uses.includes('postTraining') && maxSteps > 0 && maxSteps < kept * copyEvery)
      report(
        [...(row.settings?.postTraining ? ['methods', i] : []), 'settings', 'postTraining', 'maxSteps'],
        `${kept} teacher copies, one every ${copyEvery} steps, need ${kept * copyEvery} steps; at most ${maxSteps} are allowed.`,
      );
    if ('teacherLayers' in row && row.layers > row.teacherLayers)
      at('layers', `A student of ${row.layers} layers is deeper than its teachers of ${row.teacherLayers}.`);
    if (typeof experiment.plm === 'string') return;
    for (const [field, layers] of Object.entries(depths))
      if (layers > experiment.plm.layers)
        at(field, `${layers} layers, but the base PLM has ${experiment.plm.layers}.`);
  });
}
