/** MT-BERT's teachers: one recommender on each PLM, fine-tuned together; the artifact has a weight file of each. */
import type * as tf from '@tensorflow/tfjs-core';
import { mtBertTeachers } from '#ml/methods/mt-bert-teachers.ts';
import { DEFAULT_CACHE_BYTES } from '#ml/model/text-encoder.ts';
import { AppError } from '#shared/errors.ts';
import { recommenderSize } from '../model/model-files.ts';
import { type ClickParts, openClicks, openRecommender, trainRecommenders } from './click-training.ts';
import type { StageRunner } from './stage.ts';

/** Teacher i (1-based) in the artifact. */
export const teacherFile = (i: number): string => `teacher-${i}.safetensors`;

/** What all teachers have in common. */
const SHARED_PARTS = ['news.', 'user.'];

type Teacher = Omit<ClickParts, 'titles' | 'batches'>;

/** @throws AppError where one pooling cannot serve both */
function requireSameWidth({ model }: Teacher, first: Teacher, i: number): void {
  const [own, expected] = [model.config.hiddenSize, first.model.config.hiddenSize];
  if (own !== expected)
    throw AppError.of('bad-input', 'error.stage.teacherWidths', { i, width: own, expected });
}

/** Every shared parameter once, under its own name; a teacher's PLM under `teacher-i.`. */
function trainableOf(teachers: readonly Teacher[]): Map<string, tf.Variable> {
  const all = new Map<string, tf.Variable>();
  teachers.forEach(({ trainable }, i) => {
    for (const [name, variable] of trainable) {
      if (name.startsWith('plm.')) all.set(`teacher-${i + 1}.${name}`, variable);
      else if (i === 0) all.set(name, variable);
    }
  });
  return all;
}

export const runMtBertTeachers: StageRunner<'mt-bert-teachers'> = async (config, context) => {
  const { fineTuning: settings, model, input, layers } = config;
  const task = { title: 'Fine-tune teachers', model, input, settings };
  const data = await openClicks(task, context);
  const teachers: Teacher[] = [];
  for (let i = 1; i <= config.teachers; i++) {
    const weights = { plmDir: context.input(`plm-${i}`), layers };
    const cacheBytes = DEFAULT_CACHE_BYTES / config.teachers;
    const teacher = await openRecommender(weights, task, data.titles, context.seed, cacheBytes);
    if (i > 1) {
      requireSameWidth(teacher, teachers[0], i);
      teacher.model.share(teachers[0].model, SHARED_PARTS);
    }
    teachers.push(teacher);
  }
  const trainable = trainableOf(teachers);
  const method = mtBertTeachers({ teachers, trainable, batches: data.batches, model, settings });
  const recommenders = teachers.map((teacher, i) => ({
    model: teacher.model,
    encoder: teacher.encoder,
    file: teacherFile(i + 1),
    name: `teacher-${i + 1}`,
  }));
  const summary = await trainRecommenders(task, data, recommenders, method, context);
  const sizes = teachers.map((teacher) => recommenderSize(teacher.model.config, model));
  for (const teacher of teachers) teacher.model.dispose();
  return { ...summary, parameters: Math.max(...sizes), teachers: teachers.length, teacherParameters: sizes };
};
