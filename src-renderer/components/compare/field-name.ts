/** What a field of runs is called on an axis. */
import { metricFacts } from '#shared/metrics.ts';
import { isMessage } from '#shared/messages/messages.ts';
import { metricHeading } from '../../compare/numbers.ts';
import type { PlotField } from '../../compare/plot-fields.ts';
import { t } from '../../state/language.svelte.ts';
import { fieldWords } from '../../words.ts';

export function fieldName({ id, source }: Pick<PlotField, 'id' | 'source'>): string {
  if (source === 'recipe') return id;
  if (source === 'metric') return metricFacts(id).version === 0 ? fieldWords(id) : metricHeading(id);
  const key = `compare.field.${id}`;
  return isMessage(key) ? t(key) : fieldWords(id);
}
