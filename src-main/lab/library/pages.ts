/** Folders of YAML pages whose opening comment says what they are: its first line the title, the rest in sentences. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Page {
  /** The file's name without `.yaml`. */
  id: string;
  file: string;
  yaml: string;
}

/** The `*.yaml` of a folder by name; none where the folder is missing. */
export function readPages(folder: string): Page[] {
  let files: string[];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return files.sort().map((name) => {
    const file = path.join(folder, name);
    return { id: path.basename(name, '.yaml'), file, yaml: readFileSync(file, 'utf8') };
  });
}

/** Lines of the comment at the top without their `#`; the first is the title. */
export function openingComment(yaml: string): string[] {
  const lines: string[] = [];
  for (const line of yaml.split(/\r?\n/)) {
    if (!line.startsWith('#')) break;
    const text = line.replace(/^#+\s*/, '').trim();
    if (text) lines.push(text);
  }
  return lines;
}
