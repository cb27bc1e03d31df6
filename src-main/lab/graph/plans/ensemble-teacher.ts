/** Ensemble-Teacher: the mean score of the M fine-tuned DP teachers; nothing more is trained (docs/numerics.md). */
import type { MethodOf } from '#shared/config/methods.ts';
import { embedAndEvaluate, type PlanContext } from './plan-context.ts';
import { fineTunedTeachers } from './teacher-stages.ts';

export function planEnsembleTeacher(
  context: PlanContext,
  { layers, teachers }: MethodOf<'Ensemble-Teacher'>,
): void {
  const models = fineTunedTeachers(context, layers, teachers);
  embedAndEvaluate(
    context,
    models.map((model) => ({ model, layers })),
  );
}
