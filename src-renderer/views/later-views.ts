/**
 * Views with charts, the form and the builder of tables: parts of the page that a start does without. They are fetched
 * when they are first shown, or when the page has nothing to do.
 */
import { connection } from '../api.ts';

export const laterViews = {
  new: () => import('./NewExperimentView.svelte'),
  experiment: () => import('./ExperimentView.svelte'),
  run: () => import('./RunView.svelte'),
  compare: () => import('./CompareView.svelte'),
  tables: () => import('./TablesView.svelte'),
  table: () => import('./TableView.svelte'),
  queue: () => import('./QueueView.svelte'),
  dataset: () => import('./DatasetView.svelte'),
  models: () => import('./ModelsView.svelte'),
} as const;

/** What the start itself reads and draws goes first. */
const AFTER_MS = 3000;

/** So that a first visit does not wait. A failure is told where the view is shown, which asks again. */
export function fetchLaterViews(): void {
  const fetchAll = (): void => {
    // Without the lab there is nothing to fetch from; then the first visit fetches it.
    if (connection.state !== 'open') return;
    for (const load of Object.values(laterViews)) load().catch(() => undefined);
  };
  setTimeout(() => requestIdleCallback(fetchAll), AFTER_MS);
}
