/** Finds and opens the weights of a folder, whichever format they are in. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { openShardedSafetensors } from './safetensors-shards.ts';
import { openSafetensors } from './safetensors.ts';
import type { TensorFile } from './tensor-file.ts';
import { openTorchFile } from './torch-file.ts';

/** What the tools that write such folders call it; the first that is there is taken. */
const USUAL_NAMES = ['model.safetensors', 'model.safetensors.index.json', 'pytorch_model.bin'];
const SUFFIXES = /\.(safetensors|bin|pt|pth)$/;
/** A trainer's own state beside the weights. */
const NOT_WEIGHTS = /^(training_args|optimizer|scheduler|rng_state|scaler)/;

/** Opens one weight file by its suffix. */
export function openWeights(path: string): Promise<TensorFile> {
  if (path.endsWith('.index.json')) return openShardedSafetensors(path);
  return path.endsWith('.safetensors') ? openSafetensors(path) : openTorchFile(path);
}

/**
 * The weights of a folder: under a usual name, or the only file with a suffix of weights.
 * @throws AppError `bad-input` for a folder with none, or with several under other names
 */
export async function openFolderWeights(folder: string): Promise<TensorFile> {
  const names = await readdir(folder);
  const usual = USUAL_NAMES.find((name) => names.includes(name));
  if (usual) return openWeights(join(folder, usual));
  const others = names.filter((name) => SUFFIXES.test(name) && !NOT_WEIGHTS.test(name)).sort();
  if (others.length === 1) return openWeights(join(folder, others[0]));
  const said = { folder, names: USUAL_NAMES.join(', ') };
  throw others.length === 0
    ? AppError.of('bad-input', 'error.plm.noWeights', said, { file: folder })
    : AppError.of(
        'bad-input',
        'error.plm.manyWeights',
        { ...said, files: others.join(', ') },
        { file: folder },
      );
}
