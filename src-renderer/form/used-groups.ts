/** Which groups of settings play a part in the rows of an experiment that may be half typed. */
import { methodSchema, methodTraits } from '#shared/config/methods.ts';
import { SETTING_GROUPS } from './fields.ts';

const ALL: ReadonlySet<string> = new Set(SETTING_GROUPS.map((group) => group.key));
/** Every row has a model, reads texts and is measured. */
const EVERY_ROW = ['model', 'input', 'evaluation'];
/** Numbers and names do not decide what a method uses, and may be wrong while they are typed. */
const STAND_INS = { layers: 1, teacherLayers: 1, teachers: 1, teacherPlms: ['any'] };

type Config = Readonly<Record<string, unknown>>;

/** Groups that the experiment asks for by a flag of the same name. */
const askedFor = (config: Config): string[] =>
  Object.entries(config).flatMap(([key, value]) => (value === true && ALL.has(key) ? [key] : []));

/** Groups of one row of the experiment; all of them where its method is not known. */
export function groupsOfRow(row: unknown, config: Config): ReadonlySet<string> {
  if (row === null || typeof row !== 'object') return ALL;
  const standIns = Object.fromEntries(Object.entries(STAND_INS).filter(([key]) => key in row));
  const parsed = methodSchema.safeParse({
    ...row,
    ...standIns,
    label: undefined,
    published: undefined,
    settings: undefined,
  });
  if (!parsed.success) return ALL;
  return new Set([...EVERY_ROW, ...methodTraits(parsed.data).uses, ...askedFor(config)]);
}

/** Groups of the whole experiment: those of its rows, and pre-training where the lab makes a PLM itself. */
export function groupsOfExperiment(config: Config): ReadonlySet<string> {
  const rows = Array.isArray(config.methods) ? (config.methods as unknown[]) : [];
  const groups = new Set(rows.flatMap((row) => [...groupsOfRow(row, config)]));
  if ([config.plm, ...rows.flatMap(teachersOf)].some(isMadeHere)) groups.add('mlm');
  return groups;
}

const isMadeHere = (plm: unknown): boolean => plm !== null && typeof plm === 'object';

function teachersOf(row: unknown): unknown[] {
  const teachers = row !== null && typeof row === 'object' && 'teacherPlms' in row ? row.teacherPlms : [];
  return Array.isArray(teachers) ? teachers : [];
}
