/**
 * A PLM as the workspace keeps it: `plm.json` (PlmConfig), `model.safetensors` (canonical names) and `tokenizer.json` or
 * `vocab.txt`. The folder's own temp -> rename is the artifact store's.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { plmConfigSchema, type PlmConfig } from '#shared/config/plm-config.ts';
import { AppError } from '#shared/errors.ts';
import { findTokenizerFile } from '../tokenizer/vocabulary.ts';
import { checkPlmTensors } from './plm-shapes.ts';
import type { TokenizerFile } from './plm-tokenizer.ts';
import { openSafetensors, writeSafetensors, type TensorToWrite } from './safetensors.ts';
import type { TensorFile } from './tensor-file.ts';

const CONFIG_FILE = 'plm.json';
const WEIGHTS_FILE = 'model.safetensors';

export interface PlmArtifact {
  config: PlmConfig;
  /** Open; names as `plmTensorShapes()` and perhaps `mlmTensorShapes()` give them. The caller closes it. */
  tensors: TensorFile;
  /** For `loadTokenizer()`. */
  tokenizerPath: string;
}

/**
 * Opens a PLM artifact and checks that its tensors fit its configuration.
 * @throws AppError `not-found` when there is none, `bad-input` when it is damaged
 */
export async function readPlmArtifact(folder: string): Promise<PlmArtifact> {
  const config = await readConfig(join(folder, CONFIG_FILE));
  const tokenizerPath = await findTokenizerFile(folder);
  const tensors = await openSafetensors(join(folder, WEIGHTS_FILE));
  try {
    checkPlmTensors(
      tensors.path,
      config,
      new Map(tensors.names().map((name) => [name, tensors.shape(name)])),
    );
  } catch (error) {
    await tensors.close();
    throw error;
  }
  return { config, tensors, tokenizerPath };
}

/**
 * Writes a PLM artifact; `plm.json` last, so that a folder that has it is whole.
 * @param tensors canonical names; checked against the configuration before anything is written
 * @returns the names of the files
 */
export async function writePlmArtifact(
  folder: string,
  config: PlmConfig,
  tensors: Iterable<TensorToWrite>,
  tokenizerFiles: Iterable<TokenizerFile>,
): Promise<string[]> {
  const list = [...tensors];
  checkPlmTensors(join(folder, WEIGHTS_FILE), config, new Map(list.map(({ name, shape }) => [name, shape])));
  await mkdir(folder, { recursive: true });
  await writeSafetensors(join(folder, WEIGHTS_FILE), list, { format: 'pt' });
  const names = [WEIGHTS_FILE];
  for (const { name, content } of tokenizerFiles) {
    await writeFile(join(folder, name), content);
    names.push(name);
  }
  await writeFile(
    join(folder, CONFIG_FILE),
    `${JSON.stringify(plmConfigSchema.parse(config), undefined, 2)}\n`,
  );
  return [...names, CONFIG_FILE];
}

async function readConfig(path: string): Promise<PlmConfig> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw AppError.of('not-found', 'error.plm.none', { file: path }, { file: path }, error);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw AppError.of('bad-input', 'error.file.notJson', { file: path }, { file: path }, error);
  }
  const parsed = plmConfigSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = z.prettifyError(parsed.error);
  throw AppError.of('bad-input', 'error.plm.noPlmConfig', { file: path, problems }, { file: path });
}
