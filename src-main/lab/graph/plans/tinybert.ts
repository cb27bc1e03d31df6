/** TinyBERT (the teacher is PLM-NR (DP)) and TinyBERT-MT (M fine-tuned DP teachers). */
import type { MethodOf } from '#shared/config/methods.ts';
import { capTrainable, embedAndEvaluate, type PlanContext } from './plan-context.ts';
import { fineTunedTeachers, teacherInputs } from './teacher-stages.ts';

export function planTinyBert(context: PlanContext, row: MethodOf<'TinyBERT' | 'TinyBERT-MT'>): void {
  const { add, dataset, tokens, plm, settings, seed } = context;
  const { layers, teacherLayers, procedure } = row;
  const count = row.method === 'TinyBERT' ? 1 : row.teachers;
  const teachers = fineTunedTeachers(context, teacherLayers, count);
  const model = add({
    config: {
      kind: 'tinybert',
      layers,
      teacherLayers,
      teachers: count,
      procedure,
      model: settings.model,
      input: settings.input,
      tinyBert: capTrainable(settings.tinyBert, layers),
    },
    seed,
    inputs: { dataset, tokens, plm, ...teacherInputs(context, teacherLayers, teachers) },
    title: 'Distil, TinyBERT',
  });
  embedAndEvaluate(context, [{ model, layers }]);
}
