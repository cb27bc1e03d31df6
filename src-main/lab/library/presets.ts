/** Ready experiments: each a YAML page whose opening comment says its title, what it reproduces and what it costs. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { ExperimentPreset } from '#shared/contract/domain.ts';

/** @param folder of `*.yaml` files; none there: no presets */
export function readPresets(folder: string): ExperimentPreset[] {
  let files: string[];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return files.sort().map((file) => {
    const yaml = readFileSync(path.join(folder, file), 'utf8');
    const id = path.basename(file, '.yaml');
    const [title = id, ...description] = openingComment(yaml);
    return { id, title, description: description.join(' '), yaml, config: parse(yaml) as unknown };
  });
}

/** Lines of the comment at the top without their `#`; the first is the title. */
function openingComment(yaml: string): string[] {
  const lines: string[] = [];
  for (const line of yaml.split(/\r?\n/)) {
    if (!line.startsWith('#')) break;
    const text = line.replace(/^#+\s*/, '').trim();
    if (text) lines.push(text);
  }
  return lines;
}
