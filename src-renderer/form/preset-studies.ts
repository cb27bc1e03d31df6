/** Presets by study, and what of the workspace each of them needs. */
import type { ExperimentPreset } from '#shared/contract/domain.ts';

export type PresetCard = Pick<
  ExperimentPreset,
  'id' | 'study' | 'scale' | 'title' | 'description' | 'scaleDescription' | 'config'
>;

export interface Study {
  id: string;
  title: string;
  description: string;
  /** In the order of the list; one without a scale stands alone. */
  presets: readonly PresetCard[];
}

export function studiesOf(presets: readonly PresetCard[]): Study[] {
  const studies = new Map<string, PresetCard[]>();
  for (const preset of presets) studies.set(preset.study, [...(studies.get(preset.study) ?? []), preset]);
  return [...studies].map(([id, members]) => ({
    id,
    title: members[0]?.title ?? id,
    description: members[0]?.description ?? '',
    presets: members,
  }));
}

export interface Need {
  kind: 'dataset' | 'PLM';
  name: string;
  present: boolean;
}

interface Names {
  datasets: readonly { name: string }[];
  plms: readonly { name: string }[];
}

/** Datasets and imported PLMs that a configuration names; teachers of MT-BERT included. */
export function needsOf(config: unknown, { datasets, plms }: Names): Need[] {
  if (config === null || typeof config !== 'object') return [];
  const { dataset, corpus, plm, methods } = config as Record<string, unknown>;
  const rows = Array.isArray(methods) ? (methods as { teacherPlms?: unknown }[]) : [];
  const teachers = rows.flatMap(({ teacherPlms }) =>
    Array.isArray(teacherPlms) ? (teacherPlms as unknown[]) : [],
  );
  const named = (kind: Need['kind'], names: unknown[], known: readonly { name: string }[]): Need[] =>
    [...new Set(names)]
      .filter((name): name is string => typeof name === 'string' && name !== '')
      .map((name) => ({
        kind,
        name,
        present: known.some((one) => one.name.toLowerCase() === name.toLowerCase()),
      }));
  return [...named('dataset', [dataset, corpus], datasets), ...named('PLM', [plm, ...teachers], plms)];
}

/** "16 methods, 5 repeats" of a configuration. */
export function sizeOf(config: unknown): { methods: number; repeats: number } {
  const { methods, repeats } = (config ?? {}) as { methods?: unknown; repeats?: unknown };
  return { methods: Array.isArray(methods) ? methods.length : 0, repeats: Number(repeats ?? 0) };
}
