/**
 * The methods a row of an experiment can name, each with its fields, and what the checks need to know of a row: its
 * name in tables, how deep it reads which PLM, and which groups of settings it uses. How a row becomes stages is the
 * lab's (src-main/lab/graph/plans); how it trains, src-main/ml/methods.
 */
import { z } from 'zod';
import { type Said, say, wordsOf } from '../messages/said.ts';
import { basePlmSchema } from './base-plm.ts';
import { choice, flag, int } from './field.ts';
import { PUBLISHED_ROWS } from './published-rows.ts';
import { type Settings, settingsOverrides } from './settings.ts';

const common = {
  label: z
    .string()
    .min(1)
    .max(120)
    .optional()
    .meta({ title: 'Name in tables', description: 'Default: made from the method.' }),
  layers: int('Layers', 'layers', 1, 48, 'Layers of the model that is measured: the first k of the PLM.'),
  published: z.enum(PUBLISHED_ROWS).optional().meta({
    title: 'Row of the paper',
    description: 'The published row it stands for; default: the one of the same name, if there is one.',
  }),
  settings: settingsOverrides
    .optional()
    .meta({ title: 'Changes', description: 'Fields that differ for this row only.' }),
};

const teacherLayers = int('Teacher layers', 'layers', 1, 48, 'Layers of each teacher (paper: 12).');
const teachers = int(
  'Teachers',
  'M',
  1,
  64,
  'Number of teachers, the last M copies kept in post-training (paper: 4).',
);
const procedure = choice(
  'Procedure',
  ['two-phase', 'one-phase'],
  "two-phase: intermediate layers, then prediction (the paper's); one-phase: all at once on the last two layers (the authors' baseline).",
).default('two-phase');

export const plmNrMethod = z.strictObject({
  method: z.literal('PLM-NR'),
  variant: choice(
    'Variant',
    ['FT', 'DAPT', 'TAPT', 'DP'],
    "Fine-tuned directly, or after MLM on the domain's bodies (DAPT), MLM on the task's own titles (TAPT), or domain-specific post-training (DP).",
  ),
  ...common,
});

export const tinyBertMethod = z.strictObject({
  method: z.literal('TinyBERT'),
  teacherLayers,
  procedure,
  ...common,
});

export const newsBertMethod = z.strictObject({
  method: z.literal('NewsBERT'),
  teacherLayers,
  teacherStart: choice('Teacher starts from', ['DP', 'PLM'], 'The post-trained PLM, or the PLM.').default(
    'DP',
  ),
  ...common,
});

export const tinyNewsRecMethod = z.strictObject({
  method: z.literal('Tiny-NewsRec'),
  teacherLayers,
  teachers,
  stageOne: flag('Stage I', 'Without it the student starts from the PLM.').default(true),
  stageTwo: flag('Stage II', 'Without it the student of Stage I is fine-tuned.').default(true),
  ...common,
});

export const ensembleTeacherMethod = z.strictObject({
  method: z.literal('Ensemble-Teacher'),
  teachers,
  ...common,
});

export const tinyBertMtMethod = z.strictObject({
  method: z.literal('TinyBERT-MT'),
  teacherLayers,
  teachers,
  procedure,
  ...common,
});

export const newsBertMtMethod = z.strictObject({
  method: z.literal('NewsBERT-MT'),
  teacherLayers,
  teachers,
  ...common,
});

export const mtBertMethod = z.strictObject({
  method: z.literal('MT-BERT'),
  teacherLayers,
  teacherPlms: z.array(basePlmSchema).min(1).max(16).meta({
    title: 'Teacher PLMs',
    description: "One teacher of each; of the base PLM's width and vocabulary.",
  }),
  ...common,
});

const METHODS = [
  plmNrMethod,
  tinyBertMethod,
  newsBertMethod,
  tinyNewsRecMethod,
  ensembleTeacherMethod,
  tinyBertMtMethod,
  newsBertMtMethod,
  mtBertMethod,
] as const;
export const METHOD_NAMES = METHODS.map((schema) => schema.shape.method.value);

/** What is wrong with a row of no known method. */
export function noMethodSaid(row: unknown): Said {
  const given = (row as { method?: unknown } | null | undefined)?.method;
  const methods = METHOD_NAMES.join(', ');
  if (given === undefined) return say('error.config.noMethod', { methods });
  return say('error.config.unknownMethod', { given: JSON.stringify(given), methods });
}

export const methodSchema = z.discriminatedUnion('method', METHODS, {
  error: ({ code, input }) => {
    if (code !== 'invalid_union') return undefined;
    return wordsOf('en', noMethodSaid(input));
  },
});
export type Method = z.infer<typeof methodSchema>;
export type MethodName = Method['method'];
export type MethodOf<M extends MethodName> = Extract<Method, { method: M }>;

