import { beforeEach, describe, expect, test } from 'vitest';
import type { Job, Outcome, Rank } from '#lab/queue/job.ts';
import { defaultSlots, heapMegabytes, threadsPerSlot } from '#lab/queue/slots.ts';
import { StageQueue } from '#lab/queue/stage-queue.ts';
import { PRESETS } from '#shared/config/presets.ts';
import type { Device } from '#shared/contract/queue.ts';

const done: Outcome = { type: 'done', summary: {}, device: null, endedAt: 0 };
const failed: Outcome = { type: 'failed', error: { code: 'crashed', message: 'x' } };
let running: Map<string, { end(outcome: Outcome): Promise<void>; asked: string }>;
let settled: string[];
let order: string[];

beforeEach(() => {
  running = new Map();
  settled = [];
  order = [];
});

function queue(
  slots: number,
  gpu = 0,
  deviceOf: (job: Job) => Device | null = () => 'processor',
): StageQueue {
  return new StageQueue(
    { processor: slots, gpu },
    {
      deviceOf,
      start: ({ key }) => {
        order.push(key);
        let resolve: (outcome: Outcome) => void = () => {};
        const outcome = new Promise<Outcome>((r) => (resolve = r));
        const handle = {
          asked: '',
          end: async (result: Outcome) => {
            running.delete(key);
            resolve(result);
            await new Promise((r) => setImmediate(r));
          },
        };
        running.set(key, handle);
        return { outcome, stop: () => (handle.asked = 'stop'), kill: () => (handle.asked = 'kill') };
      },
      changed: () => {},
      ended: () => {},
      settled: (owner) => settled.push(owner),
    },
  );
}

/** The same as a stage that is timed. */
function timed({ job, rank }: { job: Job; rank: Rank }): { job: Job; rank: Rank } {
  const experiment = { ...PRESETS.paper, models: [{ layers: 1, modelFile: 'model.safetensors' }] };
  const { models, model, input, efficiency } = experiment;
  return {
    job: {
      ...job,
      config: { kind: 'efficiency', models, model, input, efficiency, split: 'test', backend: 'auto' },
    },
    rank,
  };
}

const want = (key: string, inputs: string[] = [], rank: Partial<Rank> = {}): { job: Job; rank: Rank } => ({
  job: {
    key,
    config: { kind: 'tokenize' },
    seed: 0,
    backend: 'auto',
    inputs: Object.fromEntries(inputs.map((input) => [input, input])),
  },
  rank: { order: 1, repeat: 0, chain: 1, ...rank },
});

