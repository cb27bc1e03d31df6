/**
 * Finished stages on disk: `artifacts/<key>/` with its manifest, made whole by one rename. Drafts (`.draft-<key>`) are
 * what running stages write; `work/<key>/` holds their checkpoints and outlives crashes.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/errors.ts';
import type { MessageKey } from '#shared/messages/messages.ts';
import { type SaidValues, say } from '#shared/messages/said.ts';
import { filesUnder, hashFile, syncToDisk } from './hash-files.ts';
import { MANIFEST_FILE, manifestSchema, type Manifest } from './manifest.ts';

const DRAFT_PREFIX = '.draft-';
const ASIDE_PREFIX = '.purged-';

/** What the caller knows about an artifact; files and form are the store's. */
export type ArtifactOrigin = Omit<Manifest, 'manifest' | 'files'>;

export class ArtifactStore {
  private readonly artifacts: string;
  private readonly work: string;

  /** Makes the folders and removes drafts that an earlier lab left. */
  constructor(workspace: string) {
    this.artifacts = path.join(workspace, 'artifacts');
    this.work = path.join(workspace, 'work');
    mkdirSync(this.artifacts, { recursive: true });
    mkdirSync(this.work, { recursive: true });
    for (const name of readdirSync(this.artifacts)) {
      if (name.startsWith(DRAFT_PREFIX)) rmSync(path.join(this.artifacts, name), { recursive: true });
    }
  }

  /** Folder of a finished artifact (whether or not it is there). */
  path(key: string): string {
    return path.join(this.artifacts, key);
  }

  /** Folder for checkpoints; stays until `finish()` or `forget()`. */
  checkpoints(key: string): string {
    const folder = path.join(this.work, key);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Folder of a stage's checkpoints (whether or not it is there). */
  workPath(key: string): string {
    return path.join(this.work, key);
  }

  /** A new empty folder for the files of an artifact in the making; an older draft of it is dropped. */
  draft(key: string): string {
    const folder = path.join(this.artifacts, DRAFT_PREFIX + key);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    return folder;
  }

  dropDraft(key: string): void {
    rmSync(path.join(this.artifacts, DRAFT_PREFIX + key), { recursive: true, force: true });
  }

  /** Hashes the draft's files, writes the manifest last, syncs, and gives the artifact its name. */
  async finish(origin: ArtifactOrigin): Promise<Manifest> {
    const draft = path.join(this.artifacts, DRAFT_PREFIX + origin.key);
    const files: Manifest['files'] = {};
    for (const file of await filesUnder(draft)) {
      files[file] = await hashFile(path.join(draft, file));
      await syncToDisk(path.join(draft, file));
    }
    const manifest: Manifest = { manifest: 1, ...origin, files };
    writeFileSync(path.join(draft, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    await syncToDisk(path.join(draft, MANIFEST_FILE));
    await syncToDisk(draft);
    rmSync(this.path(origin.key), { recursive: true, force: true });
    renameSync(draft, this.path(origin.key));
    await syncToDisk(this.artifacts);
    rmSync(path.join(this.work, origin.key), { recursive: true, force: true });
    return manifest;
  }

  /**
   * The manifest of a finished artifact whose files are all there with their sizes; null where there is none.
   * @throws AppError `corrupt` naming the first file that is missing or has another size
   */
  find(key: string): Manifest | null {
    const folder = this.path(key);
    let text: string;
    try {
      text = readFileSync(path.join(folder, MANIFEST_FILE), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !isFolder(folder)) return null;
      throw corrupt(folder, 'error.artifact.unreadable');
    }
    const parsed = manifestSchema.safeParse(parseJson(text));
    if (!parsed.success || parsed.data.key !== key) throw corrupt(folder, 'error.artifact.manifest');
    for (const [file, { bytes }] of Object.entries(parsed.data.files)) {
      const size = sizeOf(path.join(folder, file));
      if (size === null) throw corrupt(folder, 'error.artifact.missing', { file });
      if (size !== bytes) throw corrupt(folder, 'error.artifact.size', { file, size, bytes });
    }
    return parsed.data;
  }

  /** The manifest as it was written, without a look at the files; null where there is none or it is damaged. */
  manifest(key: string): Manifest | null {
    try {
      const parsed = manifestSchema.safeParse(
        parseJson(readFileSync(path.join(this.path(key), MANIFEST_FILE), 'utf8')),
      );
      return parsed.success && parsed.data.key === key ? parsed.data : null;
    } catch {
      return null;
    }
  }

  /** Bytes of the files that its manifest names; null without one. */
  size(key: string): number | null {
    const manifest = this.manifest(key);
    return manifest && ArtifactStore.bytes(manifest);
  }

  /** Bytes of all files of an artifact. */
  static bytes(manifest: Manifest): number {
    return Object.values(manifest.files).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Renames artifacts and checkpoints out of the way, to be deleted or put back; a crash leaves that to `settleAside()`. */
  putAside(keys: readonly string[]): { remove(): number; putBack(): void } {
    const moved: { from: string; to: string }[] = [];
    const putBack = (): void => {
      for (const { from, to } of moved.splice(0)) renameSync(to, from);
    };
    try {
      for (const folder of [this.artifacts, this.work]) {
        for (const key of keys) {
          const from = path.join(folder, key);
          const to = path.join(folder, ASIDE_PREFIX + key);
          if (!isFolder(from)) continue;
          rmSync(to, { recursive: true, force: true });
          renameSync(from, to);
          moved.push({ from, to });
        }
      }
    } catch (error) {
      putBack();
      throw error;
    }
    return {
      putBack,
      /** Gives the bytes of what was deleted. */
      remove: () => moved.reduce((bytes, { to }) => bytes + removeFolder(to), 0),
    };
  }

  /** What a crash left aside: deleted where the database has forgotten it, else put back. */
  settleAside(isForgotten: (key: string) => boolean): void {
    for (const folder of [this.artifacts, this.work]) {
      for (const name of readdirSync(folder)) {
        if (!name.startsWith(ASIDE_PREFIX)) continue;
        const aside = path.join(folder, name);
        const place = path.join(folder, name.slice(ASIDE_PREFIX.length));
        if (isForgotten(path.basename(place)) || isFolder(place)) removeFolder(aside);
        else renameSync(aside, place);
      }
    }
  }

  /** Removes a finished artifact. */
  remove(key: string): void {
    rmSync(this.path(key), { recursive: true, force: true });
  }
}

/** @returns the bytes of its files */
function removeFolder(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += sizeOf(path.join(entry.parentPath, entry.name)) ?? 0;
  rmSync(folder, { recursive: true, force: true });
  return bytes;
}

function corrupt(folder: string, key: MessageKey, values?: SaidValues): AppError {
  return AppError.of('corrupt', 'error.artifact.damaged', { folder, reason: say(key, values) }, { folder });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null;
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
