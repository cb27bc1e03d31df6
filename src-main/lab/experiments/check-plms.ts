/** Whether the imported PLMs of an experiment fit its rows: layers, positions, and MT-BERT's teachers to their student. */
import { type BasePlm, plmTitle } from '#shared/config/base-plm.ts';
import type { Experiment } from '#shared/config/experiment.ts';
import { type Method, type MethodOf, methodTraits } from '#shared/config/methods.ts';
import { resolveSettings } from '#shared/config/presets.ts';
import type { Plm, Problem } from '#shared/contract/domain.ts';
import { type Said, say } from '#shared/messages/said.ts';
import type { Store } from '../store/store.ts';
import { unknownPlm } from './experiment-plan.ts';
import { problemAt } from './problem.ts';

export function checkPlms(store: Store, experiment: Experiment): Problem[] {
  const problems: Problem[] = [];
  const known = (name: string, path: Problem['path']): Plm | undefined => {
    const plm = store.plms.get(name);
    if (!plm) problems.push(problemAt(path, unknownPlm(name)));
    return plm;
  };
  const base = typeof experiment.plm === 'string' ? known(experiment.plm, ['plm']) : undefined;
  experiment.methods.forEach((row, i) => {
    if (base) problems.push(...checkDepths(base, row, i), ...checkLengths(base, experiment, row));
    if (row.method !== 'MT-BERT') return;
    row.teacherPlms.forEach((teacher, j) => {
      const path = ['methods', i, 'teacherPlms', j];
      const imported = typeof teacher === 'string' ? known(teacher, path) : undefined;
      const said = misfit(store, { base, plm: experiment.plm }, { imported, plm: teacher }, row);
      if (said) problems.push(problemAt(path, said));
    });
  });
  return problems;
}

function checkDepths(plm: Plm, row: Method, i: number): Problem[] {
  return Object.entries(methodTraits(row).depths)
    .filter(([, layers]) => layers > plm.config.layers)
    .map(([field, layers]) =>
      problemAt(
        ['methods', i, field],
        say('error.config.plmLayers', { layers, plm: plm.name, plmLayers: plm.config.layers }),
      ),
    );
}

/** Texts longer than the PLM has positions; post-training plays no part in a row without it. */
function checkLengths(plm: Plm, experiment: Experiment, row: Method): Problem[] {
  const { input, postTraining, domainMlm } = resolveSettings(experiment, row);
  const { uses } = methodTraits(row);
  const { maxPositions } = plm.config;
  const lengths = [
    ['input', 'maxTitleTokens', input.maxTitleTokens],
    ['postTraining', 'maxTitleTokens', uses.includes('postTraining') ? postTraining.maxTitleTokens : 0],
    ['postTraining', 'maxBodyTokens', uses.includes('postTraining') ? postTraining.maxBodyTokens : 0],
    ['domainMlm', 'maxTokens', uses.includes('domainMlm') ? domainMlm.maxTokens : 0],
  ] as const;
  return lengths
    .filter(([, , tokens]) => tokens > maxPositions)
    .map(([group, field, tokens]) =>
      problemAt(
        ['settings', group, field],
        say('error.config.positions', { tokens, plm: plm.name, positions: maxPositions }),
      ),
    );
}

interface Student {
  base: Plm | undefined;
  plm: BasePlm;
}

interface Teacher {
  imported: Plm | undefined;
  plm: BasePlm;
}

/** Why a PLM cannot teach MT-BERT's student; undefined where it can, or where it is unknown anyway. */
function misfit(
  store: Store,
  { base, plm }: Student,
  { imported, plm: teacher }: Teacher,
  row: MethodOf<'MT-BERT'>,
): Said | undefined {
  const width = base?.config.hiddenSize ?? (typeof plm === 'string' ? undefined : plm.hiddenSize);
  const own = typeof teacher === 'string' ? imported?.config : teacher;
  if (!own || width === undefined) return undefined;
  if (own.layers < row.teacherLayers)
    return say('error.config.teacherLayers', {
      teacherLayers: row.teacherLayers,
      plm: plmTitle(teacher),
      layers: own.layers,
    });
  if (own.hiddenSize !== width)
    return say('error.config.teacherWidth', {
      plm: plmTitle(teacher),
      width: own.hiddenSize,
      studentWidth: width,
    });
  const bothOwn = typeof plm !== 'string' && typeof teacher !== 'string';
  if (bothOwn || (base && imported && sameVocabulary(store, base, imported))) return undefined;
  return say('error.config.teacherVocabulary', { plm: plmTitle(teacher) });
}

/** As far as is known: an import of 0.1.0 kept no fingerprint, so there the sizes decide, and the stage looks closer. */
function sameVocabulary(store: Store, a: Plm, b: Plm): boolean {
  const prints = [a, b].map(({ key }) => store.stages.get(key)?.summary?.vocabulary);
  const [first, second] = prints.filter((print) => print !== undefined);
  return a.config.vocabSize === b.config.vocabSize && (second === undefined || first === second);
}
