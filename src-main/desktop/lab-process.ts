/**
 * The life of the lab child process: start, wait until it is ready, start again after a crash, stop within a bound.
 * It hands messages on without reading more than the lab's own state from them.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { LabState } from '#shared/desktop-api.ts';
import { fromLab } from '#shared/desktop-protocol.ts';
import type { FromLab, ToLab } from '#shared/desktop-protocol.ts';
import { type Said, type SaidValue, say, wordsOf } from '#shared/messages/said.ts';

type Told = Pick<LabState, 'message' | 'said'>;

export interface LabCommand {
  /** The Node binary. */
  node: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

export interface LabProcessOptions {
  command: LabCommand;
  onState(state: LabState): void;
  onMessage(message: FromLab): void;
  /** From start to `ready`: migrations and a backup of a large store take their time. Default 120 s. */
  startTimeoutMs?: number;
  /** For an ordered stop (running stages write a checkpoint) before SIGKILL. Default 90 s. */
  stopTimeoutMs?: number;
  /** Crashes within one minute after which it stays down. Default 3. */
  maxCrashesPerMinute?: number;
}

/** Kept of the lab's standard error, to say why it died. */
const STDERR_TAIL_CHARS = 4000;

export class LabProcess {
  readonly #options: LabProcessOptions;
  #child: ChildProcess | undefined;
  #state: LabState = { state: 'starting' };
  #crashTimesMs: number[] = [];
  #stopping = false;

  constructor(options: LabProcessOptions) {
    this.#options = options;
  }

  get state(): LabState {
    return this.#state;
  }

  /** From the start of the process until its exit. */
  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Starts the lab; does nothing while it runs. */
  start(): void {
    if (this.#child || this.#stopping) return;
    const { node, args, cwd, env } = this.#options.command;
    this.#setState({ state: this.#crashTimesMs.length > 0 ? 'restarting' : 'starting' });
    const child = spawn(node, args, {
      cwd,
      env,
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      windowsHide: true,
    });
    this.#child = child;

    let stderrTail = '';
    let refusal: Told | undefined;
    let ready = false;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderrTail = (stderrTail + text).slice(-STDERR_TAIL_CHARS);
      process.stderr.write(text);
    });
    const startTimeoutMs = this.#options.startTimeoutMs ?? 120_000;
    const startTimer = setTimeout(() => {
      refusal = told(say('error.desktop.notReady', { seconds: Math.round(startTimeoutMs / 1000) }));
      child.kill('SIGKILL');
    }, startTimeoutMs);

    child.on('message', (raw) => {
      const message = fromLab.parse(raw);
      if (message.kind === 'ready') {
        clearTimeout(startTimer);
        ready = true;
        this.#setState({ state: 'ready' });
      } else if (message.kind === 'failed') {
        refusal = { message: message.message, said: message.said };
      }
      this.#options.onMessage(message);
    });
    // Writing to a child that is just dying is no error of ours; `exit` follows and tells what happened.
    child.on('error', (error) => {
      if (child.pid === undefined)
        this.#ended(child, told(say('error.desktop.notStarted', { reason: error.message })), '');
    });
    child.on('exit', (code, signal) => {
      clearTimeout(startTimer);
      const how = signal ?? say('error.desktop.exit', { code: String(code) });
      const line = lastLine(stderrTail);
      const reason = line === '' ? how : say('error.colon', { what: how, why: line });
      // What never came up would not do so at a second try either; the user may still order one.
      if (!ready) refusal ??= told(say('error.desktop.didNotStart', { reason }));
      this.#ended(child, refusal, reason);
    });
  }

  /** Sends to the lab, or drops the message when there is none: its clients are closed by then. */
  send(message: ToLab): void {
    if (this.#child?.connected) this.#child.send(message, () => undefined);
  }

  /** A new try after `failed`, with the count of crashes at zero. */
  restart(): void {
    this.#crashTimesMs = [];
    this.start();
  }

  /** Ends the lab: closes the channel, which the lab takes as the order to stop, then kills it after the bound. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (!child) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.disconnect();
    const killTimer = setTimeout(() => child.kill('SIGKILL'), this.#options.stopTimeoutMs ?? 90_000);
    await ended;
    clearTimeout(killTimer);
  }

  #ended(child: ChildProcess, refusal: Told | undefined, reason: SaidValue): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (this.#stopping) return;
    if (refusal !== undefined) {
      this.#setState({ state: 'failed', ...refusal });
      return;
    }
    const nowMs = Date.now();
    this.#crashTimesMs = [...this.#crashTimesMs.filter((timeMs) => nowMs - timeMs < 60_000), nowMs];
    if (this.#crashTimesMs.length >= (this.#options.maxCrashesPerMinute ?? 3)) {
      const times = this.#crashTimesMs.length;
      this.#setState({ state: 'failed', ...told(say('error.desktop.endedTimes', { reason, times })) });
      return;
    }
    this.#setState({ state: 'restarting', ...told(say('error.desktop.endedRestarting', { reason })) });
    this.start();
  }

  #setState(state: LabState): void {
    // A restart keeps the message that says why.
    this.#state = state.state === 'restarting' ? { ...this.#state, ...state } : state;
    this.#options.onState(this.#state);
  }
}

const told = (said: Said): Told => ({ message: wordsOf('en', said), said });

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';
