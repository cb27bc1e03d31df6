/** What every command gets: the global options, and the two ways to speak (results on stdout, all else on stderr). */
import path from 'node:path';
import type { Command } from 'commander';
import type { BackendChoice } from '#shared/trainer-protocol/messages.ts';

/** The part of a stream that the command line uses. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

export interface CliIo {
  stdout: Output;
  stderr: Output;
}

export interface GlobalOptions {
  workspace?: string;
  json?: boolean;
  quiet?: boolean;
  backend?: BackendChoice;
}

export interface CliContext {
  /** Absolute folder of the workspace. */
  workspace: string;
  json: boolean;
  quiet: boolean;
  /** The command that goes on with a stopped experiment, as a person would type it. */
  resumeCommand(experiment: string): string;
  /** Overrides the experiment's own choice. */
  backend: BackendChoice | undefined;
  io: CliIo;
  /** A result: `value` with --json, else `text()`. */
  result(value: unknown, text: () => string): void;
  /** A sentence for people, on stderr; silent with --quiet. */
  note(text: string): void;
}

export function createContext(options: GlobalOptions, io: CliIo): CliContext {
  const json = options.json ?? false;
  const quiet = options.quiet ?? false;
  return {
    workspace: path.resolve(options.workspace ?? process.env.TNRLAB_WORKSPACE ?? 'workspace'),
    json,
    quiet,
    backend: options.backend,
    resumeCommand: (experiment) =>
      `tnrlab run ${experiment}${options.workspace === undefined ? '' : ` --workspace ${options.workspace}`}`,
    io,
    result: (value, text) =>
      void io.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text().trimEnd()}\n`),
    note: (text) => {
      if (!quiet) io.stderr.write(`${text}\n`);
    },
  };
}

/** The parts of commander's action arguments that a handler wants: its own arguments and options, after the context. */
export type Handler<Given extends unknown[]> = (cli: CliContext, ...given: Given) => Promise<void>;

/** Makes commander actions: each gets a context from the options given before or after the command's name. */
export type ActionMaker = <Given extends unknown[]>(
  handler: Handler<Given>,
) => (...given: unknown[]) => Promise<void>;

export function actionMaker(io: CliIo): ActionMaker {
  return <Given extends unknown[]>(handler: Handler<Given>) =>
    async (...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const cli = createContext(command.optsWithGlobals<GlobalOptions>(), io);
      // Commander passes the command's arguments, then its options, then the command itself.
      await handler(cli, ...(given.slice(0, -1) as Given));
    };
}
