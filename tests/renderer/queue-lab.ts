/** A real lab with a queue that moves slowly: scripted trainers behind the real browser server. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningServer, serveHttp } from '#lab/http/serve-http.ts';
import { createLab, type OpenLab } from '#lab/lab.ts';
import type { ExperimentInput } from '#shared/config/experiment.ts';
import type { Plan } from '#tests/fixtures/scripted-trainer.ts';
import { smallExperiment, until } from '#tests/lab/scripted-lab.ts';

const trainerEntry = fileURLToPath(new URL('../fixtures/scripted-trainer.ts', import.meta.url));
const SLOW: Plan = { pretrain: { steps: 2000, msPerStep: 200 } };

export interface QueueLab extends RunningServer {
  lab: OpenLab;
  /** Another lab over the same workspace, as after the end of this one. */
  restart(): Promise<QueueLab>;
}

/** @param names experiments in line; the first of them run, each with a stage that takes its time */
export async function startQueueLab(
  staticDir: string,
  names: readonly string[],
  { slots = 2, plan = SLOW }: { slots?: number; plan?: Plan } = {},
): Promise<QueueLab> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-queue-'));
  writeFileSync(path.join(folder, 'plan.json'), JSON.stringify(plan));
  process.env.SCRIPTED_TRAINER_PLAN = path.join(folder, 'plan.json');
  const source = path.join(folder, 'news');
  mkdirSync(source);
  writeFileSync(path.join(source, 'news.tsv'), 'news');
  const started = await open(staticDir, folder, slots);
  if (names.length === 0) return started;
  await started.lab.importDataset('news', source);
  names.forEach((name, at) => started.lab.run(experimentOf(name, at + 1)));
  await until(() => {
    const { running } = started.lab.queue.get();
    return (
      running.filter(({ progress }) => (progress?.done ?? 0) > 0).length >= Math.min(slots, names.length)
    );
  }, 20_000);
  return started;
}

/** Each has a seed of its own, so that they share no training. */
const experimentOf = (name: string, seed: number): ExperimentInput => ({ ...smallExperiment, name, seed });

async function open(staticDir: string, folder: string, slots: number): Promise<QueueLab> {
  const timings = { stopMs: 3000, terminateMs: 500, idleMs: 100 };
  const lab = await createLab({ workspace: path.join(folder, 'workspace'), trainerEntry, slots, timings });
  const server = await serveHttp(lab.router, { staticDir, port: 0 });
  const end = async (): Promise<void> => {
    await server.close();
    await lab.close();
  };
  return {
    ...server,
    lab,
    restart: async () => {
      await end();
      return open(staticDir, folder, slots);
    },
    close: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
