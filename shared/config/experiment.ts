/**
 * The experiment file (YAML or form): dataset, base PLM, a list of methods, repeats and a preset with changes. Unknown
 * fields are errors. Expansion into stages is the lab's (src-main/lab/graph).
 */
import { z } from 'zod';
import { choice, flag, int } from './field.ts';
import { applyOverrides, PRESET_NAMES, PRESETS } from './presets.ts';
import { type Settings, settingsOverrides } from './settings.ts';

/** Names that are safe in a path and in a table: letters, digits, `.`, `_`, `-`. */
export const nameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/,
    'Use 1 to 80 letters, digits, ".", "_" or "-", starting with a letter or digit.',
  );

const methodCommon = {
  label: z
    .string()
    .min(1)
    .max(120)
    .optional()
    .meta({ title: 'Name in tables', description: 'Default: made from the method.' }),
  layers: int('Layers', 'layers', 1, 48, 'Layers of the model that is measured: the first k of the PLM.'),
  settings: settingsOverrides
    .optional()
    .meta({ title: 'Changes', description: 'Fields that differ for this row only.' }),
};

export const plmNrMethod = z.strictObject({
  method: z.literal('PLM-NR'),
  variant: choice('Variant', ['FT', 'DP'], 'Fine-tuned directly, or after domain-specific post-training.'),
  ...methodCommon,
});

export const tinyNewsRecMethod = z.strictObject({
  method: z.literal('Tiny-NewsRec'),
  teacherLayers: int('Teacher layers', 'layers', 1, 48, 'Layers of each teacher (paper: 12).'),
  teachers: int(
    'Teachers',
    'M',
    1,
    64,
    'Number of teachers, the last M copies kept in post-training (paper: 4).',
  ),
  stageOne: flag('Stage I', 'Without it the student starts from the PLM.').default(true),
  stageTwo: flag('Stage II', 'Without it the student of Stage I is fine-tuned.').default(true),
  ...methodCommon,
});

export const methodSchema = z.discriminatedUnion('method', [plmNrMethod, tinyNewsRecMethod]);
export type Method = z.infer<typeof methodSchema>;
export type PlmNrMethod = z.infer<typeof plmNrMethod>;
export type TinyNewsRecMethod = z.infer<typeof tinyNewsRecMethod>;

/** A base PLM made by the lab itself: random weights, then MLM on the dataset's general text (stage `pretrain`). */
export const pretrainedPlmSchema = z.strictObject({
  pretrain: z
    .literal('general-text')
    .meta({ title: 'Pre-train on', description: "The dataset's general text." }),
  layers: int('Layers', 'layers', 1, 48, 'Layers of the base PLM.'),
  hiddenSize: int('Width', 'dimensions', 8, 4096, 'Hidden size; a multiple of the heads.'),
  heads: int('Heads', 'heads', 1, 64, 'Attention heads.'),
  intermediateSize: int('Feed-forward', 'dimensions', 8, 16384, 'Inner width of the feed-forward part.'),
  arch: choice('Architecture', ['bert', 'unilmv2'], 'UniLMv2 adds a relative position bias.').default(
    'unilmv2',
  ),
});
export type PretrainedPlm = z.infer<typeof pretrainedPlmSchema>;

export const experimentSchema = z
  .strictObject({
    name: nameSchema.meta({ title: 'Name', description: 'Also the name of its exported files.' }),
    description: z.string().max(2000).default('').meta({ title: 'Description' }),
    dataset: nameSchema.meta({ title: 'Dataset', description: 'Name of an imported dataset.' }),
    plm: z
      .union([nameSchema, pretrainedPlmSchema])
      .meta({ title: 'Base PLM', description: 'Name of an imported PLM.' }),
    preset: choice(
      'Preset',
      PRESET_NAMES,
      'paper: as written in the paper; repo: as the published code does.',
    ).default('paper'),
    repeats: int('Repeats', 'runs', 1, 100, 'Runs of each method; repeat r uses seed + r.').default(5),
    seed: int('First seed', '', 0, 2_147_000_000, 'Seed of the first repeat.').default(1),
    sharedTeachers: flag(
      'Shared teachers',
      'All repeats distil from the teachers of the first repeat.',
    ).default(false),
    backend: choice(
      'Backend',
      ['auto', 'tensorflow', 'wasm', 'cpu'],
      'auto takes the first that passes its self-test.',
    ).default('auto'),
    settings: settingsOverrides
      .optional()
      .meta({ title: 'Changes', description: 'Fields that differ from the preset.' }),
    methods: z
      .array(methodSchema)
      .min(1)
      .max(200)
      .meta({ title: 'Methods', description: 'Rows of the result table.' }),
  })
  .superRefine((experiment, context) => {
    if (typeof experiment.plm !== 'string' && experiment.plm.hiddenSize % experiment.plm.heads !== 0) {
      context.addIssue({
        code: 'custom',
        path: ['plm', 'hiddenSize'],
        message: 'The width must be a multiple of the heads.',
      });
    }
    const labels = new Map<string, number>();
    experiment.methods.forEach((method, row) => {
      const at = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['methods', row, field], message });
      const label = methodLabel(method);
      const earlier = labels.get(label);
      if (earlier !== undefined)
        at(
          'label',
          `Row ${row + 1} has the name "${label}" of row ${earlier + 1}; give one of them another label.`,
        );
      labels.set(label, row);
      const settings = resolveSettings(experiment, method);
      if (method.method === 'Tiny-NewsRec') {
        if (method.teachers > settings.postTraining.copies)
          at(
            'teachers',
            `M = ${method.teachers} teachers, but post-training keeps ${settings.postTraining.copies} copies (settings.postTraining.copies).`,
          );
        if (method.layers > method.teacherLayers)
          at(
            'layers',
            `A student of ${method.layers} layers is deeper than its teachers of ${method.teacherLayers}.`,
          );
      }
      const plmLayers = typeof experiment.plm === 'string' ? undefined : experiment.plm.layers;
      const deepest =
        method.method === 'Tiny-NewsRec' ? Math.max(method.teacherLayers, method.layers) : method.layers;
      if (plmLayers !== undefined && deepest > plmLayers)
        at(
          method.method === 'Tiny-NewsRec' && method.teacherLayers > plmLayers ? 'teacherLayers' : 'layers',
          `${deepest} layers, but the base PLM has ${plmLayers}.`,
        );
    });
  });
export type Experiment = z.infer<typeof experimentSchema>;
/** What a file or form may leave out has its default here. */
export type ExperimentInput = z.input<typeof experimentSchema>;

/** Preset, then the experiment's changes, then the row's. */
export function resolveSettings(
  experiment: Pick<Experiment, 'preset' | 'settings'>,
  method?: Pick<Method, 'settings'>,
): Settings {
  return applyOverrides(applyOverrides(PRESETS[experiment.preset], experiment.settings), method?.settings);
}

/** Name of a method row in tables: its label, or e.g. `PLM-NR-12 (DP)`, `Tiny-NewsRec-4`. */
export function methodLabel(method: Method): string {
  if (method.label) return method.label;
  if (method.method === 'PLM-NR') return `PLM-NR-${method.layers} (${method.variant})`;
  const without = [method.stageOne ? '' : 'Stage I', method.stageTwo ? '' : 'Stage II']
    .filter(Boolean)
    .join(', ');
  return `Tiny-NewsRec-${method.layers}${without ? ` (without ${without})` : ''}`;
}
