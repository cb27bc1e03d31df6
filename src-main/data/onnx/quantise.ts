/**
 * Symmetric 8-bit integers for weights, one scale per output channel (or per row of an embedding), as onnxruntime's
 * quantize_dynamic makes them with `per_channel` and `reduce_range`.
 */

export interface QuantisedRows {
  /** `[rows, columns]` */
  values: Int8Array;
  /** `[rows]`; `values[r][c] * scales[r]` is the weight. */
  scales: Float32Array;
}

/**
 * Largest magnitude of a weight in a product with unsigned 8-bit activations. Processors without VNNI add two such
 * products in 16 bits, which saturate: 2 * 255 * 64 still fits, 2 * 255 * 127 does not. So a model gives the same numbers
 * everywhere, at one bit of precision.
 */
export const PRODUCT_RANGE = 64;
/** Largest magnitude where values are looked up only. */
export const TABLE_RANGE = 127;

/** @param weights `[rows, columns]` row-major @param range largest magnitude of a quantised value */
export function quantiseRows(weights: Float32Array, rows: number, range: number): QuantisedRows {
  const columns = weights.length / rows;
  const values = new Int8Array(weights.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let most = 0;
    for (let i = start; i < start + columns; i++) most = Math.max(most, Math.abs(weights[i]));
    const scale = Math.fround(most / range) || 1;
    scales[row] = scale;
    for (let i = start; i < start + columns; i++) values[i] = Math.round(weights[i] / scale);
  }
  return { values, scales };
}

/** `[rows, columns]` to `[columns, rows]`. */
export function transposed<T extends Float32Array | Int8Array>(matrix: T, rows: number): T {
  const columns = matrix.length / rows;
  const turned = new (matrix.constructor as new (length: number) => T)(matrix.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = matrix[row * columns + column];
  return turned;
}
