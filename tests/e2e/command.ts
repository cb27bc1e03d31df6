/** The command line as users start it, in a child process on a workspace of the test. */
import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { PrintedTable } from '#tests/e2e/latex-rows.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const entry = path.join(root, 'bin', 'tnrlab.js');

/** What a user's shell has: without the flags that the test runner gives to its own children. */
function environment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  delete env.NODE_OPTIONS;
  return env;
}

/** `tnrlab table NAME --format json`; a lab that holds the workspace answers it. */
export async function printedTable(workspace: string, name: string): Promise<PrintedTable> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [entry, 'table', name, '--format', 'json', '--workspace', workspace],
    { env: environment() },
  );
  return JSON.parse(stdout) as PrintedTable;
}

export interface Served {
  url: string;
  /** Ends it by Ctrl-C's signal; gives the exit code. */
  close(): Promise<number | null>;
}

/** `tnrlab serve` on a free port, when its address is printed. */
export async function serve(workspace: string): Promise<Served> {
  const args = [entry, 'serve', '--port', '0', '--no-open', '--json', '--workspace', workspace];
  const child = spawn(process.execPath, args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.includes('\n')) resolve((JSON.parse(printed) as { url: string }).url);
    });
    void ended.then((code) => reject(new Error(`tnrlab serve ended with exit code ${code}: ${errors}`)));
  });
  return {
    url,
    close: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}
