import { expect, test } from 'vitest';
import { EventHub } from '#lab/events/event-hub.ts';
import type { LabEvent } from '#shared/contract/domain.ts';

const stage = (state: 'queued' | 'running', done: number): LabEvent => ({
  type: 'stage',
  stage: {
    key: 'k',
    state,
    progress: { phase: '', done, total: 9, unit: '', rate: 0 },
    startedAt: null,
    endedAt: null,
    device: null,
    error: null,
    summary: null,
  },
});
const point = (step: number): LabEvent => ({ type: 'points', key: 'k', step, values: { loss: 1 } });

async function drain(events: AsyncIterable<LabEvent>): Promise<LabEvent[]> {
  const all: LabEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test('subscribe() hears from the call on, before the first read', async () => {
  const hub = new EventHub();
  const events = hub.subscribe();
  hub.publish({ type: 'plms' });
  hub.close();
  expect(await drain(events)).toEqual([{ type: 'plms' }]);
});

test('a slow reader gets the newest progress of each state, and all points', async () => {
  const hub = new EventHub();
  const events = hub.subscribe();
  for (const event of [stage('queued', 0), stage('running', 1), point(1), stage('running', 2), point(2)])
    hub.publish(event);
  hub.close();
  expect(await drain(events)).toEqual([stage('queued', 0), point(1), stage('running', 2), point(2)]);
});

test('a reader that does not read loses the oldest points, never a state', async () => {
  const hub = new EventHub();
  const events = hub.subscribe();
  hub.publish(stage('running', 1));
  for (let step = 0; step < 5000; step++) hub.publish(point(step));
  hub.close();
  const all = await drain(events);
  expect(all).toHaveLength(2000);
  expect(all[0]).toEqual(stage('running', 1));
  expect(all.at(-1)).toEqual(point(4999));
});

test('a signal ends the reader and frees it', async () => {
  const hub = new EventHub();
  const controller = new AbortController();
  const reading = drain(hub.subscribe(controller.signal));
  expect(hub.hasReaders).toBe(true);
  controller.abort();
  expect(await reading).toEqual([]);
  expect(hub.hasReaders).toBe(false);
});
