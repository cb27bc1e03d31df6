/** `tnrlab doctor`: what this machine offers the lab, each by trying it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, freemem, totalmem } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { AppError } from '#shared/errors.ts';
import type { ActionMaker, CliContext } from '../context.ts';
import { processEntry, programRoot } from '../program-root.ts';
import { textTable } from '../text-table.ts';
import { bytesText } from '../units.ts';

interface Check {
  name: string;
  ok: boolean;
  /** Without it the main job cannot run. */
  needed: boolean;
  detail: string;
}

const run = promisify(execFile);
const BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const;
const SELF_TEST_TIMEOUT_MS = 120_000;
/** Below this a small dataset and a few checkpoints do not fit. */
const NEEDED_DISK_BYTES = 1e9;

/** Each backend in a process of its own, because a broken native binding may take its process along. */
async function checkBackend(name: (typeof BACKENDS)[number]): Promise<Check> {
  const check = { name: `backend ${name}`, needed: name === 'wasm' };
  const entry = processEntry('src-main/trainer/probe.ts', 'dist/trainer/probe.js');
  if (!entry) return { ...check, ok: false, detail: 'the self-test is not in this package' };
  try {
    const args = ['--disable-warning=ExperimentalWarning', entry, name];
    const { stdout } = await run(process.execPath, args, { timeout: SELF_TEST_TIMEOUT_MS });
    return {
      ...check,
      ...(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { ok: boolean; detail: string }),
    };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n').at(-1) ?? '') : String(error);
    return { ...check, ok: false, detail: `its process ended: ${reason}` };
  }
}

async function checkSqlite(): Promise<Check> {
  const check = { name: 'sqlite', needed: true };
  try {
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(':memory:');
    const version = database.prepare('SELECT sqlite_version()').pluck().get();
    database.close();
    return { ...check, ok: true, detail: `SQLite ${String(version)}` };
  } catch (error) {
    return { ...check, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

async function checkDisk(cli: CliContext): Promise<Check> {
  // The workspace may not be there yet: the nearest folder above it is on the same disk.
  let folder = cli.workspace;
  while (!existsSync(folder)) folder = path.dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  return {
    name: 'disk',
    needed: true,
    ok: free > NEEDED_DISK_BYTES,
    detail: `${bytesText(free)} free at ${folder}`,
  };
}

function checkElectron(): Check {
  const check = { name: 'electron', needed: false };
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const ok = existsSync(path.join(folder, 'path.txt'));
    return {
      ...check,
      ok,
      detail: ok ? folder : 'its binary is not downloaded; npm start opens the browser mode',
    };
  } catch {
    return { ...check, ok: false, detail: 'not installed; npm start opens the browser mode' };
  }
}

function checkChromium(): Check {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = folders
    .flatMap((folder) => names.map((file) => path.join(folder, file)))
    .find((file) => existsSync(file));
  return {
    name: 'chromium',
    needed: false,
    ok: found !== undefined,
    detail: found ?? 'not found; tests of the window are skipped',
  };
}

export async function examine(cli: CliContext): Promise<Check[]> {
  const major = Number(process.versions.node.split('.')[0]);
  const renderer = path.join(programRoot(), 'dist', 'renderer', 'index.html');
  const checks: Check[] = [
    { name: 'node', needed: true, ok: major >= 22, detail: `${process.version} at ${process.execPath}` },
    await checkSqlite(),
    {
      name: 'memory',
      needed: false,
      ok: true,
      detail: `${bytesText(freemem())} free of ${bytesText(totalmem())}, ${availableParallelism()} cores`,
    },
    await checkDisk(cli),
    {
      name: 'window',
      needed: false,
      ok: existsSync(renderer),
      detail: existsSync(renderer) ? renderer : 'not built; run "npm run build"',
    },
    checkElectron(),
    checkChromium(),
  ];
  for (const backend of BACKENDS) checks.push(await checkBackend(backend));
  return checks;
}

export function registerDoctor(program: Command, action: ActionMaker): void {
  program
    .command('doctor')
    .description('Try what the lab needs on this machine: Node, SQLite, backends, disk, browser, Electron.')
    .addHelpText('after', '\nExample:\n  $ tnrlab doctor --json')
    .action(
      action(async (cli) => {
        const checks = await examine(cli);
        cli.result({ checks }, () =>
          textTable(
            ['', 'What', 'Found'],
            checks.map(({ name, ok, needed, detail }) => [ok ? 'ok' : needed ? 'FAIL' : 'no', name, detail]),
          ),
        );
        const failed = checks.filter(({ ok, needed }) => needed && !ok);
        if (failed.length > 0)
          throw new AppError(
            'unavailable',
            `The lab cannot work here: ${failed.map(({ name }) => name).join(', ')}.`,
          );
      }),
    );
}
