/** `manifest.json`: what an artifact is, where it comes from, and the hash of each of its files. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { deviceSchema } from '#shared/trainer-protocol/messages.ts';

export const MANIFEST_FILE = 'manifest.json';

export const manifestSchema = z.object({
  /** Version of this file's form. */
  manifest: z.literal(1),
  key: z.string(),
  kind: z.string(),
  /** As it was resolved then; a later schema must not make an old artifact unreadable. */
  config: z.looseObject({ kind: z.string() }),
  /** Input name -> key. */
  inputs: z.record(z.string(), z.string()),
  seed: z.int(),
  numericsVersion: z.int(),
  /** Relative path with `/` -> size and SHA-256 (hex). */
  files: z.record(z.string(), z.object({ bytes: z.int(), sha256: z.string() })),
  summary: z.record(z.string(), z.unknown()),
  device: deviceSchema.nullable(),
  lab: z.object({ version: z.string(), commit: z.string().nullable() }),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  endedAt: z.number(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * The manifest of an artifact's folder, for those who only read it; checking its files is ArtifactStore.find()'s.
 * @throws AppError `corrupt` when there is none or it is damaged
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = path.join(folder, MANIFEST_FILE);
  try {
    return manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw AppError.of('corrupt', 'error.artifact.noManifest', { file }, { file }, error);
  }
}
