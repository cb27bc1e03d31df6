/** The places of the window, in the order of the navigation, and the way to where one is. */
import { t } from '../../state/language.svelte.ts';
import { addressOf, type Route } from '../../state/route.svelte.ts';

export const APP_NAME = 'Tiny-NewsRec Lab';

interface Place {
  label: `place.${'experiments' | 'runs' | 'compare' | 'tables' | 'queue' | 'datasets' | 'models'}`;
  route: Route;
  /** Views that lie in this place. */
  views: readonly Route['view'][];
  /** Shortcut. */
  keys: string;
}

export const PLACES: readonly Place[] = [
  {
    label: 'place.experiments',
    route: { view: 'experiments' },
    views: ['experiments', 'experiment', 'new'],
    keys: 'g e',
  },
  { label: 'place.runs', route: { view: 'runs' }, views: ['runs', 'run'], keys: 'g r' },
  { label: 'place.compare', route: { view: 'compare', groups: [] }, views: ['compare'], keys: 'g c' },
  { label: 'place.tables', route: { view: 'tables' }, views: ['tables', 'table'], keys: 'g t' },
  { label: 'place.queue', route: { view: 'queue' }, views: ['queue'], keys: 'g q' },
  { label: 'place.datasets', route: { view: 'datasets' }, views: ['datasets', 'dataset'], keys: 'g d' },
  { label: 'place.models', route: { view: 'models' }, views: ['models'], keys: 'g m' },
];

export interface Crumb {
  label: string;
  address?: string;
}

/** From the place to the view; the last one is where one is. */
export function crumbsOf(route: Route): Crumb[] {
  const place = PLACES.find(({ views }) => views.includes(route.view));
  if (!place) return [{ label: t('unknown.title') }];
  const leaf = leafOf(route);
  if (leaf === undefined) return [{ label: t(place.label) }];
  return [{ label: t(place.label), address: addressOf(place.route) }, { label: leaf }];
}

function leafOf(route: Route): string | undefined {
  switch (route.view) {
    case 'experiment':
    case 'dataset':
    case 'table':
      return route.name;
    case 'run':
      return route.key.slice(0, 12);
    case 'new':
      return t('experiments.new');
    default:
      return undefined;
  }
}
