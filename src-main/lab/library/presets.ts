/** Ready experiments: pages that stand alone (resources/presets), and the paper's studies in their scales. */
import path from 'node:path';
import { parse } from 'yaml';
import type { ExperimentPreset } from '#shared/contract/domain.ts';
import { openingComment, readPages } from './pages.ts';
import { readStudies } from './studies.ts';

/** @param resources folder with `presets`, `studies` and `scales`; what is missing there is left out */
export function readPresets(resources: string): ExperimentPreset[] {
  const alone = readPages(path.join(resources, 'presets')).map(({ id, yaml }): ExperimentPreset => {
    const [title = id, ...description] = openingComment(yaml);
    return {
      id,
      study: id,
      scale: null,
      title,
      description: description.join(' '),
      scaleDescription: '',
      world: null,
      yaml,
      config: parse(yaml) as unknown,
    };
  });
  return [...alone, ...readStudies(resources)];
}
