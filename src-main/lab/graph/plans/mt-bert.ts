/** MT-BERT: teachers of different PLMs, fine-tuned together, then their student. */
import type { MethodOf } from '#shared/config/methods.ts';
import { capTrainable, embedAndEvaluate, embedTitles, type PlanContext } from './plan-context.ts';

export function planMtBert(context: PlanContext, row: MethodOf<'MT-BERT'>): void {
  const { add, dataset, tokens, plm, settings, seed, teacherSeed } = context;
  const { layers, teacherLayers } = row;
  const plms = row.teacherPlms.map((teacher, i) => context.otherPlm(teacher, i));
  const plmInputs = Object.fromEntries(plms.map((key, i) => [`plm-${i + 1}`, key]));
  const teachers = add({
    config: {
      kind: 'mt-bert-teachers',
      layers: teacherLayers,
      teachers: plms.length,
      model: settings.model,
      input: settings.input,
      fineTuning: capTrainable(settings.fineTuning, teacherLayers),
    },
    seed: teacherSeed,
    inputs: { dataset, tokens, ...plmInputs },
    title: 'Fine-tune teachers together',
  });
  const inputs: Record<string, string> = { dataset, tokens, plm, teachers, ...plmInputs };
  plms.forEach((key, i) => {
    const trained = {
      model: teachers,
      layers: teacherLayers,
      plm: key,
      modelFile: `teacher-${i + 1}.safetensors`,
    };
    inputs[`teacher-${i + 1}-news`] = embedTitles(context, trained, `Embed news, teacher ${i + 1}`);
  });
  const model = add({
    config: {
      kind: 'mt-bert',
      layers,
      teacherLayers,
      teachers: plms.length,
      model: settings.model,
      input: settings.input,
      mtBert: capTrainable(settings.mtBert, layers),
    },
    seed,
    inputs,
    title: 'Distil, MT-BERT',
  });
  embedAndEvaluate(context, [{ model, layers }]);
}
