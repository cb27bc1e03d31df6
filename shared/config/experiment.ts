/**
 * The experiment file (YAML or form): dataset, base PLM, a list of methods, repeats and a preset with changes. Unknown
 * fields are errors. A sweep stands for rows (sweep.ts); expansion into stages is the lab's (src-main/lab/graph).
 */
import { z } from 'zod';
import { type Said, wordsOf } from '../messages/said.ts';
import { basePlmSchema, nameSchema } from './base-plm.ts';
import { checkPlms, checkRows } from './experiment-rules.ts';
import { choice, flag, int } from './field.ts';
import { methodSchema } from './methods.ts';
import { PRESET_NAMES } from './presets.ts';
import { settingsOverrides } from './settings.ts';
import { expandSweep, sweptPath } from './sweep.ts';
import { MAX_ROWS, sweepSchema } from './sweep-fields.ts';

export const experimentFields = z.strictObject({
  name: nameSchema.meta({ title: 'Name', description: 'Also the name of its exported files.' }),
  description: z.string().max(2000).default('').meta({ title: 'Description' }),
  dataset: nameSchema.meta({ title: 'Dataset', description: 'Name of an imported dataset.' }),
  corpus: nameSchema.optional().meta({
    title: 'Corpus',
    description: 'Dataset whose news serve DP, DAPT and Stage I; default: the dataset itself.',
  }),
  plm: basePlmSchema.meta({ title: 'Base PLM', description: 'Name of an imported PLM.' }),
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
  efficiency: flag(
    'Efficiency',
    'Also measures speed, size and memory of the first repeat of each row, one row at a time.',
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
    .max(MAX_ROWS)
    .meta({ title: 'Methods', description: 'Rows of the result table.' }),
  sweep: sweepSchema.optional().meta({
    title: 'Sweep',
    description: 'Makes a row of each combination of values of some fields.',
  }),
});

export const experimentSchema = experimentFields.superRefine((experiment, context) => {
  const report = (path: (string | number)[], said: Said) =>
    context.addIssue({ code: 'custom', path, message: wordsOf('en', said), params: { said } });
  checkPlms(experiment, report);
  // A sweep out of its limits was reported already, and could be endless to work out.
  const isSound = sweepSchema.optional().safeParse(experiment.sweep).success;
  const swept = isSound ? expandSweep(experiment, report) : null;
  // Where the sweep itself is wrong, the rows as they are written can still be checked.
  if (swept)
    checkRows({ ...experiment, methods: swept.methods }, (path, said) =>
      report(sweptPath(swept, path), said),
    );
  else checkRows(experiment, report);
});
export type Experiment = z.infer<typeof experimentFields>;

/** What a file or form may leave out has its default here. */
export type ExperimentInput = z.input<typeof experimentFields>;
