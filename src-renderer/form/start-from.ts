/** What a new experiment begins with when it is made from a former one, or from one of its runs. */
import { methodLabel } from '#shared/config/methods.ts';
import type { ExperimentDetail } from '#shared/contract/domain.ts';
import type { Run } from '#shared/contract/runs.ts';
import { readYaml } from './yaml-document.ts';

export interface Beginning {
  config: Record<string, unknown>;
  /** A file of about this configuration, for its comments. */
  yaml: string;
}

/** As it was written: with its sweep and its comments. */
export function fromExperiment({ config, yaml }: Pick<ExperimentDetail, 'config' | 'yaml'>): Beginning {
  const read = readYaml(yaml);
  // A file that says less than what ran is no beginning.
  const isWhole = 'config' in read && Array.isArray(read.config.methods);
  return isWhole ? { config: read.config, yaml } : { config: { ...config }, yaml: '' };
}

/** The experiment with those rows alone that need the run; all of them where it is none's in particular. */
export function fromRun(run: Pick<Run, 'methods'>, { config }: Pick<ExperimentDetail, 'config'>): Beginning {
  const rows = config.methods.filter((row) => run.methods.includes(methodLabel(row)));
  return { config: { ...config, methods: rows.length > 0 ? rows : config.methods }, yaml: '' };
}
