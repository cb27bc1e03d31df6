/** Four runs that go on at the same time in a real lab with scripted trainers, and a browser that looks at one of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { filledExperiment } from '#tests/fixtures/filled-workspace.ts';
import { fillRunPages } from '#tests/fixtures/run-pages.ts';
import { buildRenderer, launchBrowser } from '../renderer/browser.ts';
import { startFilledLab } from '../renderer/filled-lab.ts';

const RUNS = 4;

export interface LiveLab {
  url: string;
  browser: Browser;
  /** Keys of the four that run. */
  running: string[];
  close(): Promise<void>;
}

/** @param msPerStep of each run; a step gives five metrics or six, every fifth a line of the log */
export async function startLiveLab(msPerStep: number): Promise<LiveLab> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-live-'));
  const plan = path.join(folder, 'plan.json');
  writeFileSync(plan, JSON.stringify({ '*': { steps: 100_000_000, msPerStep, terms: true } }));
  process.env.SCRIPTED_TRAINER_PLAN = plan;
  const built = await buildRenderer();
  const browser = await launchBrowser();
  const lab = await startFilledLab(built.folder, [filledExperiment('main-table')], {
    prepare: (workspace) => fillRunPages(workspace),
    slots: RUNS,
  });
  for (let run = 0; run < RUNS; run++) await lab.lab.run(filledExperiment(`live-${run}`, 1, 50 + run));
  const running = () =>
    lab.lab.runs
      .list()
      .runs.filter(({ state }) => state === 'running')
      .map(({ key }) => key);
  while (running().length < RUNS) await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    url: lab.url,
    browser,
    running: running(),
    close: async () => {
      await browser.close();
      await lab.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
