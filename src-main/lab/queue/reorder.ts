/** Pure changes of the order of the queue: by priority first, then by position. */
import { type Priority, PRIORITIES, type QueueTarget } from '#shared/contract/queue.ts';

export interface Place {
  name: string;
  position: number;
  priority: Priority;
}

export function inOrder<T extends Place>(places: readonly T[]): T[] {
  const urgency = ({ priority }: Place): number => PRIORITIES.indexOf(priority);
  return [...places].sort((a, b) => urgency(a) - urgency(b) || a.position - b.position);
}

/**
 * Moves one place. Next to another one it takes on that one's priority, at an end that of the first or last; only the
 * positions within that priority are dealt anew, so what is of another one keeps its own.
 * @returns the places that are changed
 */
export function moved<T extends Place>(places: readonly T[], name: string, to: QueueTarget): T[] {
  const order = inOrder(places);
  const mover = order.find((place) => place.name === name);
  const others = order.filter((place) => place.name !== name);
  if (!mover || others.length === 0) return [];
  const at =
    'of' in to
      ? others.findIndex((place) => place.name === to.of) + (to.place === 'after' ? 1 : 0)
      : to.place === 'top'
        ? 0
        : others.length;
  const neighbour = to.place === 'bottom' || to.place === 'after' ? others[at - 1] : others[at];
  if (!neighbour) return [];
  const { priority } = neighbour;
  const line = [...others.slice(0, at), { ...mover, priority }, ...others.slice(at)];
  const group = line.filter((place) => place.priority === priority);
  const positions = group.map(({ position }) => position).sort((a, b) => a - b);
  return group
    .map((place, index) => ({ ...place, position: positions[index]! }))
    .filter((place) => {
      const before = places.find((one) => one.name === place.name)!;
      return before.position !== place.position || before.priority !== place.priority;
    });
}
