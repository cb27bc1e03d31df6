/** What panels and their axes are called, in the language shown; a metric's own name stays. */
import type { CurveUnit } from '../../charts/metric-units.ts';
import { TERMS_PANEL } from '../../charts/curve-panels.ts';
import { metricFacts } from '#shared/metrics.ts';
import { t } from '../../state/language.svelte.ts';

export function panelTitle(title: string): string {
  if (title === 'loss') return t('curves.panel.loss');
  if (title === TERMS_PANEL) return t('curves.panel.terms');
  if (title === 'system:bytes' || title === 'system/memory') return t('curves.panel.memory');
  if (title === 'system:percent' || title === 'system/cpu') return t('curves.panel.load');
  if (title === 'system:degrees' || title === 'gpu/temperature') return t('curves.panel.temperature');
  const parts = title.split('/');
  const [split, metric, ...rest] = parts;
  if (split && metric && /^(dev|test|train)$/.test(split))
    return [metricFacts(metric).label, ...rest, `(${split})`].join(' ');
  // A metric of an imported run, which names no split.
  return parts.length === 1 ? metricFacts(title).label : title;
}

export function unitTitle(unit: CurveUnit, title: string): string {
  switch (unit) {
    case 'loss':
      return t('curves.unit.loss');
    case 'share':
      return '%';
    case 'percent':
      return '%';
    case 'norm':
      return t('curves.unit.norm');
    case 'rate':
      return t('curves.unit.rate');
    case 'bytes':
      return t('curves.unit.memory');
    case 'degrees':
      return '°C';
    case 'number':
      return title.split('/').at(-1) ?? title;
  }
}
