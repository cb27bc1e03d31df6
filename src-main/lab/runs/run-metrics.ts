/** The numbers of a run: those of its summary, and what tables ask for that stands deeper or in another summary. */

export type Summary = Readonly<Record<string, unknown>>;

/** @param models summaries of the models that an evaluation ranked with */
export function metricsOf(
  kind: string,
  text: string | null,
  models: readonly Summary[],
): Record<string, number> {
  if (text === null) return {};
  const summary = JSON.parse(text) as Summary;
  const metrics: Record<string, number> = {};
  for (const [name, value] of Object.entries(summary)) if (isNumber(value)) metrics[name] = value;
  if (kind === 'evaluate') {
    addSum(metrics, 'parameters', models, 'parameters');
    addSum(metrics, 'trainingSeconds', models, 'seconds');
  } else if (kind === 'efficiency') addSpeeds(metrics, summary);
  return metrics;
}

/** An ensemble's size is that of all its models; it is unknown where one of them is. */
function addSum(
  metrics: Record<string, number>,
  name: string,
  models: readonly Summary[],
  field: string,
): void {
  const values = models.map((model) => model[field]);
  if (values.length > 0 && values.every(isNumber))
    metrics[name] ??= values.reduce((sum, one) => sum + one, 0);
}

function addSpeeds(metrics: Record<string, number>, { speeds, ranking }: Summary): void {
  const rates = Array.isArray(speeds)
    ? speeds.map((speed: Summary) => speed.newsPerSecond).filter(isNumber)
    : [];
  if (rates.length > 0) metrics.newsPerSecond = Math.max(...rates);
  const p50 = (ranking as Summary | null | undefined)?.p50Ms;
  if (isNumber(p50)) metrics.rankingMs = p50;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
