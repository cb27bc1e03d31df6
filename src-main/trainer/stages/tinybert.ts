/** Distillation of TinyBERT (one fine-tuned teacher) and TinyBERT-MT (several), layer by layer and by scores. */
import path from 'node:path';
import { readTyped } from '#data/dataset/typed-file.ts';
import type { StateTeacher } from '#ml/methods/state-teachers.ts';
import { tinyBert, tinyBertMapShapes } from '#ml/methods/tinybert.ts';
import type { StageConfigOf } from '#shared/trainer-protocol/stages.ts';
import { loadModel, type Model, MODEL_FILE } from '../model/model-files.ts';
import { trainOnClicks } from './click-training.ts';
import type { StageContext, StageRunner } from './stage.ts';

function loadTeacher(i: number, config: StageConfigOf<'tinybert'>, context: StageContext): Promise<Model> {
  return loadModel({
    plmDir: context.input('plm'),
    layers: config.teacherLayers,
    model: config.model,
    seed: context.seed,
    file: path.join(context.input(`teacher-${i}`), MODEL_FILE),
  });
}

async function newsOf(i: number, dim: number, context: StageContext): Promise<StateTeacher['news']> {
  const file = path.join(context.input(`teacher-${i}-news`), 'titles.f32');
  return { values: await readTyped(file, 'f32'), dim };
}

export const runTinyBert: StageRunner<'tinybert'> = async (config, context) => {
  const { tinyBert: settings, model, input, layers, procedure } = config;
  const models: Model[] = [];
  const teachers: StateTeacher[] = [];
  for (let i = 1; i <= config.teachers; i++) {
    const teacher = await loadTeacher(i, config, context);
    models.push(teacher);
    const { params, config: plm } = teacher;
    teachers.push({ params, config: plm, news: await newsOf(i, model.newsDim, context) });
  }
  const summary = await trainOnClicks(
    {
      title: 'TinyBERT',
      layers,
      file: undefined,
      model,
      input,
      settings,
      method: ({ model: student, titles, ...parts }) => {
        if (procedure === 'two-phase') {
          const configs = teachers.map((teacher) => teacher.config);
          const maps = student.trainBeside(tinyBertMapShapes(student.config, configs), context.seed);
          for (const [name, variable] of maps) parts.trainable.set(name, variable);
        }
        const { seed } = context;
        return tinyBert({
          ...parts,
          config: student.config,
          titles,
          teachers,
          model,
          procedure,
          settings,
          seed,
        });
      },
    },
    context,
  );
  for (const teacher of models) teacher.dispose();
  return { ...summary, teachers: teachers.length };
};
