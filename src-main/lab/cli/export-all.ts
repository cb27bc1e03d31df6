/** A result table in every form, and its chart, as files of one folder. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { EXPORT_FORMATS } from '#shared/contract/domain.ts';
import type { ResultTable } from '#shared/contract/domain.ts';
import { exportTable } from '../export/render-table.ts';
import { writeWholeFile } from './write-file.ts';

/** @param folder made when missing @returns the paths of the files */
export async function exportAll(table: ResultTable, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const format of EXPORT_FORMATS) {
    const { fileName, text } = exportTable(table, format);
    const file = path.join(folder, fileName);
    await writeWholeFile(file, text);
    files.push(file);
  }
  return files;
}
