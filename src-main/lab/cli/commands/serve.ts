/** `tnrlab serve` and `tnrlab desktop`: the lab for the window, in a browser or in Electron. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Command } from 'commander';
import { AppError } from '#shared/errors.ts';
import { reportFailure, serveDesktop } from '../../desktop-bridge.ts';
import { serveHttp } from '../../http/serve-http.ts';
import type { RunningServer } from '../../http/serve-http.ts';
import { whole } from '../arguments.ts';
import type { ActionMaker, CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { onInterrupt } from '../interrupts.ts';
import { programRoot } from '../program-root.ts';
import { openSession } from '../session.ts';
import type { LabSession } from '../session.ts';

const DEFAULT_PORT = 4680;

/** A lab of this process; the window cannot be a guest of another one. */
async function openOwnSession(
  cli: CliContext,
): Promise<LabSession & { router: NonNullable<LabSession['router']> }> {
  const session = await openSession(cli);
  if (session.router) return { ...session, router: session.router };
  await session.close();
  throw new AppError(
    'busy',
    `Another window or command holds the workspace ${cli.workspace}. Close it, or name another with --workspace.`,
  );
}

/** The asked port; without one the usual, or a free one where that is taken. */
async function listen(session: LabSession, port: number | undefined): Promise<RunningServer> {
  const router = session.router as NonNullable<LabSession['router']>;
  const staticDir = path.join(programRoot(), 'dist', 'renderer');
  try {
    return await serveHttp(router, { port: port ?? DEFAULT_PORT, staticDir });
  } catch (error) {
    if (port !== undefined || !(error instanceof AppError) || error.code !== 'conflict') throw error;
    return serveHttp(router, { port: 0, staticDir });
  }
}

/** Opens the user's browser; where there is none, the printed address is enough. */
function openBrowser(url: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]];
  spawn(command as string, args as string[], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

const hasDisplay = (): boolean =>
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

export function registerServe(program: Command, action: ActionMaker): void {
  program
    .command('serve')
    .description('Serve the window to a browser on this machine (loopback, with a key in the address).')
    .option('--port <number>', `port; 0 for a free one (default: ${DEFAULT_PORT} if free)`, whole(0, 65_535))
    .option('--open', 'open the browser (default where there is a screen)')
    .option('--no-open', 'only print the address')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab serve
  $ tnrlab serve --port 8080 --no-open      # reach it through: ssh -L 8080:127.0.0.1:8080 HOST`,
    )
    .action(
      action(async (cli, options: { port?: number; open?: boolean }) => {
        const session = await openOwnSession(cli);
        try {
          const server = await listen(session, options.port);
          if (cli.json) cli.io.stdout.write(`${JSON.stringify({ url: server.url, port: server.port })}\n`);
          else cli.io.stdout.write(`Tiny-NewsRec Lab: ${server.url}\n`);
          cli.note('Ctrl-C ends it; running stages write a checkpoint first.');
          if (options.open ?? hasDisplay()) openBrowser(server.url);
          await new Promise<void>((resolve) => {
            onInterrupt({ first: resolve, second: () => process.exit(EXIT.interrupted) });
          });
          cli.note('Ending; press Ctrl-C again to kill.');
          await server.close();
        } finally {
          await session.close();
        }
      }),
    );
  program
    .command('desktop', { hidden: true })
    .description('The lab of the desktop application, which starts it by itself.')
    .action(
      action(async (cli) => {
        try {
          const session = await openOwnSession(cli);
          try {
            await serveDesktop(session.router);
          } finally {
            await session.close();
          }
        } catch (error) {
          reportFailure(error);
          throw error;
        }
      }),
    );
}
