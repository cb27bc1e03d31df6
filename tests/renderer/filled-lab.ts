/** The real lab over a filled workspace, behind the real browser server: what the views of runs are tested on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningServer, serveHttp } from '#lab/http/serve-http.ts';
import { createLab, type OpenLab } from '#lab/lab.ts';
import type { ExperimentInput } from '#shared/config/experiment.ts';
import { type FillOptions, filledExperiment, fillWorkspace } from '#tests/fixtures/filled-workspace.ts';

const trainerEntry = fileURLToPath(new URL('../fixtures/scripted-trainer.ts', import.meta.url));

export interface FilledLab extends RunningServer {
  lab: OpenLab;
  workspace: string;
}

/**
 * @param staticDir the built renderer
 * @param experiments default: one of four rows and five repeats
 * @param prepare changes the filled workspace before the lab opens it
 */
export async function startFilledLab(
  staticDir: string,
  experiments: readonly ExperimentInput[] = [filledExperiment('main-table')],
  options: FillOptions & { prepare?: (workspace: string) => void; slots?: number } = {},
): Promise<FilledLab> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'tnrlab-filled-'));
  if (experiments.length > 0) fillWorkspace(workspace, experiments, options);
  options.prepare?.(workspace);
  const lab = await createLab({ workspace, trainerEntry, slots: options.slots ?? 2 });
  const server = await serveHttp(lab.router, { staticDir, port: 0 });
  const close = async (): Promise<void> => {
    await server.close();
    await lab.close();
    rmSync(workspace, { recursive: true, force: true });
  };
  return { ...server, lab, workspace, close };
}
