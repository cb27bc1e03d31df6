/**
 * A Hugging Face folder (config.json, weights in any supported format, tokeniser) as a PLM under our canonical names,
 * and its import into an artifact. BERT and UniLMv2; other architectures are refused by name.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { AppError } from '#shared/errors.ts';
import { openFolderWeights } from './open-weights.ts';
import { writePlmArtifact } from './plm-artifact.ts';
import { readPlmConfigFile } from './plm-config-file.ts';
import { checkPlmTensors } from './plm-shapes.ts';
import { addZeroKeyBiases, canonicalTensors, cutPositions, type LazyTensor } from './plm-tensors.ts';
import { readPlmTokenizer, type TokenizerFile } from './plm-tokenizer.ts';
import type { TensorToWrite } from './safetensors.ts';

/** An open PLM folder, checked; weights are read when asked for. */
export interface PlmSource {
  readonly config: PlmConfig;
  /** The file the weights come from. */
  readonly weightsPath: string;
  readonly tokenizer: TokenizerFile;
  /** Names in the file that are known and not taken: heads of other tasks, position ids. */
  readonly ignored: string[];
  /** Canonical names, sorted: `plm.…`, and `mlm.…` when the file has the whole head for masked words. */
  names(): string[];
  shape(name: string): number[];
  /** float32, row-major. */
  read(name: string): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Opens and checks a PLM folder.
 * @throws AppError `not-found` for a missing folder; `bad-input` for another architecture, a broken file, or tensors
 *   that do not fit (all missing, extra and misshapen ones at once)
 */
export async function openPlmFolder(folder: string): Promise<PlmSource> {
  const configPath = await findConfig(folder);
  const file = await openFolderWeights(folder);
  try {
    const { tensors, ignored, duplicates } = canonicalTensors(file);
    const buckets = tensors.get('plm.rel_pos_bias.weight')?.shape[1] ?? 0;
    const config = await readPlmConfigFile(configPath, buckets, tensors.has('plm.pooler.dense.weight'));
    if (config.arch === 'unilmv2') addZeroKeyBiases(tensors);
    cutPositions(tensors, config.maxPositions);
    const shapes = new Map([...tensors].map(([name, { shape }]) => [name, shape]));
    checkPlmTensors(file.path, config, shapes, duplicates);
    const tokenizer = await readPlmTokenizer(folder, config);
    const tensor = (name: string): LazyTensor => {
      const found = tensors.get(name);
      if (!found) throw new RangeError(`${file.path} has no tensor ${name}.`);
      return found;
    };
    return {
      config,
      weightsPath: file.path,
      tokenizer,
      ignored,
      names: () => [...tensors.keys()].sort(),
      shape: (name) => [...tensor(name).shape],
      read: (name) => tensor(name).read(),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Imports a PLM folder as an artifact (`plm.json`, `model.safetensors`, tokeniser). Nothing is written before all is
 * checked; memory stays at a few tensors.
 * @returns the configuration, and the names of the files in `outFolder`
 */
export async function importPlm(
  folder: string,
  outFolder: string,
): Promise<{ config: PlmConfig; files: string[] }> {
  const source = await openPlmFolder(folder);
  try {
    const tensors = source
      .names()
      .map((name): TensorToWrite => ({ name, shape: source.shape(name), data: () => source.read(name) }));
    const files = await writePlmArtifact(outFolder, source.config, tensors, [source.tokenizer]);
    return { config: source.config, files };
  } finally {
    await source.close();
  }
}

/** `config.json`, or the only `*-config.json` (UniLMv2 is published so). */
async function findConfig(folder: string): Promise<string> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw AppError.of('not-found', 'error.noFolder', { folder }, { file: folder }, error);
  });
  if (names.includes('config.json')) return join(folder, 'config.json');
  const others = names.filter((name) => name.endsWith('-config.json'));
  if (others.length === 1) return join(folder, others[0]);
  throw AppError.of('bad-input', 'error.plm.noConfig', { folder }, { file: folder });
}
