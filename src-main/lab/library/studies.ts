/**
 * Studies of the paper in three scales: a study (resources/studies) says which methods are compared, a scale
 * (resources/scales) on what and with what budget; together they are an experiment. One budget serves all studies.
 */
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { SCALES, type ExperimentPreset, type Scale } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import { openingComment, readPages } from './pages.ts';

/** As in the paper; a study that is not named here comes after. */
const ORDER = [
  'main-table',
  'multi-teacher',
  'teachers-1-to-6',
  'two-stage-ablation',
  'loss-ablation',
  'efficiency',
];
const placeOf = (study: string): number => (ORDER.includes(study) ? ORDER.indexOf(study) : ORDER.length);

/** Sizes of the generated world a scale runs on; defaults as in src-main/data/world. */
const worldSchema = z.strictObject({
  seed: z.int(),
  news: z.int().optional(),
  users: z.int().optional(),
  impressions: z.int().optional(),
});

const groups = z.record(z.string(), z.record(z.string(), z.unknown()));

const scaleSchema = z.looseObject({
  dataset: z.string(),
  world: worldSchema.optional(),
  teacherLayers: z.int(),
  teacherPlms: z.array(z.unknown()),
  settings: groups.default({}),
});

const studySchema = z.looseObject({
  settings: groups.default({}),
  methods: z.array(z.record(z.string(), z.unknown())),
});

/** `layers: teacher` and `teacherPlms: teachers` are the scale's. */
function fillRow(row: Record<string, unknown>, scale: z.infer<typeof scaleSchema>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => {
      if (value === 'teacher') return [field, scale.teacherLayers];
      if (value === 'teachers') return [field, scale.teacherPlms];
      return [field, value];
    }),
  );
}

/** All of a scale that an experiment has too. */
function experimentFieldsOf(scale: z.infer<typeof scaleSchema>): Record<string, unknown> {
  const own: readonly string[] = ['world', 'teacherLayers', 'teacherPlms', 'settings'];
  return Object.fromEntries(Object.entries(scale).filter(([field]) => !own.includes(field)));
}

/** The study's settings win over the scale's, field by field. */
function mergeSettings(scale: z.infer<typeof groups>, study: z.infer<typeof groups>): object {
  const names = new Set([...Object.keys(scale), ...Object.keys(study)]);
  return Object.fromEntries([...names].map((name) => [name, { ...scale[name], ...study[name] }]));
}

function read<T>(schema: z.ZodType<T>, file: string, yaml: string): T {
  // Anchors spare the pages repetition.
  const parsed = schema.safeParse(parse(yaml, { merge: true }));
  if (parsed.success) return parsed.data;
  throw AppError.of(
    'corrupt',
    'error.studies.bad',
    { file, problems: z.prettifyError(parsed.error) },
    { file },
  );
}

/** @returns every study in every scale, in the paper's order, `sample` first */
export function readStudies(resources: string): ExperimentPreset[] {
  const scales = new Map(readPages(path.join(resources, 'scales')).map((page) => [page.id, page]));
  const pages = readPages(path.join(resources, 'studies')).sort((a, b) => placeOf(a.id) - placeOf(b.id));
  return pages.flatMap((page) => {
    const study = read(studySchema, page.file, page.yaml);
    const [title = page.id, ...lines] = openingComment(page.yaml);
    return SCALES.flatMap((id): ExperimentPreset[] => {
      const scalePage = scales.get(id);
      if (!scalePage) return [];
      const scale = read(scaleSchema, scalePage.file, scalePage.yaml);
      const [, ...scaleLines] = openingComment(scalePage.yaml);
      const { world, settings } = scale;
      const { methods, settings: own, ...fields } = study;
      const config = {
        name: presetName(page.id, id),
        description: title,
        ...experimentFieldsOf(scale),
        ...fields,
        settings: mergeSettings(settings, own),
        methods: methods.map((row) => fillRow(row, scale)),
      };
      return [
        {
          id: config.name,
          study: page.id,
          scale: id,
          title,
          description: lines.join(' '),
          scaleDescription: scaleLines.join(' '),
          world: world ?? null,
          yaml: stringify(config, { lineWidth: 110 }),
          config,
        },
      ];
    });
  });
}

export const presetName = (study: string, scale: Scale): string => `${study}-${scale}`;

/** What of a study may differ from its scale: names of imported ones. */
export interface StudyNames {
  dataset?: string | undefined;
  plm?: string | undefined;
}

/** The configuration of a study on another dataset or PLM; MT-BERT's teachers that stand on the scale's PLM follow it. */
export function renamed(config: unknown, { dataset, plm }: StudyNames): Record<string, unknown> {
  const study = config as { plm?: unknown; methods: { teacherPlms?: unknown[] }[] };
  const follow = (teacher: unknown) => (isDeepStrictEqual(teacher, study.plm) ? plm : teacher);
  const methods = study.methods.map((row) =>
    plm !== undefined && row.teacherPlms ? { ...row, teacherPlms: row.teacherPlms.map(follow) } : row,
  );
  return {
    ...study,
    methods,
    ...(dataset === undefined ? {} : { dataset }),
    ...(plm === undefined ? {} : { plm }),
  };
}
