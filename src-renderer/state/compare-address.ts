/**
 * A comparison as part of an address, whole enough to be kept and shared: `name~key.key.-key` for each group (the name
 * only where the user gave one, `-` before a repeat that is left out), and how they are compared as a query.
 */

/** Keys of runs, or beginnings of them; with `-` before it, a run that belongs to the group but is left out. */
export type RouteGroup = readonly string[];

export interface CompareRoute {
  groups: readonly RouteGroup[];
  /** The user's names by place; null or absent: the group is called after its methods. */
  names?: readonly (string | null)[];
  /** Place of the group that all others are held against, or every pair; absent: by the number of groups. */
  against?: number | 'all';
  /** The metric that sentences and charts are about; absent: the first. */
  metric?: string;
  /** Those compared, which Holm's adjustment counts; absent: all that the groups share. */
  metrics?: readonly string[];
  /** Differences below it count as none, in the metric's own unit. */
  margin?: number;
  /** Of intervals; absent: 0.95. */
  confidence?: number;
  /** Places of the two groups that are looked at closely, in either order; absent: the first pair. */
  pair?: readonly [number, number];
  /** Fields along the axes of the points; absent: the metric over another one. */
  x?: string;
  y?: string;
  /** What size or speed is shown by; absent: the first that is known. */
  cost?: string;
  /** Fields of the parallel coordinates; absent: what tells the runs apart. */
  axes?: readonly string[];
}

/** Enough of a key (64 hex digits) to name a run in an address. */
const SHORT_KEY = 12;
export const LEFT_OUT = '-';

export const isLeftOut = (entry: string): boolean => entry.startsWith(LEFT_OUT);
export const keyOf = (entry: string): string => (isLeftOut(entry) ? entry.slice(1) : entry);
const shortEntry = (entry: string): string =>
  `${isLeftOut(entry) ? LEFT_OUT : ''}${keyOf(entry).slice(0, SHORT_KEY)}`;

export function groupParts({ groups, names }: CompareRoute): string[] {
  return groups.map((group, at) => {
    const name = names?.[at];
    const keys = group.map(shortEntry).join('.');
    return name == null ? keys : `${name}~${keys}`;
  });
}

const NAMED = ['x', 'y', 'cost'] as const;

/** With its `?`; empty where all is as by default. */
export function comparisonQuery(route: CompareRoute): string {
  const { against, metric, metrics, margin, confidence, pair, axes } = route;
  const query = new URLSearchParams();
  // People count from 1.
  if (against !== undefined) query.set('against', against === 'all' ? 'all' : String(against + 1));
  if (metric !== undefined) query.set('metric', metric);
  if (metrics !== undefined) for (const one of metrics) query.append('of', one);
  if (margin !== undefined) query.set('margin', String(margin));
  if (confidence !== undefined) query.set('confidence', String(confidence));
  if (pair !== undefined) query.set('pair', pair.map((at) => at + 1).join('-'));
  for (const name of NAMED) if (route[name] !== undefined) query.set(name, route[name]);
  if (axes !== undefined) for (const one of axes) query.append('axis', one);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** What makes no sense is left out: an address may be typed. @param queryText with or without its `?` */
export function parseComparison(parts: readonly string[], queryText: string): CompareRoute {
  const query = new URLSearchParams(queryText);
  const read = parts.map((part) => {
    // Keys hold no `~`, names may.
    const end = part.lastIndexOf('~');
    return {
      name: end > 0 ? part.slice(0, end) : null,
      entries: part
        .slice(end + 1)
        .split('.')
        .filter(Boolean),
    };
  });
  const found = read.filter(({ entries }) => entries.some((entry) => keyOf(entry) !== ''));
  const against = againstOf(query.get('against'), found.length);
  const metric = query.get('metric') ?? '';
  const metrics = query.getAll('of').filter(Boolean);
  const margin = Number(query.get('margin') ?? NaN);
  const confidence = Number(query.get('confidence') ?? NaN);
  const pair = pairOf(query.get('pair'), found.length);
  const axes = query.getAll('axis').filter(Boolean);
  return {
    groups: found.map(({ entries }) => entries),
    ...(found.some(({ name }) => name !== null) && { names: found.map(({ name }) => name) }),
    ...(against !== undefined && { against }),
    ...(metric !== '' && { metric }),
    ...(metrics.length > 0 && { metrics }),
    ...(margin > 0 && Number.isFinite(margin) && { margin }),
    ...(confidence > 0.5 && confidence < 1 && { confidence }),
    ...(pair && { pair }),
    ...Object.fromEntries(
      NAMED.map((name) => [name, query.get(name) ?? '']).filter(([, value]) => value !== ''),
    ),
    ...(axes.length > 0 && { axes }),
  };
}

function pairOf(text: string | null, groups: number): CompareRoute['pair'] {
  const [a, b, more] = (text ?? '').split('-').map((place) => Number(place) - 1);
  const isPlace = (at: number | undefined): at is number =>
    at !== undefined && Number.isInteger(at) && at >= 0 && at < groups;
  return isPlace(a) && isPlace(b) && a !== b && more === undefined ? [a, b] : undefined;
}

function againstOf(text: string | null, groups: number): CompareRoute['against'] {
  if (text === 'all') return 'all';
  const place = Number(text);
  return Number.isInteger(place) && place >= 1 && place <= groups ? place - 1 : undefined;
}
