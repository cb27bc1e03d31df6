/** All that is known of one run: its configuration and summary, what it stands on, what stands on it, its files. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Run, RunDetail } from '#shared/contract/runs.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { Manifest } from '../artifacts/manifest.ts';
import type { Store } from '../store/store.ts';
import { kindTitle, type RunIndex } from './run-index.ts';

const CHECKPOINT_FILE = 'checkpoint.safetensors';

type Linked = RunDetail['usedBy'][number];

export function readRunDetail(store: Store, artifacts: ArtifactStore, index: RunIndex, run: Run): RunDetail {
  const { key, recipe } = run;
  const facts = index.book.of(key)!;
  const manifest = run.state === 'done' ? artifacts.manifest(key) : null;
  const inputKeys = Object.values(facts.inputs);
  const repeats = index.list().runs.filter((other) => other.recipe === recipe && other.key !== key);
  const inputs = new Map(index.list(inputKeys).runs.map((input) => [input.key, linked(input)]));
  return {
    run,
    recipe: index.book.fields(recipe),
    config: facts.config,
    summary: store.stages.get(key)?.summary ?? null,
    inputs: Object.entries(facts.inputs).map(([name, input]) => ({
      name,
      ...(inputs.get(input) ?? goneRun(index, input)),
    })),
    usedBy: index.list(store.runs.readersOf([key])).runs.map(linked),
    repeats: repeats.map(linked),
    environment: environmentOf(manifest, run),
    dataHash: facts.datasetKey,
    folder: manifest ? artifacts.path(key) : null,
    files: Object.entries(manifest?.files ?? {}).map(([file, { bytes, sha256 }]) => ({
      path: file,
      bytes,
      sha256,
    })),
    checkpoint: run.state === 'done' ? null : checkpointIn(artifacts.workPath(key)),
  };
}

const linked = ({ key, kind, title, state, seed }: Run): Linked => ({ key, kind, title, state, seed });

/** Purged: its row is kept out of sight for what stands on it. */
function goneRun(index: RunIndex, key: string): Linked {
  const facts = index.book.of(key);
  const kind = facts?.kind ?? 'unknown';
  return { key, kind, title: kindTitle(kind), state: 'waiting', seed: facts?.seed ?? 0 };
}

function environmentOf(manifest: Manifest | null, run: Run): RunDetail['environment'] {
  return {
    labVersion: manifest?.lab.version ?? null,
    commit: manifest?.lab.commit ?? null,
    numericsVersion: manifest?.numericsVersion ?? null,
    device: manifest?.device ?? run.device,
  };
}

function checkpointIn(folder: string): RunDetail['checkpoint'] {
  const stats = statSync(path.join(folder, CHECKPOINT_FILE), { throwIfNoEntry: false });
  return stats ? { bytes: stats.size, savedAt: stats.mtimeMs } : null;
}
