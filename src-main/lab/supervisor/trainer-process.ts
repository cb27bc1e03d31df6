/**
 * One trainer child: starts it, sends requests, checks every message it says, keeps the tail of its stderr, and ends it.
 * It runs one stage after another; what a stage's end means is stage-attempt.ts's business.
 */
import { fork, type ChildProcess } from 'node:child_process';
import {
  trainerEventSchema,
  type TrainerEvent,
  type TrainerRequest,
} from '#shared/trainer-protocol/messages.ts';

/** Enough for a stack trace. */
const STDERR_TAIL = 4000;
/** From a child's exit to the end of its stderr. */
const DRAIN_MS = 500;

export interface TrainerProgram {
  /** The trainer's main.ts or main.js. */
  entry: string;
  nodePath: string;
  /** JavaScript heap of one child; tensors live outside of it. */
  heapMegabytes: number;
  /** Threads a native backend may use in one child. */
  threads: number;
}

export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set when the process could not be started at all. */
  error?: Error;
}

export interface TrainerListener {
  event(event: TrainerEvent): void;
  /** A message that the protocol does not know; the child is not to be trusted any more. */
  nonsense(problem: string): void;
  stderr(line: string): void;
  ended(end: ProcessEnd): void;
}

export class TrainerProcess {
  private readonly child: ChildProcess;
  private listener: TrainerListener | null = null;
  private tail = '';
  private partialLine = '';
  private end: ProcessEnd | null = null;
  private readonly exited: Promise<void>;

  constructor(program: TrainerProgram) {
    this.child = fork(program.entry, [], {
      execPath: program.nodePath,
      execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${program.heapMegabytes}`],
      env: {
        ...process.env,
        TNRLAB_THREADS: String(program.threads),
        OMP_NUM_THREADS: String(program.threads),
        TF_NUM_INTRAOP_THREADS: String(program.threads),
        TF_CPP_MIN_LOG_LEVEL: '2',
      },
      // stdout is not part of the protocol; a library that prints there must not fill a pipe nobody reads.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Ctrl-C reaches the whole group of the terminal; the lab alone decides how its children end.
      detached: process.platform !== 'win32',
    });
    this.child.on('message', (message) => this.receive(message));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => this.readStderr(text));
    this.exited = new Promise((resolve) => {
      const finish = (end: ProcessEnd): void => {
        if (this.end) return;
        this.end = end;
        if (this.partialLine) this.listener?.stderr(this.partialLine);
        this.listener?.ended(end);
        resolve();
      };
      // Not `close`: it never comes once this side has closed the channel. The last of stderr may come after `exit`,
      // but a grandchild that holds the pipe must not keep the lab waiting.
      const drained = new Promise<void>((done) => this.child.stderr?.once('end', done));
      this.child.on('exit', (code, signal) => {
        const timer = setTimeout(() => finish({ code, signal }), DRAIN_MS);
        void drained.then(() => {
          clearTimeout(timer);
          finish({ code, signal });
        });
      });
      this.child.on('error', (error) => {
        if (this.child.pid === undefined) finish({ code: null, signal: null, error });
      });
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isAlive(): boolean {
    return this.end === null && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The last of what it wrote to stderr since `listen()`. */
  get stderrTail(): string {
    return this.tail.trim();
  }

  /** From now on `listener` hears the child; null: nobody. Tells at once when the child has ended already. */
  listen(listener: TrainerListener | null): void {
    this.listener = listener;
    this.tail = '';
    if (listener && this.end) listener.ended(this.end);
  }

  /** Lost when the child is on its way out; its end tells. */
  send(request: TrainerRequest): void {
    if (this.child.connected) this.child.send(request, () => undefined);
  }

  /** Asks an idle child to leave: it exits when the channel closes; if not, it is ended. */
  async dismiss(graceMs: number): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.kill('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(timer);
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.isAlive) this.child.kill(signal);
  }

  private receive(message: unknown): void {
    const parsed = trainerEventSchema.safeParse(message);
    if (parsed.success) this.listener?.event(parsed.data);
    else {
      const issue = parsed.error.issues[0]!;
      this.listener?.nonsense(`${issue.path.join('.') || 'message'}: ${issue.message}`);
    }
  }

  private readStderr(text: string): void {
    this.tail = (this.tail + text).slice(-STDERR_TAIL);
    const lines = (this.partialLine + text).split(/\r?\n/);
    this.partialLine = lines.pop()!;
    for (const line of lines) if (line.trim()) this.listener?.stderr(line);
  }
}
