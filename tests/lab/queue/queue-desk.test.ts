import { afterEach, describe, expect, test } from 'vitest';
import type { OpenLab } from '#lab/lab.ts';
import type { ExperimentInput } from '#shared/config/experiment.ts';
import type { QueueState } from '#shared/contract/queue.ts';
import type { LabEvent } from '#shared/contract/domain.ts';
import { ScriptedLab, smallExperiment, until } from '../scripted-lab.ts';

let scripted: ScriptedLab;
afterEach(() => scripted.close());

/** Experiments that share nothing but the dataset's tokens: each has its own PLM seed. */
const experiment = (name: string, seed: number): ExperimentInput => ({ ...smallExperiment, name, seed });

const line = ({ entries }: QueueState): string =>
  entries
    .map(
      ({ name, priority, paused }) =>
        name + (priority === 'normal' ? '' : `:${priority}`) + (paused ? ' paused' : ''),
    )
    .join(', ');

/** Four experiments on one slot, the first with a slow stage. */
async function fourInLine(): Promise<OpenLab> {
  scripted = new ScriptedLab({ 'pretrain:1': { steps: 400, msPerStep: 10 } });
  const lab = await scripted.startWithData({ slots: 1 });
  ['a', 'b', 'c', 'd'].forEach((name, at) => lab.run(experiment(name, at + 1)));
  await until(() =>
    lab.queue.get().running.some(({ kind, progress }) => kind === 'pretrain' && (progress?.done ?? 0) > 1),
  );
  return lab;
}

const firstStarts = (): number[] => {
  const pretrained = scripted.started().filter(({ kind }) => kind === 'pretrain');
  return [...new Set(pretrained.map(({ seed }) => seed))];
};