export interface MethodTraits {
  /** Name in tables where the row has no label. */
  name: string;
  /** Whether its repeats have teachers that they can share (`sharedTeachers`). */
  hasTeachers: boolean;
  /** How many copies of post-training it needs as teachers. */
  copies: number;
  /** Layers it takes of the base PLM, by field. */
  depths: Partial<Record<'layers' | 'teacherLayers', number>>;
  /** Groups of settings that it uses beside `model`, `input` and `evaluation`. */
  uses: readonly (keyof Settings)[];
}

const DP_TEACHERS = ['postTraining', 'fineTuning'] as const;
const ADAPTATION = {
  FT: ['fineTuning'],
  DAPT: ['domainMlm', 'fineTuning'],
  TAPT: ['domainMlm', 'fineTuning'],
  DP: DP_TEACHERS,
} as const;

const onePhase = (row: { procedure: string }) => (row.procedure === 'one-phase' ? ' (one phase)' : '');

type TraitsOf = { [M in MethodName]: (row: MethodOf<M>) => Omit<MethodTraits, 'name'> & { suffix: string } };

const TRAITS = {
  'PLM-NR': (row) => ({
    suffix: ` (${row.variant})`,
    hasTeachers: false,
    copies: 0,
    depths: { layers: row.layers },
    uses: ADAPTATION[row.variant],
  }),
  TinyBERT: (row) => ({
    suffix: onePhase(row),
    hasTeachers: true,
    copies: 1,
    depths: { layers: row.layers, teacherLayers: row.teacherLayers },
    uses: [...DP_TEACHERS, 'tinyBert'],
  }),
  NewsBERT: (row) => ({
    suffix: row.teacherStart === 'PLM' ? ' (teacher from the PLM)' : '',
    hasTeachers: row.teacherStart === 'DP',
    copies: row.teacherStart === 'DP' ? 1 : 0,
    depths: { layers: row.layers, teacherLayers: row.teacherLayers },
    uses: row.teacherStart === 'DP' ? ['postTraining', 'newsBert'] : ['newsBert'],
  }),
  'Tiny-NewsRec': (row) => {
    const left = [row.stageOne ? '' : 'Stage I', row.stageTwo ? '' : 'Stage II'].filter(Boolean);
    const taught = row.stageOne || row.stageTwo;
    return {
      suffix: left.length > 0 ? ` (without ${left.join(', ')})` : '',
      hasTeachers: taught,
      copies: row.teachers,
      depths: { layers: row.layers, teacherLayers: row.teacherLayers },
      uses: [
        ...(taught ? (['postTraining'] as const) : []),
        ...(row.stageOne ? (['stageOne'] as const) : []),
        ...(row.stageTwo ? (['stageTwo'] as const) : []),
        'fineTuning',
      ],
    };
  },
  'Ensemble-Teacher': (row) => ({
    suffix: '',
    // It is its teachers: shared, every repeat would be the first one again.
    hasTeachers: false,
    copies: row.teachers,
    depths: { layers: row.layers },
    uses: DP_TEACHERS,
  }),
  'TinyBERT-MT': (row) => ({
    suffix: onePhase(row),
    hasTeachers: true,
    copies: row.teachers,
    depths: { layers: row.layers, teacherLayers: row.teacherLayers },
    uses: [...DP_TEACHERS, 'tinyBert'],
  }),
  'NewsBERT-MT': (row) => ({
    suffix: '',
    hasTeachers: true,
    copies: row.teachers,
    depths: { layers: row.layers, teacherLayers: row.teacherLayers },
    uses: ['postTraining', 'newsBert'],
  }),
  'MT-BERT': (row) => ({
    suffix: '',
    hasTeachers: true,
    copies: 0,
    // Its teachers' depth is a matter of the teachers' own PLMs.
    depths: { layers: row.layers },
    uses: ['fineTuning', 'mtBert'],
  }),
} satisfies TraitsOf;

export function methodTraits(row: Method): MethodTraits {
  // The table's entry for this method takes rows of this method; the compiler cannot follow the two together.
  const { suffix, ...traits } = (TRAITS[row.method] as (row: Method) => ReturnType<TraitsOf[MethodName]>)(
    row,
  );
  return { ...traits, name: `${row.method}-${row.layers}${suffix}` };
}

/** Name of a row in tables: its label, or e.g. `PLM-NR-12 (DP)`, `Tiny-NewsRec-4`. */
export function methodLabel(row: Method): string {
  return row.label ?? methodTraits(row).name;
}
