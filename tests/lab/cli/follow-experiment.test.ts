import { EventEmitter, on } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createContext } from '#lab/cli/context.ts';
import { followExperiment } from '#lab/cli/follow-experiment.ts';
import type { LabSession } from '#lab/cli/session.ts';
import type { ExperimentDetail, ExperimentState, LabEvent } from '#shared/contract/domain.ts';
import { recordingIo } from './recording-io.ts';

const detail = (state: ExperimentState, error: string | null = null): ExperimentDetail => ({
  name: 'demo',
  description: '',
  dataset: 'sample',
  preset: 'paper',
  repeats: 1,
  methods: 1,
  state,
  paused: false,
  stagesDone: state === 'done' ? 1 : 0,
  stagesTotal: 1,
  stagesReused: 0,
  secondsLeft: null,
  createdAt: 0,
  endedAt: null,
  best: null,
  error,
  config: { seed: 1 } as ExperimentDetail['config'],
  yaml: '',
  stages: [
    {
      key: 'k',
      kind: 'fine-tune',
      title: 'Fine-tune',
      methods: ['m'],
      repeats: [0],
      seed: 1,
      state: state === 'queued' ? 'queued' : state,
      reused: false,
      inputs: [],
      progress: null,
      startedAt: 1,
      endedAt: null,
      device: null,
      error: error === null ? null : { code: 'non-finite', message: error, details: { step: 7 } },
      summary: null,
    },
  ],
});

/** A lab of one experiment whose state the test sets; only the calls that following needs. */
class StandInLab {
  readonly calls: string[] = [];
  readonly io = recordingIo();
  readonly #bus = new EventEmitter();
  #detail = detail('queued');
  readonly gone = Promise.withResolvers<void>();

  set(state: ExperimentState, error: string | null = null): void {
    this.#detail = detail(state, error);
    this.#bus.emit('event', { type: 'experiment', row: this.#detail } satisfies LabEvent);
  }

  session(router: object | null = {}): LabSession {
    const bus = this.#bus;
    const client = {
      system: {
        events: async (_: undefined, { signal }: { signal: AbortSignal }) =>
          (async function* () {
            for await (const [event] of on(bus, 'event', { signal })) yield event as LabEvent;
          })(),
      },
      experiments: {
        get: async () => this.#detail,
        stop: async () => void this.calls.push('stop'),
        kill: async () => {
          this.calls.push('kill');
          this.set('stopped');
        },
      },
    };
    return { client, router, gone: this.gone.promise, close: async () => {} } as unknown as LabSession;
  }

  follow(router?: object | null): Promise<ExperimentDetail> {
    return followExperiment(createContext({}, this.io), this.session(router), async () => ({ name: 'demo' }));
  }
}

const soon = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** A press: our own listeners get it, the test runner stays alive because they are there. */
const press = (): boolean => process.emit('SIGINT');

afterEach(() => expect(process.listenerCount('SIGHUP')).toBe(0));

describe('followExperiment()', () => {
  it('ends with the finished experiment', async () => {
    const lab = new StandInLab();
    const following = lab.follow();
    await soon();
    lab.set('running');
    lab.set('done');
    expect((await following).state).toBe('done');
  });

  it('returns at once for one that is done', async () => {
    const lab = new StandInLab();
    lab.set('done');
    expect((await lab.follow()).state).toBe('done');
  });

  it("throws the failed stage's error with its code and how to go on", async () => {
    const lab = new StandInLab();
    const following = lab.follow();
    await soon();
    lab.set('failed', 'Loss is NaN at step 7.');
    await expect(following).rejects.toMatchObject({
      code: 'non-finite',
      message: expect.stringMatching(/Loss is NaN at step 7\..*tnrlab run demo/) as string,
      details: { step: 7 },
    });
  });

  it('stops at the first Ctrl-C, counting a press that arrives twice once', async () => {
    const lab = new StandInLab();
    const following = lab.follow();
    await soon();
    press();
    press();
    await soon();
    expect(lab.calls).toEqual(['stop']);
    expect(lab.io.stderr.text).toContain('press Ctrl-C again to kill');
    lab.set('stopped');
    await expect(following).rejects.toMatchObject({
      code: 'stopped',
      message: expect.stringContaining('Go on with: tnrlab run demo') as string,
    });
  });

  it('kills at the second', async () => {
    const lab = new StandInLab();
    const following = lab.follow();
    await soon();
    press();
    await soon(300);
    press();
    await expect(following).rejects.toMatchObject({ code: 'stopped' });
    expect(lab.calls).toEqual(['stop', 'kill']);
  });

  it('leaves an experiment of another lab running', async () => {
    const lab = new StandInLab();
    const following = lab.follow(null);
    await soon();
    press();
    await expect(following).rejects.toMatchObject({
      code: 'stopped',
      message: expect.stringContaining('tnrlab stop demo') as string,
    });
    expect(lab.calls).toEqual([]);
  });

  it('says so when the other lab goes away', async () => {
    const lab = new StandInLab();
    const following = lab.follow(null);
    await soon();
    lab.gone.resolve();
    await expect(following).rejects.toMatchObject({ code: 'crashed' });
  });
});
