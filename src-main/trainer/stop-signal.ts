/** Asks a stage to write a checkpoint and end; thrown through as `StageStopped`. */
export class StopSignal {
  requested = false;
  private readonly controller = new AbortController();

  /** For library calls that take one. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  request(): void {
    this.requested = true;
    this.controller.abort();
  }

  /** Lets waiting messages in (a `stop` among them), then ends the stage if one came. @param step for the record */
  async check(step = 0): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.requested) throw new StageStopped(step);
  }
}

/** The stage ended because it was asked to. */
export class StageStopped extends Error {
  readonly step: number;

  constructor(step: number) {
    super(`Stopped at step ${step}.`);
    this.name = 'StageStopped';
    this.step = step;
  }
}