describe('StageQueue', () => {
  test('starts stages when their inputs are finished, at most as many as slots', async () => {
    const q = queue(2);
    q.add('x', [want('a'), want('b'), want('c'), want('d', ['a', 'b'])]);
    expect([...running.keys()]).toEqual(['a', 'b']);
    expect(q.counts()).toEqual({ running: 2, queued: 2 });
    await running.get('a')!.end(done);
    expect([...running.keys()]).toEqual(['b', 'c']);
    await running.get('b')!.end(done);
    expect([...running.keys()]).toEqual(['c', 'd']);
    await running.get('d')!.end(done);
    expect(settled).toEqual([]);
    await running.get('c')!.end(done);
    expect(settled).toEqual(['x']);
  });

  test('takes first come owners first, then early repeats, then long chains', async () => {
    const q = queue(1);
    q.add('x', [
      want('first'),
      want('late', [], { repeat: 1, chain: 9 }),
      want('short', [], { chain: 1 }),
      want('long', [], { chain: 5 }),
    ]);
    q.add('y', [want('other', [], { order: 2, chain: 99 })]);
    while (running.size > 0) await [...running.values()][0]!.end(done);
    expect(order).toEqual(['long', 'first', 'short', 'late', 'other']);
  });

  test('goes on with what does not depend on a failed stage, then settles', async () => {
    const q = queue(1);
    q.add('x', [
      want('bad', [], { chain: 9 }),
      want('after', ['bad']),
      want('last', ['after']),
      want('free'),
    ]);
    await running.get('bad')!.end(failed);
    expect([...running.keys()]).toEqual(['free']);
    await running.get('free')!.end(done);
    expect(settled).toEqual(['x']);
    q.add('x', [want('bad'), want('after', ['bad']), want('last', ['after'])]);
    expect([...running.keys()]).toEqual(['bad']);
    for (const key of ['bad', 'after', 'last']) await running.get(key)!.end(done);
    expect(settled).toEqual(['x', 'x']);
  });

  test('a failed stage that another owner asks for again brings back what it blocked', async () => {
    const q = queue(3);
    q.add('x', [want('a'), want('b', ['a']), want('after', ['b']), want('long'), want('bad')]);
    q.add('x', [want('behind both', ['a', 'bad'])]);
    const shared = [want('a', [], { order: 2 }), want('b', ['a'], { order: 2 })];
    q.add('y', shared);
    await running.get('a')!.end(failed);
    await running.get('bad')!.end(failed);
    q.add('y', shared);
    await running.get('a')!.end(done);
    expect([...running.keys()]).toEqual(['long', 'b']);
    await running.get('long')!.end(done);
    await running.get('b')!.end(done);
    expect(settled).toEqual(['y', 'y']);
    await running.get('after')!.end(done);
    // What is still behind another failed stage stays where it is.
    expect(settled).toEqual(['y', 'y', 'x']);
    expect(order).not.toContain('behind both');
  });

  test('withdraw() keeps what another owner wants', async () => {
    const q = queue(1);
    q.add('x', [want('shared'), want('mine', ['shared'])]);
    q.add('y', [want('shared', [], { order: 2 })]);
    expect(q.withdraw('x', 'stop').dropped).toEqual(['mine']);
    expect(running.get('shared')!.asked).toBe('');
    expect(q.isActive('x')).toBe(false);
    const { ended } = q.withdraw('y', 'kill');
    expect(running.get('shared')!.asked).toBe('kill');
    await running.get('shared')!.end({ type: 'stopped' });
    await ended;
    expect(q.counts()).toEqual({ running: 0, queued: 0 });
  });

  test('a stage that somebody wants again while it stops starts again after it', async () => {
    const q = queue(1);
    q.add('x', [want('a')]);
    q.withdraw('x', 'stop');
    q.add('y', [want('a', [], { order: 2 })]);
    await running.get('a')!.end({ type: 'stopped' });
    expect([...running.keys()]).toEqual(['a']);
    await running.get('a')!.end(done);
    expect(settled).toContain('y');
  });

  test('a timed stage runs alone: after what runs, and with nothing beside it', async () => {
    const q = queue(2);
    q.add('x', [want('a'), timed(want('t', ['a'])), timed(want('u', ['a']))]);
    q.add('y', [want('b', [], { order: 2 }), want('c', [], { order: 2 })]);
    expect([...running.keys()]).toEqual(['a', 'b']);
    await running.get('a')!.end(done);
    // Its turn: c would have a free slot, but then t would never be alone.
    expect([...running.keys()]).toEqual(['b']);
    await running.get('b')!.end(done);
    expect([...running.keys()]).toEqual(['t']);
    await running.get('t')!.end(done);
    expect([...running.keys()]).toEqual(['u']);
    await running.get('u')!.end(done);
    expect(settled).toEqual(['x']);
    expect([...running.keys()]).toEqual(['c']);
  });

  test('a timed stage lets the other work of its owner go first, and keeps no slot empty for it', async () => {
    const q = queue(2);
    q.add('x', [want('long'), want('after', ['long']), timed(want('t'))]);
    q.add('y', [want('other', [], { order: 2 })]);
    expect([...running.keys()]).toEqual(['long', 'other']);
    await running.get('long')!.end(done);
    expect([...running.keys()]).toEqual(['other', 'after']);
    await running.get('after')!.end(done);
    await running.get('other')!.end(done);
    expect([...running.keys()]).toEqual(['t']);
  });

  test('a timed stage starts where what it waited for failed or was withdrawn', async () => {
    const q = queue(1);
    q.add('x', [want('bad'), want('after', ['bad']), timed(want('t'))]);
    await running.get('bad')!.end(failed);
    expect([...running.keys()]).toEqual(['t']);
    await running.get('t')!.end(done);
    q.add('y', [want('a', [], { order: 2 }), timed(want('s', [], { order: 3 }))]);
    q.add('z', [timed(want('s', [], { order: 3 })), want('b', ['s'], { order: 3 })]);
    q.withdraw('y', 'kill');
    await running.get('a')!.end({ type: 'stopped' });
    expect([...running.keys()]).toEqual(['s']);
    await running.get('s')!.end(done);
    expect([...running.keys()]).toEqual(['b']);
  });

  test('setOrders() puts owners in another line, and a shared stage goes by its most urgent wish', async () => {
    const q = queue(1);
    q.add('x', [want('first'), want('x2')]);
    q.add('y', [want('y1', [], { order: 2 })]);
    q.add('z', [want('z1', [], { order: 3 }), want('x2', [], { order: 3 })]);
    q.setOrders(
      new Map([
        ['z', 1],
        ['y', 2],
        ['x', 3],
      ]),
    );
    while (running.size > 0) await [...running.values()][0]!.end(done);
    expect(order).toEqual(['first', 'x2', 'z1', 'y1']);
  });

  test('hold() starts nothing for these owners alone; what runs ends as it would', async () => {
    const q = queue(1);
    q.add('x', [want('a'), want('shared', ['a']), want('x2', ['a'])]);
    q.add('y', [want('a', [], { order: 2 }), want('shared', ['a'], { order: 2 })]);
    q.hold(new Set(['x']));
    expect(running.get('a')!.asked).toBe('');
    await running.get('a')!.end(done);
    expect([...running.keys()]).toEqual(['shared']);
    await running.get('shared')!.end(done);
    expect([...running.keys()]).toEqual([]);
    expect(settled).toEqual(['y']);
    expect(q.isActive('x')).toBe(true);
    expect(q.waitOf('x')).toEqual({ reason: 'paused' });
    q.hold(new Set());
    expect([...running.keys()]).toEqual(['x2']);
  });

  test('hold() with `now` stops what runs for these owners alone, and it goes on when they are let go', async () => {
    const q = queue(2);
    q.add('x', [want('mine'), want('shared')]);
    q.add('y', [want('shared', [], { order: 2 })]);
    q.hold(new Set(['x']), true);
    expect(running.get('mine')!.asked).toBe('stop');
    expect(running.get('shared')!.asked).toBe('');
    expect(q.open().find(({ job }) => job.key === 'mine')!.stopping).toBe(true);
    await running.get('mine')!.end({ type: 'stopped' });
    expect([...running.keys()]).toEqual(['shared']);
    q.hold(new Set());
    expect([...running.keys()]).toEqual(['shared', 'mine']);
  });

  test('a timed stage waits for nothing that is held', async () => {
    const q = queue(2);
    q.add('x', [want('x1'), want('x2', ['x1'])]);
    q.add('y', [timed(want('t', [], { order: 2 }))]);
    q.hold(new Set(['x']));
    expect([...running.keys()]).toEqual(['x1']);
    await running.get('x1')!.end(done);
    expect([...running.keys()]).toEqual(['t']);
  });

  test('each device has slots of its own, and setSlots() takes effect at once', async () => {
    const q = queue(1, 1, ({ key }) => (key.startsWith('gpu') ? 'gpu' : 'processor'));
    q.add('x', [want('gpu 1'), want('gpu 2'), want('gpu 3'), want('a'), want('b')]);
    expect([...running.keys()]).toEqual(['gpu 1', 'a']);
    q.setSlots({ processor: 1, gpu: 2 });
    expect([...running.keys()]).toEqual(['gpu 1', 'a', 'gpu 2']);
    q.setSlots({ processor: 1, gpu: 1 });
    await running.get('gpu 1')!.end(done);
    expect([...running.keys()]).toEqual(['a', 'gpu 2']);
    await running.get('gpu 2')!.end(done);
    expect([...running.keys()]).toEqual(['a', 'gpu 3']);
  });

  test('of stages whose device is unknown one starts, and tells the others', () => {
    let found: Device | null = null;
    const q = queue(3, 1, () => found);
    q.add('x', [want('a'), want('b'), want('c')]);
    expect([...running.keys()]).toEqual(['a']);
    found = 'processor';
    q.setDevice('a', found);
    expect([...running.keys()]).toEqual(['a', 'b', 'c']);
  });

  test('waitOf() names what an owner waits for', async () => {
    const q = queue(1);
    q.add('x', [want('a'), timed(want('t', ['a']))]);
    q.add('y', [want('b', [], { order: 2 })]);
    expect(q.waitOf('x')).toEqual({ reason: 'nothing' });
    expect(q.waitOf('y')).toEqual({ reason: 'slot', device: 'processor' });
    await running.get('a')!.end(done);
    expect(q.waitOf('y')).toMatchObject({ reason: 'timed', timed: { job: { key: 't' } } });
    q.add('z', [timed(want('u', [], { order: 3 }))]);
    await running.get('t')!.end(done);
    expect(q.waitOf('z')).toEqual({ reason: 'alone' });
  });

  test('an owner with nothing to do settles at once; a closed queue starts nothing', () => {
    const q = queue(1);
    q.add('x', []);
    expect(settled).toEqual(['x']);
    q.close();
    q.add('y', [want('a')]);
    expect(running.size).toBe(0);
  });
});

test('defaultSlots() is bounded by cores and by memory', () => {
  const gib = 2 ** 30;
  expect(defaultSlots(2, 24 * gib)).toBe(2);
  expect(defaultSlots(64, 16 * gib)).toBe(8);
  expect(defaultSlots(8, gib)).toBe(1);
  expect(threadsPerSlot(3, 8)).toBe(2);
  expect(heapMegabytes(2, 24 * gib)).toBe(8192);
  expect(heapMegabytes(8, 4 * gib)).toBe(512);
});
