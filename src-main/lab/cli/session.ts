/**
 * The lab that a command talks to: its own, in this process, or, where a window or another command holds the workspace,
 * that one, over its control socket. The calls are the same.
 */
import { setTimeout } from 'node:timers/promises';
import { ORPCError } from '@orpc/client';
import { createRouterClient } from '@orpc/server';
import type { AnyRouter } from '@orpc/server';
import { AppError } from '#shared/errors.ts';
import { connectControl, serveControl } from '../http/control-socket.ts';
import type { LabClient } from '../http/control-socket.ts';
import type { CliContext } from './context.ts';

const GONE_GRACE_MS = 200;

export interface LabSession {
  client: LabClient;
  /** Null when another process holds the workspace. */
  router: AnyRouter | null;
  /** Ends when the other process goes away; never for a lab of this process. */
  gone: Promise<void>;
  /** Running stages write a checkpoint first. */
  close(): Promise<void>;
}

/**
 * Opens the workspace.
 * @throws AppError `busy` when another process holds it and does not answer
 */
export async function openSession(cli: CliContext): Promise<LabSession> {
  const { createLab } = await import('../lab.ts'); // late: help and pure commands need no database
  try {
    const lab = await createLab({ workspace: cli.workspace });
    const control = await serveControl(lab.router, cli.workspace);
    return {
      client: createRouterClient(lab.router) as LabClient,
      router: lab.router,
      gone: new Promise(() => {}),
      close: async () => {
        await control.close();
        await lab.close();
      },
    };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'busy') throw error;
    const remote = await connectControl(cli.workspace);
    if (!remote) throw error;
    return {
      client: remote.client,
      router: null,
      gone: remote.closed,
      close: async () => remote.close(),
    };
  }
}

/** Runs `work` with an open lab and closes it whatever happens. */
export async function withSession<T>(cli: CliContext, work: (session: LabSession) => Promise<T>): Promise<T> {
  const session = await openSession(cli);
  try {
    return await work(session);
  } catch (error) {
    if (error instanceof AppError || error instanceof ORPCError || !(await hasGone(session))) throw error;
    throw new AppError(
      'unavailable',
      'The lab that held the workspace ended before it answered; give the command again.',
      {},
      error,
    );
  } finally {
    await session.close();
  }
}

/** Whether the other lab has ended; a broken call may be seen a moment before the closed connection. */
const hasGone = (session: LabSession): Promise<boolean> =>
  Promise.race([session.gone.then(() => true), setTimeout(GONE_GRACE_MS, false)]);
