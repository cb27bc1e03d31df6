/** Changes of a comparison as its address has it: groups added, taken away, moved and renamed, repeats moved or left out. */
import { type CompareRoute, isLeftOut, keyOf, LEFT_OUT, type RouteGroup } from '../state/compare-address.ts';

/** The lab compares no more at once. */
export const MOST_GROUPS = 64;

export function addGroups(route: CompareRoute, added: readonly RouteGroup[]): CompareRoute {
  const room = Math.max(0, MOST_GROUPS - route.groups.length);
  const groups = [...route.groups, ...added.slice(0, room)];
  return rebuilt(
    route,
    groups.map((group, at) => ({ group, name: route.names?.[at] ?? null, from: at })),
  );
}

export const removeGroup = (route: CompareRoute, at: number): CompareRoute =>
  rebuilt(
    route,
    placesOf(route).filter(({ from }) => from !== at),
  );

/** @param to its new place; outside of the list it stays. */
export function moveGroup(route: CompareRoute, at: number, to: number): CompareRoute {
  const places = placesOf(route);
  if (to < 0 || to >= places.length) return route;
  const [moved] = places.splice(at, 1);
  if (!moved) return route;
  places.splice(to, 0, moved);
  return rebuilt(route, places);
}

/** @param name empty: the group's own again */
export const renameGroup = (route: CompareRoute, at: number, name: string): CompareRoute =>
  rebuilt(
    route,
    placesOf(route).map((place) => (place.from === at ? { ...place, name: name.trim() || null } : place)),
  );

/** Leaves a repeat out, or takes it in again; the last one of a group stays in. */
export function toggleRun(route: CompareRoute, at: number, key: string): CompareRoute {
  const group = route.groups[at] ?? [];
  const isIn = group.some((entry) => entry === key);
  if (isIn && group.filter((entry) => !isLeftOut(entry)).length < 2) return route;
  return withGroup(
    route,
    at,
    group.map((entry) => (keyOf(entry) === key ? `${isIn ? LEFT_OUT : ''}${key}` : entry)),
  );
}

/** A repeat to another group; an emptied group goes. */
export function moveRun(route: CompareRoute, at: number, key: string, to: number): CompareRoute {
  if (at === to || !route.groups[to] || !route.groups[at]) return route;
  const places = placesOf(route).map((place) => {
    const others = place.group.filter((entry) => keyOf(entry) !== key);
    if (place.from === at) return { ...place, group: others };
    return place.from === to ? { ...place, group: [...others, key] } : place;
  });
  return rebuilt(
    route,
    places.filter(({ group }) => group.length > 0),
  );
}

/** What is undefined goes back to its default. */
export function withOptions(
  route: CompareRoute,
  options: { [Name in keyof Omit<CompareRoute, 'groups' | 'names'>]: CompareRoute[Name] | undefined },
): CompareRoute {
  const entries = Object.entries({ ...route, ...options }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as CompareRoute;
}

interface Place {
  group: RouteGroup;
  name: string | null;
  /** Its place before. */
  from: number;
}

const placesOf = ({ groups, names }: CompareRoute): Place[] =>
  groups.map((group, from) => ({ group, name: names?.[from] ?? null, from }));

const withGroup = (route: CompareRoute, at: number, group: RouteGroup): CompareRoute => ({
  ...route,
  groups: route.groups.map((other, place) => (place === at ? group : other)),
});

/** The reference and the pair follow their groups, and fall back to the default with them. */
function rebuilt(route: CompareRoute, places: readonly Place[]): CompareRoute {
  const { against, pair } = route;
  const placeOf = (before: number): number => places.findIndex(({ from }) => from === before);
  const moved = typeof against === 'number' ? placeOf(against) : against;
  const [a, b] = pair ? pair.map(placeOf) : [];
  return withOptions(
    {
      ...route,
      groups: places.map(({ group }) => group),
      names: places.map(({ name }) => name),
    },
    {
      against: moved === -1 ? undefined : moved,
      pair: a === undefined || b === undefined || a < 0 || b < 0 ? undefined : [a, b],
    },
  );
}
