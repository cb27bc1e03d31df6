/** A model cut into several safetensors files, listed by `model.safetensors.index.json`, read as one. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { type Said, say, wordsOf } from '#shared/messages/said.ts';
import { openSafetensors } from './safetensors.ts';
import type { DtypeName, TensorFile } from './tensor-file.ts';

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * Opens every shard that the index names.
 * @param indexPath `…/model.safetensors.index.json`
 * @throws AppError `bad-input` naming every missing shard or tensor at once
 */
export async function openShardedSafetensors(indexPath: string): Promise<TensorFile> {
  const map = await readIndex(indexPath);
  const shards = new Map<string, TensorFile>();
  try {
    for (const name of new Set(Object.values(map))) {
      shards.set(name, await openSafetensors(join(dirname(indexPath), name)));
    }
    const owners = new Map<string, TensorFile>();
    const missing: Said[] = [];
    for (const name of Object.keys(map).sort()) {
      const shard = shards.get(map[name]);
      if (shard?.has(name)) owners.set(name, shard);
      else missing.push(say('error.shards.lackOne', { name, shard: map[name]! }));
    }
    if (missing.length > 0) {
      throw AppError.of(
        'bad-input',
        'error.shards.lack',
        { file: indexPath, missing: { each: missing, between: ', ' } },
        { file: indexPath, missing: missing.map((one) => wordsOf('en', one)) },
      );
    }
    return new ShardedFile(indexPath, owners, [...shards.values()]);
  } catch (error) {
    await Promise.all([...shards.values()].map((shard) => shard.close()));
    throw error;
  }
}

async function readIndex(indexPath: string): Promise<Record<string, string>> {
  const text = await readFile(indexPath, 'utf8');
  let parsed;
  try {
    parsed = indexSchema.safeParse(JSON.parse(text));
  } catch (error) {
    throw AppError.of('bad-input', 'error.file.notJson', { file: indexPath }, { file: indexPath }, error);
  }
  if (!parsed.success) {
    throw AppError.of('bad-input', 'error.shards.noMap', { file: indexPath }, { file: indexPath });
  }
  // A shard lies beside its index: a path in its name would read other places of the disk.
  const outside = Object.values(parsed.data.weight_map).find((name) => basename(name) !== name);
  if (outside) throw AppError.of('bad-input', 'error.shards.outside', { file: indexPath, shard: outside });
  return parsed.data.weight_map;
}

class ShardedFile implements TensorFile {
  readonly path: string;
  readonly metadata = {};
  readonly #owners: Map<string, TensorFile>;
  readonly #shards: TensorFile[];

  constructor(path: string, owners: Map<string, TensorFile>, shards: TensorFile[]) {
    this.path = path;
    this.#owners = owners;
    this.#shards = shards;
  }

  names(): string[] {
    return [...this.#owners.keys()];
  }
  has(name: string): boolean {
    return this.#owners.has(name);
  }
  shape(name: string): number[] {
    return this.#owner(name).shape(name);
  }
  dtype(name: string): DtypeName {
    return this.#owner(name).dtype(name);
  }
  read(name: string): Promise<Float32Array> {
    return this.#owner(name).read(name);
  }
  readInts(name: string): Promise<Int32Array> {
    return this.#owner(name).readInts(name);
  }
  async close(): Promise<void> {
    await Promise.all(this.#shards.map((shard) => shard.close()));
  }

  #owner(name: string): TensorFile {
    const owner = this.#owners.get(name);
    if (!owner) throw new RangeError(`${this.path} has no tensor ${name}.`);
    return owner;
  }
}
