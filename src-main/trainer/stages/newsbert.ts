/** NewsBERT and NewsBERT-MT: teachers and student learn together in one stage, which hands on the student. */
import path from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import { newsBert } from '#ml/methods/newsbert.ts';
import type { Params } from '#ml/model/params.ts';
import { trainsEmbeddingsOnClicks } from '#shared/config/settings.ts';
import type { StageConfigOf } from '#shared/trainer-protocol/stages.ts';
import { loadModel, type Model, trainableNames } from '../model/model-files.ts';
import { trainOnClicks } from './click-training.ts';
import type { StageContext, StageRunner } from './stage.ts';

/** A teacher that trains: only its PLM is used, for the heads are the student's. */
interface LiveTeacher {
  model: Model;
  trained: ReadonlyMap<string, tf.Variable>;
}

/** What a later teacher has unchanged from the PLM, as the first one has, is there once. */
function shareFrozen(teacher: Model, first: Model): void {
  for (const [name, value] of teacher.params) {
    if (teacher.own.has(name) || first.own.has(name)) continue;
    value.dispose();
    teacher.params.delete(name);
  }
}

async function openTeacher(
  config: StageConfigOf<'newsbert'>,
  context: StageContext,
  file: string | null,
): Promise<LiveTeacher> {
  const model = await loadModel({
    plmDir: context.input('plm'),
    layers: config.teacherLayers,
    model: config.model,
    seed: context.seed,
    ...(file === null ? {} : { file: path.join(context.input('teachers'), file) }),
  });
  const { teacherTrainableLayers } = config.newsBert;
  const names = trainableNames(model, teacherTrainableLayers, [], trainsEmbeddingsOnClicks(config.model));
  return { model, trained: model.train(names) };
}

const isHead = (name: string) => !name.startsWith('plm.');

/** The PLM of a teacher under the student's heads. */
function joined(teacher: Model, first: Model, student: Params): Params {
  return new Map([
    ...[...first.params, ...teacher.params].filter(([name]) => !isHead(name)),
    ...[...student].filter(([name]) => isHead(name)),
  ]);
}

/** The shared heads start from those that were post-trained with this teacher, as in the published code. */
function startFrom(teacher: Model, trainable: ReadonlyMap<string, tf.Variable>): void {
  for (const [name, variable] of trainable)
    if (name.startsWith('news.')) variable.assign(teacher.params.get(name)!);
}

export const runNewsBert: StageRunner<'newsbert'> = async (config, context) => {
  const { newsBert: settings, model, input, layers, teacherFiles } = config;
  const teachers: LiveTeacher[] = [];
  try {
    for (const file of teacherFiles) {
      const teacher = await openTeacher(config, context, file);
      if (teachers.length > 0) shareFrozen(teacher.model, teachers[0].model);
      teachers.push(teacher);
    }
    const summary = await trainOnClicks(
      {
        title: 'NewsBERT',
        layers,
        file: undefined,
        model,
        input,
        settings,
        method: ({ model: student, params, trainable, titles, batches }) => {
          if (teacherFiles.at(-1) !== null) startFrom(teachers.at(-1)!.model, trainable);
          teachers.forEach(({ trained }, i) => {
            for (const [name, variable] of trained) trainable.set(`teacher.${i}.${name}`, variable);
          });
          return newsBert({
            student: { params, config: student.config },
            teachers: teachers.map(({ model: teacher }) => ({
              params: joined(teacher, teachers[0].model, params),
              config: teacher.config,
            })),
            trainable,
            titles,
            batches,
            model,
            settings,
            seed: context.seed,
          });
        },
      },
      context,
    );
    return { ...summary, teachers: teachers.length };
  } finally {
    for (const teacher of teachers) teacher.model.dispose();
  }
};
