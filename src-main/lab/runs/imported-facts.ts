/** What an imported run's configuration tells of it; the importer wrote it, and it is read without trust in its form. */

const FORMATS: Readonly<Record<string, string>> = {
  csv: 'CSV',
  tensorboard: 'TensorBoard',
  'mlflow-sqlite': 'MLflow',
  'mlflow-folder': 'MLflow',
};

export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** E.g. `MLflow: /data/mlruns`. */
export function importedFrom(config: Readonly<Record<string, unknown>>): string {
  const format = textOf(config.format) ?? 'import';
  return `${FORMATS[format] ?? format}: ${textOf(config.source) ?? '?'}`;
}
