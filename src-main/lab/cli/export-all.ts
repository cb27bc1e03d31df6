/** A result table in every form, and its chart, as files of one folder. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { EXPORT_FORMATS } from '#shared/contract/tables.ts';
import type { EfficiencyTable, ResultTable } from '#shared/contract/tables.ts';
import { exportEfficiency } from '../export/render-efficiency.ts';
import { exportTable } from '../export/render-table.ts';
import { writeWholeFile } from './write-file.ts';

/**
 * @param folder made when missing @param efficiency written, too, where something was measured
 * @returns the paths of the files
 */
export async function exportAll(
  table: ResultTable,
  folder: string,
  efficiency?: EfficiencyTable,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  const measured = efficiency?.rows.some(({ measure }) => measure !== null);
  const exported = EXPORT_FORMATS.flatMap((format) => [
    exportTable(table, format),
    ...(efficiency && measured ? [exportEfficiency(efficiency, format)] : []),
  ]);
  for (const { fileName, text } of exported) {
    const file = path.join(folder, fileName);
    await writeWholeFile(file, text);
    files.push(file);
  }
  return files;
}
