/** Distillation, Stage II: recommendation under M fine-tuned teachers. */
import path from 'node:path';
import { readTyped } from '#data/dataset/typed-file.ts';
import { type ClickTeacher, stageTwo } from '#ml/methods/stage-two.ts';
import { transformShapes } from '#ml/model/head-start.ts';
import { MODEL_FILE, readUserEncoder } from '../model/model-files.ts';
import { trainOnClicks } from './click-training.ts';
import type { StageContext, StageRunner } from './stage.ts';

async function readTeacher(context: StageContext, i: number, dim: number): Promise<ClickTeacher> {
  const values = await readTyped(path.join(context.input(`teacher-${i}-news`), 'titles.f32'), 'f32');
  const user = await readUserEncoder(path.join(context.input(`teacher-${i}`), MODEL_FILE));
  return { user, news: { values, dim } };
}

export const runStageTwo: StageRunner<'stage-two'> = async (config, context) => {
  const { stageTwo: settings, model, input, layers } = config;
  const teachers: ClickTeacher[] = [];
  for (let i = 1; i <= config.teachers; i++) teachers.push(await readTeacher(context, i, model.newsDim));
  const maps = settings.sharedTransform ? ['W_n'] : ['W_n', 'W_u'];
  const summary = await trainOnClicks(
    {
      title: 'Stage II',
      layers,
      file: context.hasInput('init') ? path.join(context.input('init'), MODEL_FILE) : undefined,
      model,
      input,
      settings,
      method: ({ model: student, params, trainable, encoder, batches }) => {
        for (const name of maps) {
          const shapes = transformShapes(name, teachers.length, model.newsDim);
          for (const [map, variable] of student.trainBeside(shapes, context.seed))
            trainable.set(map, variable);
        }
        return stageTwo({ params, trainable, encoder, teachers, batches, model, settings });
      },
    },
    context,
  );
  for (const { user } of teachers) for (const value of user.values()) value.dispose();
  return { ...summary, teachers: teachers.length };
};
