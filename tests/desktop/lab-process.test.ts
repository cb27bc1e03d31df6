/** The life of a real lab child: the bridge's own protocol, crashes, refusals and stops within a bound. */
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LabProcess } from '#desktop/lab-process.ts';
import type { LabProcessOptions } from '#desktop/lab-process.ts';
import { fromPayload } from '#shared/desktop-protocol.ts';
import type { LabState } from '#shared/desktop-api.ts';
import type { FromLab } from '#shared/desktop-protocol.ts';

let lab: LabProcess | undefined;
afterEach(() => lab?.stop());

interface Seen {
  states: LabState[];
  messages: FromLab[];
}

/** Starts Node with these arguments as the lab. */
function start(args: string[], options: Partial<LabProcessOptions> = {}): Seen {
  const seen: Seen = { states: [], messages: [] };
  lab = new LabProcess({
    command: { node: process.execPath, args, cwd: process.cwd(), env: process.env },
    onState: (state) => seen.states.push(state),
    onMessage: (message) => seen.messages.push(message),
    ...options,
  });
  lab.start();
  return seen;
}

const smallLab = [path.join(import.meta.dirname, 'small-lab.ts'), 'desktop'];
/** Says that it is ready, then does this. */
const readyThen = (code: string): string[] => ['-e', `process.send({ kind: 'ready' }); ${code}`];
const last = (seen: Seen): LabState | undefined => seen.states.at(-1);

describe('LabProcess', () => {
  it('gets ready, answers a call, and stops in order when the channel ends', async () => {
    const seen = start(smallLab);
    await expect.poll(() => last(seen)?.state, { timeout: 10_000 }).toBe('ready');
    lab?.send({ kind: 'open', client: 1 });
    const request = { i: '1', p: { u: '/greet', b: { json: { name: 'pipe' } } } };
    lab?.send({ kind: 'data', client: 1, payload: { encoding: 'text', data: JSON.stringify(request) } });
    await expect.poll(() => seen.messages.length, { timeout: 10_000 }).toBe(2);
    const answer = seen.messages[1];
    expect(answer?.kind === 'data' && fromPayload(answer.payload)).toContain('Hello pipe');
    await lab?.stop();
    expect(lab?.running).toBe(false);
    expect(seen.states.map(({ state }) => state)).toEqual(['starting', 'ready']);
  });

  it('starts a crashed lab again and says why', async () => {
    const seen = start(
      readyThen("setTimeout(() => { console.error('out of luck'); process.exit(9); }, 50)"),
      {
        maxCrashesPerMinute: 2,
      },
    );
    await expect.poll(() => last(seen)?.state, { timeout: 10_000 }).toBe('failed');
    const states = seen.states.map(({ state }) => state);
    expect(states).toEqual(['starting', 'ready', 'restarting', 'restarting', 'ready', 'failed']);
    expect(seen.states[2]?.message).toBe(
      'The lab process ended unexpectedly (exit code 9: out of luck). It is being started again.',
    );
    expect(last(seen)?.message).toContain('It did so 2 times.');
  });

  it('does not try again what could not start, until it is told to', async () => {
    const seen = start(['-e', "console.error('no such command'); process.exit(2)"]);
    await expect.poll(() => last(seen)?.state, { timeout: 10_000 }).toBe('failed');
    expect(last(seen)?.message).toBe('The lab process could not start (exit code 2: no such command).');
    lab?.restart();
    expect(last(seen)).toEqual({ state: 'starting' });
    await expect.poll(() => last(seen)?.state, { timeout: 10_000 }).toBe('failed');
  });

  it('says so when the program itself is missing', async () => {
    const seen: Seen = { states: [], messages: [] };
    lab = new LabProcess({
      command: { node: '/nowhere/node', args: [], cwd: process.cwd(), env: {} },
      onState: (state) => seen.states.push(state),
      onMessage: () => undefined,
    });
    lab.start();
    await expect.poll(() => last(seen)?.message, { timeout: 10_000 }).toContain('could not be started');
  });

  it('gives up a lab that does not get ready in time', async () => {
    const seen = start(['-e', 'setInterval(() => {}, 1000)'], { startTimeoutMs: 300 });
    await expect.poll(() => last(seen)?.message, { timeout: 10_000 }).toContain('did not get ready within');
  });

  it('kills a lab that does not stop in time', async () => {
    const seen = start(readyThen('setInterval(() => {}, 1000)'), { stopTimeoutMs: 200 });
    await expect.poll(() => last(seen)?.state, { timeout: 10_000 }).toBe('ready');
    await lab?.stop();
    expect(lab?.running).toBe(false);
  });
});
