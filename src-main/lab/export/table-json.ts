/** A result table as JSON for scripts: shares (0 to 1) at full precision; scripts may rely on `experiment` and `rows`. */
import { METRICS } from '#shared/contract/tables.ts';
import type { ResultTable } from '#shared/contract/tables.ts';

export function tableJson(table: ResultTable): string {
  const { experiment, rows, ...about } = table;
  const document = {
    experiment,
    rows: rows.map(({ method, layers, parameters, metrics, seeds, published }) => ({
      method,
      layers,
      parameters,
      metrics: Object.fromEntries(
        METRICS.map((metric) => {
          const cell = metrics[metric];
          return [metric, cell ? { mean: cell.mean, sd: cell.sd, n: cell.n, values: cell.values } : null];
        }),
      ),
      seeds,
      ...(published && { published }),
    })),
    ...about,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
