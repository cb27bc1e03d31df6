/** Which runs hold weights, and their copy into a folder of the user's. */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { WeightsExport } from '#shared/contract/checkpoints.ts';
import { AppError } from '#shared/errors.ts';
import type { StageKind } from '#shared/trainer-protocol/stages.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';

const HOLDS_WEIGHTS: Readonly<Partial<Record<StageKind, true>>> = {
  'import-plm': true,
  pretrain: true,
  adapt: true,
  'post-train': true,
  'fine-tune': true,
  'stage-one': true,
  'stage-two': true,
  tinybert: true,
  newsbert: true,
  'mt-bert': true,
  'mt-bert-teachers': true,
};
export const holdsWeights = (kind: string): boolean => kind in HOLDS_WEIGHTS;

/**
 * Copies the files of an artifact into `<folder>/<name>/`, and those of the PLMs it stands on into `plm/` beside them: the
 * weights of a recommender hold only what differs from its PLM.
 * @param plms artifact keys by input name
 * @throws AppError `conflict` when that folder holds something, `corrupt` when the artifact is gone
 */
export function exportWeights(
  artifacts: ArtifactStore,
  key: string,
  plms: ReadonlyMap<string, string>,
  folder: string,
  name: string,
): WeightsExport {
  const target = path.join(path.resolve(folder), name);
  if (existsSync(target) && readdirSync(target).length > 0)
    throw AppError.of('conflict', 'error.checkpoint.folderFull', { folder: target }, { folder: target });
  for (const each of [key, ...plms.values()])
    if (artifacts.find(each) === null)
      throw AppError.of('corrupt', 'error.checkpoint.filesGone', { key: each }, { key: each });
  mkdirSync(target, { recursive: true });
  try {
    cpSync(artifacts.path(key), target, { recursive: true });
    for (const [input, plm] of plms)
      cpSync(artifacts.path(plm), path.join(target, input), { recursive: true });
  } catch (error) {
    // Half a copy would pass for weights, and stand in the way of the next try.
    rmSync(target, { recursive: true, force: true });
    throw error;
  }
  const files = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({
      path: path.relative(target, file).split(path.sep).join('/'),
      bytes: statSync(file).size,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { folder: target, files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}
