/** Distillation of MT-BERT: recommendation under M frozen teachers of different PLMs. */
import path from 'node:path';
import { readTyped } from '#data/dataset/typed-file.ts';
import { vocabularyFingerprint } from '#data/tokenizer/vocabulary-fingerprint.ts';
import { mtBert, mtBertMapShapes } from '#ml/methods/mt-bert.ts';
import type { StateTeacher } from '#ml/methods/state-teachers.ts';
import { AppError } from '#shared/errors.ts';
import type { StageConfigOf } from '#shared/trainer-protocol/stages.ts';
import { loadModel, type Model } from '../model/model-files.ts';
import { trainOnClicks } from './click-training.ts';
import { teacherFile } from './mt-bert-teachers.ts';
import type { StageContext, StageRunner } from './stage.ts';

/** @throws AppError where the states of teacher and student belong to different word pieces */
async function requireSameVocabulary(teacher: string, student: string): Promise<void> {
  if ((await vocabularyFingerprint(teacher)) === (await vocabularyFingerprint(student))) return;
  throw AppError.of('bad-input', 'error.stage.teacherVocabulary', { teacher, student });
}

async function loadTeacher(
  i: number,
  config: StageConfigOf<'mt-bert'>,
  context: StageContext,
): Promise<Model> {
  const plmDir = context.input(`plm-${i}`);
  await requireSameVocabulary(plmDir, context.input('plm'));
  return loadModel({
    plmDir,
    layers: config.teacherLayers,
    model: config.model,
    seed: context.seed,
    file: path.join(context.input('teachers'), teacherFile(i)),
  });
}

export const runMtBert: StageRunner<'mt-bert'> = async (config, context) => {
  const { mtBert: settings, model, input, layers } = config;
  const models: Model[] = [];
  const teachers: StateTeacher[] = [];
  for (let i = 1; i <= config.teachers; i++) {
    const teacher = await loadTeacher(i, config, context);
    models.push(teacher);
    const values = await readTyped(path.join(context.input(`teacher-${i}-news`), 'titles.f32'), 'f32');
    teachers.push({ params: teacher.params, config: teacher.config, news: { values, dim: model.newsDim } });
  }
  const summary = await trainOnClicks(
    {
      title: 'MT-BERT',
      layers,
      file: undefined,
      model,
      input,
      settings,
      method: ({ model: student, trainable, ...parts }) => {
        if (settings.hiddenWeight > 0) {
          const configs = teachers.map((teacher) => teacher.config);
          const maps = student.trainBeside(mtBertMapShapes(student.config, configs), context.seed);
          for (const [name, variable] of maps) trainable.set(name, variable);
        }
        const { config: plm } = student;
        return mtBert({ ...parts, trainable, config: plm, teachers, model, settings, seed: context.seed });
      },
    },
    context,
  );
  for (const teacher of models) teacher.dispose();
  return { ...summary, teachers: teachers.length };
};
