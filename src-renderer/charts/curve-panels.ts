/** Which curves share a panel: each metric by itself over the sources; of one run alone, the terms of its loss together. */
import type { Curve } from '#shared/contract/domain.ts';
import type { Clock, CurveMember, CurveSeries, CurveSource, Panel, SourceRun } from './curve-series.ts';
import { CLOCK_METRIC, isSystemMetric, metricName, UNIT_ORDER, unitOf } from './metric-units.ts';

const SERIES_TOKENS = 6;
const seriesToken = (at: number): string => `--series-${(at % SERIES_TOKENS) + 1}`;
/** The total among its terms: the ink, which no term has. */
const TOTAL_TOKEN = '--series-7';

export const isLossTerm = (metric: string): boolean => metric.startsWith('loss/');

/** From the lab's samples of how far a run was; undefined where it took none. */
export function clockOf(curves: readonly Curve[]): Clock | undefined {
  const sampled = curves.find(({ metric }) => metric === CLOCK_METRIC);
  if (!sampled || sampled.steps.length < 2) return undefined;
  const clock = { steps: [] as number[], seconds: [] as number[] };
  sampled.values.forEach((step, at) => {
    if (step <= (clock.steps.at(-1) ?? -1)) return;
    clock.steps.push(step);
    clock.seconds.push(sampled.steps[at] ?? 0);
  });
  return clock.steps.length > 1 ? clock : undefined;
}

const clocks = new WeakMap<readonly Curve[], Clock | undefined>();
function clockOfRun(run: SourceRun): Clock | undefined {
  if (!clocks.has(run.curves)) clocks.set(run.curves, clockOf(run.curves));
  return clocks.get(run.curves);
}

function memberOf(run: SourceRun, metric: string): CurveMember | undefined {
  const curve = run.curves.find((other) => other.metric === metric);
  if (!curve || curve.steps.length === 0) return undefined;
  const clock = isSystemMetric(metric) ? undefined : clockOfRun(run);
  return {
    key: run.key,
    name: run.name,
    steps: curve.steps,
    values: curve.values,
    ...(clock && { clock }),
  };
}

function seriesOf(source: CurveSource, metric: string): CurveSeries | undefined {
  const members = source.runs
    .map((run) => memberOf(run, metric))
    .filter((member): member is CurveMember => member !== undefined);
  if (members.length === 0) return undefined;
  const { id, name, short, token, dashed, mark } = source;
  return {
    id: `${id}/${metric}`,
    name,
    token,
    members,
    ...(short && { short }),
    ...(dashed && { dashed }),
    ...(mark && { mark }),
  };
}

/** Where a metric of one run stands: what says the same of several models, or of the machine, shares a panel. */
const placeOf = (metric: string): string =>
  isSystemMetric(metric) ? `system:${unitOf(metric)}` : metric.replace(/\/(teacher|copy|member)-\d+$/, '');

function rank(panel: Panel): number {
  return panel.along === 'seconds' ? 100 : UNIT_ORDER.indexOf(panel.unit);
}

const ordered = (panels: readonly Panel[]): Panel[] =>
  panels.slice().sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));

export function panelsOf(
  sources: readonly CurveSource[],
  only: (metric: string) => boolean = () => true,
): Panel[] {
  const metrics = new Set<string>();
  for (const { runs } of sources)
    for (const { curves } of runs)
      for (const { metric, steps } of curves)
        if (metric !== CLOCK_METRIC && steps.length > 0 && only(metric)) metrics.add(metric);
  const [alone] = sources;
  if (alone && sources.length === 1 && alone.runs.length === 1) return panelsOfRun(alone, [...metrics]);
  return ordered(
    [...metrics].map((metric) => ({
      id: metric,
      title: metric,
      unit: unitOf(metric),
      along: isSystemMetric(metric) ? 'seconds' : 'step',
      series: sources.map((source) => seriesOf(source, metric)).filter((series) => series !== undefined),
    })),
  );
}

function panelsOfRun(source: CurveSource, metrics: readonly string[]): Panel[] {
  const places = new Map<string, string[]>();
  for (const metric of metrics.filter((each) => !isLossTerm(each)))
    places.set(placeOf(metric), [...(places.get(placeOf(metric)) ?? []), metric]);
  const panels: Panel[] = [...places].map(([place, members]) => ({
    id: place,
    title: place,
    unit: unitOf(members[0] ?? place),
    along: isSystemMetric(members[0] ?? '') ? 'seconds' : 'step',
    series: named(source, members),
  }));
  const terms = termsPanel(source, metrics);
  return ordered(terms ? [...panels, terms] : panels);
}

/** The series of several metrics of one source, told apart by the metrics' names. */
function named(source: CurveSource, metrics: readonly string[]): CurveSeries[] {
  const found = metrics
    .map((metric) => ({ metric, series: seriesOf(source, metric) }))
    .flatMap(({ metric, series }) => (series ? [{ metric, series }] : []));
  return found.map(({ metric, series }, at) => ({
    ...series,
    name: metricName(metric),
    ...(found.length > 1 && { token: seriesToken(at) }),
  }));
}

export const TERMS_PANEL = 'loss/';

/** The parts of a loss and their sum, of a source of one run; undefined where the loss has no parts. */
export function termsPanel(source: CurveSource, metrics: readonly string[]): Panel | undefined {
  const terms = metrics.filter(isLossTerm);
  if (terms.length === 0) return undefined;
  const total = seriesOf(source, 'loss');
  return {
    id: TERMS_PANEL,
    title: TERMS_PANEL,
    unit: 'loss',
    along: 'step',
    series: [
      ...(total ? [{ ...total, name: 'loss', token: TOTAL_TOKEN, dashed: true }] : []),
      ...named(source, terms).map((series, at) => ({ ...series, token: seriesToken(at) })),
    ],
  };
}
