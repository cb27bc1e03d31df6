/**
 * Takes the pictures of docs/screenshots anew: every view over the runs of the demo, in light and dark.
 * Run: npm run demo, then node --disable-warning=ExperimentalWarning tests/screenshots/take.ts [workspace] [view ...]
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { serveHttp } from '#lab/http/serve-http.ts';
import { createLab, type OpenLab } from '#lab/lab.ts';
import { buildRenderer, launchBrowser, openPage } from '#tests/renderer/browser.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const pictures = path.join(root, 'docs', 'screenshots');
const [source = path.join(root, 'demo', 'workspace'), ...wanted] = process.argv.slice(2);
const TABLE = 'Main comparison';

const SMALL = { width: 1280, height: 800 };
const LARGE = { width: 1920, height: 1080 };

interface Picture {
  name: string;
  address: string;
  /** What the lab does before; all pictures after it see it, too. */
  before?: (opened: OpenLab) => void;
  /** Before the picture is taken. */
  act?: (page: Page) => Promise<void>;
  /** Also at 1920 x 1080. */
  large?: boolean;
}

if (!existsSync(path.join(source, 'lab.sqlite'))) {
  console.error(`There is no workspace in ${source}; run "npm run demo" first.`);
  process.exit(2);
}
const workspace = mkdtempSync(path.join(tmpdir(), 'tnrlab-pictures-'));
// The demo itself stays as it is.
cpSync(source, workspace, { recursive: true, filter: (file) => !file.endsWith('lab.lock') });
const built = await buildRenderer();
const browser = await launchBrowser();
const lab = await createLab({ workspace });
const server = await serveHttp(lab.router, { staticDir: built.folder, port: 0 });
try {
  const list = picturesOf(await prepare(lab));
  const chosen = list.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  mkdirSync(pictures, { recursive: true });
  for (const picture of chosen) {
    picture.before?.(lab);
    await take(browser, picture);
  }
  console.log(`${chosen.length} views in ${path.relative(process.cwd(), pictures) || '.'}`);
} finally {
  await browser.close();
  await server.close();
  await lab.close();
  rmSync(workspace, { recursive: true, force: true });
}

interface Keys {
  experiment: string;
  dataset: string;
  /** An evaluation, and a training stage with curves. */
  run: string;
  training: string;
  /** Evaluations of each row. */
  groups: string[][];
}

/** A table and an imported baseline beside the demo's runs. */
async function prepare(opened: OpenLab): Promise<Keys> {
  const csv = path.join(workspace, 'baselines.csv');
  const rows = [1, 2, 3, 4, 5].map((seed) => `NRMS,sample,${seed},${(60.4 + seed / 5).toFixed(2)}`);
  writeFileSync(csv, ['method,dataset,seed,auc', ...rows].join('\n'));
  await opened.importRuns({ source: csv });
  const { name: experiment, dataset } = opened.listExperiments()[0]!;
  const definition = opened.tables.propose({ experiments: [experiment] });
  const reference = definition.rows.find(({ kind }) => kind === 'runs')?.id ?? null;
  opened.tables.save(TABLE, { ...definition, reference });
  const { rows: results } = opened.resultTable(experiment);
  const { runs } = opened.runs.list();
  const training = runs.find(({ kind, state }) => kind === 'stage-two' && state === 'done')!;
  return {
    experiment,
    dataset,
    run: results[0]!.runs[0]!,
    training: training.key,
    groups: results.map(({ runs: keys }) => keys),
  };
}

/** Three experiments in a paused queue, so that none of them begins. */
function fillQueue(opened: OpenLab, like: string): void {
  opened.queue.pause(undefined, false);
  const { config } = opened.getExperiment(like);
  for (const [name, seed] of [
    ['more-seeds', 6],
    ['second-five', 11],
    ['third-five', 16],
  ] as const)
    opened.run({ ...config, name, seed });
  opened.queue.setPriority('second-five', 'high');
  opened.queue.pause('third-five', false);
}

function picturesOf({ experiment, dataset, run, training, groups }: Keys): Picture[] {
  const compared = groups.map((keys) => keys.map((key) => key.slice(0, 12)).join('.'));
  const page = (tab: string): string => `/runs/${training}/${tab}`;
  return [
    { name: 'experiments', address: '/experiments' },
    { name: 'experiment-progress', address: `/experiments/${experiment}/progress` },
    { name: 'experiment-results', address: `/experiments/${experiment}/results`, large: true },
    { name: 'experiment-configuration', address: `/experiments/${experiment}/configuration` },
    { name: 'new', address: '/new' },
    { name: 'new-form', address: `/new/copy/${experiment}`, large: true },
    { name: 'runs', address: '/runs', large: true },
    { name: 'runs-grouped', address: '/runs', act: (shown) => pressAndWait(shown, 'r') },
    { name: 'run-evaluation', address: `/runs/${run}` },
    { name: 'run-curves', address: page('curves'), large: true },
    { name: 'run-graph', address: page('graph') },
    { name: 'run-log', address: page('log') },
    { name: 'run-system', address: page('system') },
    { name: 'run-configuration', address: page('configuration') },
    { name: 'run-environment', address: page('environment') },
    { name: 'run-checkpoints', address: page('checkpoints') },
    { name: 'run-files', address: page('files') },
    { name: 'compare-empty', address: '/compare' },
    { name: 'compare-two', address: `/compare/${[compared[2], compared[3]].join('/')}`, large: true },
    { name: 'compare-four', address: `/compare/${compared.join('/')}` },
    { name: 'tables', address: '/tables' },
    { name: 'table', address: `/tables/${encodeURIComponent(TABLE)}`, large: true },
    { name: 'queue', address: '/queue' },
    { name: 'datasets', address: '/datasets' },
    { name: 'dataset', address: `/datasets/${dataset}` },
    { name: 'models', address: '/models' },
    { name: 'palette', address: '/experiments', act: (shown) => pressAndWait(shown, 'Control+k') },
    { name: 'shortcuts', address: '/runs', act: (shown) => pressAndWait(shown, '?') },
    { name: 'queue-line', address: '/queue', before: (opened) => fillQueue(opened, experiment) },
  ];
}

/** A picture is for everybody: the folders of the machine it was taken on are called as a user would find them. */
function nameNoFolders(page: Page): Promise<void> {
  return page.evaluate(
    (folders) => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (const [folder, name] of folders)
          if (node.nodeValue?.includes(folder)) node.nodeValue = node.nodeValue.replaceAll(folder, name);
    },
    [
      [workspace, '~/tiny-newsrec-lab/demo/workspace'],
      [root, '~/tiny-newsrec-lab'],
    ] as const,
  );
}

async function pressAndWait(page: Page, keys: string): Promise<void> {
  await page.keyboard.press(keys);
  await page.waitForTimeout(400);
}

async function take(opened: Browser, { name, address, act, large = false }: Picture): Promise<void> {
  for (const dark of [false, true])
    for (const size of large ? [SMALL, LARGE] : [SMALL]) {
      const { page, errors } = await openPage(opened, `${server.url}#${address}`, { ...size, dark });
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.waitForTimeout(1200);
      await act?.(page);
      await nameNoFolders(page);
      const suffix = `${size === LARGE ? '-1920' : ''}${dark ? '-dark' : ''}`;
      await page.screenshot({ path: path.join(pictures, `${name}${suffix}.png`), animations: 'disabled' });
      for (const error of errors) console.warn(`${name}: ${error}`);
      await page.context().close();
    }
}
