/** NewsBERT and NewsBERT-MT: teachers, started from DP copies or from the PLM, and student learn together. */
import type { MethodOf } from '#shared/config/methods.ts';
import { capTrainable, embedAndEvaluate, type PlanContext } from './plan-context.ts';
import { copyFile, lastCopies, postTrain } from './teacher-stages.ts';

export function planNewsBert(context: PlanContext, row: MethodOf<'NewsBERT' | 'NewsBERT-MT'>): void {
  const { add, dataset, tokens, plm, settings, seed } = context;
  const { layers, teacherLayers } = row;
  const fromPlm = row.method === 'NewsBERT' && row.teacherStart === 'PLM';
  const copies = lastCopies(context, row.method === 'NewsBERT' ? 1 : row.teachers);
  const inputs: Record<string, string> = { dataset, tokens, plm };
  if (!fromPlm) inputs.teachers = postTrain(context, teacherLayers);
  const newsBert = capTrainable(settings.newsBert, layers);
  const model = add({
    config: {
      kind: 'newsbert',
      layers,
      teacherLayers,
      teacherFiles: fromPlm ? [null] : copies.map(copyFile),
      model: settings.model,
      input: settings.input,
      newsBert: {
        ...newsBert,
        teacherTrainableLayers: Math.min(newsBert.teacherTrainableLayers, teacherLayers),
      },
    },
    seed,
    inputs,
    title: 'Distil, NewsBERT',
  });
  embedAndEvaluate(context, [{ model, layers }]);
}
