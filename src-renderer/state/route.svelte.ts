/** Which view is shown: the part of the address after `#`, so that every view can be kept and shared. */
import { type CompareRoute, comparisonQuery, groupParts, parseComparison } from './compare-address.ts';

export const EXPERIMENT_TABS = ['progress', 'results', 'configuration'] as const;
export type ExperimentTab = (typeof EXPERIMENT_TABS)[number];

/** Parts of a run's page. */
export const RUN_TABS = [
  'curves',
  'graph',
  'log',
  'system',
  'configuration',
  'environment',
  'checkpoints',
  'files',
] as const;
export type RunTab = (typeof RUN_TABS)[number];

export type { RouteGroup } from './compare-address.ts';

export type Route =
  | { view: 'experiments' }
  | { view: 'runs' }
  | { view: 'run'; key: string; tab?: RunTab }
  | ({ view: 'compare' } & CompareRoute)
  | { view: 'tables' }
  | { view: 'table'; name: string }
  | { view: 'queue' }
  | { view: 'new'; preset?: string; copyOf?: string; runKey?: string }
  | { view: 'experiment'; name: string; tab: ExperimentTab; stage?: string }
  | { view: 'datasets' }
  | { view: 'dataset'; name: string }
  | { view: 'models' }
  | { view: 'unknown'; address: string };

/** @param address with or without `#`, e.g. `#/experiments/main-table/results` */
export function parseAddress(address: string): Route {
  const [path = '', query = ''] = address.replace(/^#?\/?/, '').split('?', 2);
  const parts = path.split('/').filter(Boolean).map(decode);
  const [place, first, second, third] = parts;
  if (place === undefined) return { view: 'experiments' };
  if (place === 'new') {
    if (first === 'copy' && second) return { view: 'new', copyOf: second };
    if (first === 'run' && second) return { view: 'new', runKey: second };
    return first ? { view: 'new', preset: first } : { view: 'new' };
  }
  if (place === 'experiments') {
    if (!first) return { view: 'experiments' };
    const tab = EXPERIMENT_TABS.find((name) => name === second) ?? 'progress';
    return { view: 'experiment', name: first, tab, ...(third && tab === 'progress' && { stage: third }) };
  }
  if (place === 'runs') {
    const tab = RUN_TABS.find((name) => name === second);
    return first ? { view: 'run', key: first, ...(tab && { tab }) } : { view: 'runs' };
  }
  if (place === 'compare') return { view: 'compare', ...parseComparison(parts.slice(1), query) };
  if (place === 'tables') return first ? { view: 'table', name: first } : { view: 'tables' };
  if (place === 'queue') return { view: 'queue' };
  if (place === 'datasets') return first ? { view: 'dataset', name: first } : { view: 'datasets' };
  if (place === 'models') return { view: 'models' };
  return { view: 'unknown', address };
}

export function addressOf(route: Route): string {
  const join = (...parts: string[]) => `#/${parts.map(encodeURIComponent).join('/')}`;
  switch (route.view) {
    case 'experiments':
    case 'runs':
    case 'tables':
    case 'queue':
    case 'datasets':
    case 'models':
      return join(route.view);
    case 'new':
      if (route.copyOf) return join('new', 'copy', route.copyOf);
      if (route.runKey) return join('new', 'run', route.runKey);
      return route.preset ? join('new', route.preset) : join('new');
    case 'experiment':
      return join('experiments', route.name, route.tab, ...(route.stage ? [route.stage] : []));
    case 'run':
      return join('runs', route.key, ...(route.tab ? [route.tab] : []));
    case 'compare':
      return `${join('compare', ...groupParts(route))}${comparisonQuery(route)}`;
    case 'table':
      return join('tables', route.name);
    case 'dataset':
      return join('datasets', route.name);
    case 'unknown':
      return route.address;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

class Router {
  route = $state.raw<Route>({ view: 'experiments' });

  start(): void {
    const read = () => (this.route = parseAddress(location.hash));
    addEventListener('hashchange', read);
    read();
    window.lab?.onMenuCommand((command) => {
      location.hash = command.kind === 'new-experiment' ? '#/new' : `#${command.address}`;
    });
  }

  go(route: Route): void {
    location.hash = addressOf(route);
  }

  /** The same view under another address, without a step back to it. */
  replace(route: Route): void {
    history.replaceState(history.state, '', addressOf(route));
    this.route = route;
  }
}

export const router = new Router();