describe('QueueDesk', () => {
  test('get() tells what runs, on what, and what each experiment waits for', async () => {
    const lab = await fourInLine();
    const { running, entries, devices, paused, imports } = lab.queue.get();
    expect(running).toMatchObject([
      {
        kind: 'pretrain',
        title: 'Pre-train PLM (MLM)',
        experiments: ['a'],
        source: null,
        device: 'processor',
        backend: { backend: 'scripted' },
        stopping: false,
        alone: false,
      },
    ]);
    expect(entries.map(({ name, state, waitsFor }) => [name, state, waitsFor.reason])).toEqual([
      ['a', 'running', 'nothing'],
      ['b', 'queued', 'slot'],
      ['c', 'queued', 'slot'],
      ['d', 'queued', 'slot'],
    ]);
    expect(entries[1]).toMatchObject({ stagesTotal: 5, running: 0, dataset: 'news' });
    expect(devices).toMatchObject([{ device: 'processor', slots: 1, defaultSlots: 1, running: 1 }]);
    expect({ paused, imports }).toEqual({ paused: false, imports: [] });
  });

  test('order, priority, pause and slots are there after a restart, and stages run by them', async () => {
    const lab = await fourInLine();
    lab.queue.move('d', { place: 'before', of: 'b' });
    lab.queue.setPriority('c', 'high');
    lab.queue.pause('b', false);
    expect(line(lab.queue.setSlots('gpu', 3))).toBe('c:high, a, d, b paused');
    lab.queue.pause(undefined, false);
    await lab.close();

    scripted.plan({});
    const next = await scripted.start({ slots: 1 });
    const kept = next.queue.get();
    expect(line(kept)).toBe('c:high, a, d, b paused');
    expect(kept.paused).toBe(true);
    expect(kept.entries.every(({ state }) => state === 'interrupted')).toBe(true);
    expect(kept.devices[1]).toMatchObject({ device: 'gpu', slots: 3, defaultSlots: 1 });

    const before = scripted.started().length;
    const taken = next.queue.takeUp();
    expect(line(taken)).toBe('c:high, a, d, b paused');
    expect(taken.running).toEqual([]);
    expect(taken.entries.map(({ waitsFor }) => waitsFor.reason)).toEqual([
      'queue-paused',
      'queue-paused',
      'queue-paused',
      'paused',
    ]);
    next.queue.resume(undefined);
    await Promise.all(['a', 'c', 'd'].map((name) => next.settled(name)));
    const pretrained = scripted
      .started()
      .slice(before)
      .filter(({ kind }) => kind === 'pretrain');
    expect(pretrained.map(({ seed }) => seed)).toEqual([3, 1, 4]);
    expect(pretrained[1]!.from).toBeGreaterThan(1);
    expect(line(next.queue.get())).toBe('b paused');
    next.queue.resume('b');
    expect((await next.settled('b')).state).toBe('done');
    expect(next.queue.get().entries).toEqual([]);
  });

  test('pause() with `now` stops at a checkpoint and lets the next one go; resume() goes on from there', async () => {
    const lab = await fourInLine();
    lab.queue.pause('a', true);
    await until(() => firstStarts().length > 1);
    expect(lab.getExperiment('a').state).toBe('queued');
    expect(lab.queue.get().entries[0]).toMatchObject({
      name: 'a',
      paused: true,
      waitsFor: { reason: 'paused' },
    });
    const paused = () => lab.listExperiments().flatMap((row) => (row.paused ? row.name : []));
    expect(paused()).toEqual(['a']);
    expect(lab.getExperiment('a').paused).toBe(true);
    scripted.plan({});
    lab.queue.resume('a');
    expect(paused()).toEqual([]);
    expect((await lab.settled('a')).state).toBe('done');
    const runs = scripted.started().filter(({ kind, seed }) => kind === 'pretrain' && seed === 1);
    expect(runs).toHaveLength(2);
    expect(runs[1]!.from).toBeGreaterThan(1);
  });

  test('while all is paused an import still runs; what comes new waits', async () => {
    scripted = new ScriptedLab();
    const lab = await scripted.start();
    const told: boolean[] = [];
    void (async () => {
      for await (const event of lab.events()) if (event.type === 'experiment') told.push(event.row.paused);
    })();
    lab.queue.pause(undefined, false);
    await lab.importDataset('news', scripted.source('news'));
    lab.run(experiment('a', 1));
    await until(() => told.at(-1) === true);
    expect(lab.queue.get()).toMatchObject({
      paused: true,
      running: [],
      entries: [{ name: 'a', state: 'queued' }],
    });
    lab.queue.resume(undefined);
    expect((await lab.settled('a')).state).toBe('done');
    expect(told.at(-1)).toBe(false);
  });

  test('setSlots() takes effect at once', async () => {
    const lab = await fourInLine();
    lab.queue.setSlots('processor', 3);
    await until(() => lab.queue.get().running.length > 1);
    expect(lab.status().slots).toBe(3);
    expect(lab.queue.setSlots('processor', null).devices[0]).toMatchObject({ slots: 1, defaultSlots: 1 });
  });

  test('a stopped experiment leaves the queue; one that was interrupted can be taken out of it', async () => {
    const lab = await fourInLine();
    await lab.stop('b');
    expect(line(lab.queue.get())).toBe('a, c, d');
    expect(() => lab.queue.move('b', { place: 'top' })).toThrow(/"b" is not in the queue: it is stopped/);
    expect(() => lab.queue.pause('nobody', false)).toThrow(/no experiment "nobody"/);
    await lab.close();
    const next = await scripted.start({ slots: 1 });
    expect(line(next.queue.dismiss(['c']))).toBe('a, d');
    expect(next.getExperiment('c').state).toBe('stopped');
    await next.removeExperiment('a');
    expect(line(next.queue.get())).toBe('d');
  });

  test('tells readers of the queue that it changed', async () => {
    const lab = await fourInLine();
    const events: LabEvent['type'][] = [];
    const reading = (async () => {
      for await (const { type } of lab.events()) events.push(type);
    })();
    lab.queue.move('d', { place: 'top' });
    await until(() => events.includes('queue'));
    await lab.close();
    await reading;
  });
});
