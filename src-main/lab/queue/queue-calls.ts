/** What can be asked of the queue from outside; each call gives the queue as it is then. */
import type { Device, Priority, QueueState, QueueTarget } from '#shared/contract/queue.ts';

export interface QueueCalls {
  get(): QueueState;
  /** @throws AppError `conflict` for an experiment that is not in the queue, as all calls by name */
  move(name: string, to: QueueTarget): QueueState;
  setPriority(name: string, priority: Priority): QueueState;
  /** @param name undefined: all @param now what runs stops at a checkpoint, else it ends as it would */
  pause(name: string | undefined, now: boolean): QueueState;
  resume(name: string | undefined): QueueState;
  /** @param slots null: as many as the lab would take by itself */
  setSlots(device: Device, slots: number | null): QueueState;
  /**
   * Goes on with experiments that the lab's end interrupted, each in its place.
   * @throws the first problem, after all others were taken up
   */
  takeUp(names?: readonly string[]): QueueState;
  /** Interrupted experiments give up their place; they stay stopped. */
  dismiss(names?: readonly string[]): QueueState;
}
