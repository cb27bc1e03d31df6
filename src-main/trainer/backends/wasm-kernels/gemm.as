// Single-precision matrix product C = op(A) op(B) + bias on packed panels (the scheme of BLIS).
//
// B is packed once into panels of 8 columns, A per block of rows into panels of 4 rows, both along the inner axis and
// padded with zeros, so that one micro-kernel serves every shape and both transpositions.

const ROWS: i32 = 4; // rows of a micro-tile
const COLUMNS: i32 = 8; // columns of a micro-tile: two vectors
const INNER: i32 = 256; // inner length of a block: 8 columns of it fit the first-level cache
const BLOCK_ROWS: i32 = 64; // rows packed at once: 64 KiB, the second-level cache

/** Bytes of scratch memory that gemm() needs. */
export function gemmScratch(n: i32): i32 {
  const panels = (n + COLUMNS - 1) / COLUMNS;
  return (INNER * panels * COLUMNS + INNER * BLOCK_ROWS + ROWS * COLUMNS + COLUMNS) * 4;
}

/** Panels of `width` lanes: element (lane, k) of the source at `source + lane * laneStride + k * kStride` (bytes). */
function pack(
  source: usize, lanes: i32, inner: i32, laneStride: i32, kStride: i32, width: i32, target: usize,
): void {
  for (let start = 0; start < lanes; start += width) {
    const count = min(width, lanes - start);
    let from = source + start * laneStride;
    if (laneStride == 4 && count == width) {
      // Lanes lie side by side: whole vectors.
      for (let k = 0; k < inner; k++) {
        v128.store(target, v128.load(from));
        if (width == 8) v128.store(target, v128.load(from, 16), 16);
        from += kStride;
        target += width * 4;
      }
    } else if (kStride == 4 && count == width) {
      // The inner axis lies side by side: transpose 4 x 4 at a time.
      let k = 0;
      for (; k + 4 <= inner; k += 4) {
        for (let lane = 0; lane < width; lane += 4) {
          const base = from + lane * laneStride;
          const a = v128.load(base);
          const b = v128.load(base + laneStride);
          const c = v128.load(base + 2 * laneStride);
          const d = v128.load(base + 3 * laneStride);
          const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
          const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
          const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
          const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
          const to = target + lane * 4;
          v128.store(to, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5));
          v128.store(to + width * 4, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7));
          v128.store(to + width * 8, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5));
          v128.store(to + width * 12, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7));
        }
        from += 16;
        target += width * 16;
      }
      for (; k < inner; k++) {
        for (let lane = 0; lane < width; lane++)
          store<f32>(target + lane * 4, load<f32>(from + lane * laneStride));
        from += 4;
        target += width * 4;
      }
    } else {
      for (let k = 0; k < inner; k++) {
        for (let lane = 0; lane < width; lane++)
          store<f32>(target + lane * 4, lane < count ? load<f32>(from + lane * laneStride) : 0);
        from += kStride;
        target += width * 4;
      }
    }
  }
}

/**
 * One tile: c[4][8] = start[4][8] + a-panel * b-panel. `start` is C itself for a later block of the inner axis, the bias
 * (row stride 0) for the first. `a` is read with the given strides, so an unpacked A serves too.
 */
function tile(
  inner: i32, a: usize, aRow: i32, aStep: i32, b: usize, start: usize, startRow: i32, c: usize, cRow: i32,
): void {
  let from = start;
  let s00 = v128.load(from);
  let s01 = v128.load(from, 16);
  from += startRow;
  let s10 = v128.load(from);
  let s11 = v128.load(from, 16);
  from += startRow;
  let s20 = v128.load(from);
  let s21 = v128.load(from, 16);
  from += startRow;
  let s30 = v128.load(from);
  let s31 = v128.load(from, 16);
  let a0 = a;
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  const end = b + inner * 32;
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = v128.load32_splat(a0);
    s00 = v128.relaxed_madd<f32>(x0, b0, s00);
    s01 = v128.relaxed_madd<f32>(x0, b1, s01);
    const x1 = v128.load32_splat(a1);
    s10 = v128.relaxed_madd<f32>(x1, b0, s10);
    s11 = v128.relaxed_madd<f32>(x1, b1, s11);
    const x2 = v128.load32_splat(a2);
    s20 = v128.relaxed_madd<f32>(x2, b0, s20);
    s21 = v128.relaxed_madd<f32>(x2, b1, s21);
    const x3 = v128.load32_splat(a3);
    s30 = v128.relaxed_madd<f32>(x3, b0, s30);
    s31 = v128.relaxed_madd<f32>(x3, b1, s31);
    a0 += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    b += 32;
  }
  let to = c;
  v128.store(to, s00);
  v128.store(to, s01, 16);
  to += cRow;
  v128.store(to, s10);
  v128.store(to, s11, 16);
  to += cRow;
  v128.store(to, s20);
  v128.store(to, s21, 16);
  to += cRow;
  v128.store(to, s30);
  v128.store(to, s31, 16);
}

/** A tile at the edge: computed in scratch memory, of which the part inside C is copied. */
function edgeTile(
  inner: i32, a: usize, aRow: i32, aStep: i32, b: usize, start: usize, startRow: i32, c: usize, cRow: i32,
  rows: i32, columns: i32, scratch: usize,
): void {
  for (let i = 0; i < ROWS; i++)
    for (let j = 0; j < COLUMNS; j++)
      store<f32>(
        scratch + (i * COLUMNS + j) * 4,
        i < rows && j < columns ? load<f32>(start + i * startRow + j * 4) : 0,
      );
  tile(inner, a, aRow, aStep, b, scratch, COLUMNS * 4, scratch, COLUMNS * 4);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      store<f32>(c + i * cRow + j * 4, load<f32>(scratch + (i * COLUMNS + j) * 4));
}

/**
 * C [m, n] = op(A) [m, k] op(B) [k, n] + bias [n] (0: none), row-major float32; op transposes where its flag is set.
 * `scratch` has gemmScratch(n) bytes.
 */
export function gemm(
  m: i32, n: i32, k: i32, a: usize, transposeA: bool, b: usize, transposeB: bool, bias: usize, c: usize, scratch: usize,
): void {
  const aRow = transposeA ? 4 : k * 4;
  const aStep = transposeA ? m * 4 : 4;
  const bColumn = transposeB ? k * 4 : 4;
  const bStep = transposeB ? 4 : n * 4;
  const panels = (n + COLUMNS - 1) / COLUMNS;
  const packedA = scratch + INNER * panels * COLUMNS * 4;
  const edge = packedA + INNER * BLOCK_ROWS * 4;
  const zeros = edge + ROWS * COLUMNS * 4;
  memory.fill(zeros, 0, COLUMNS * 4);
  for (let k0 = 0; k0 < k; k0 += INNER) {
    const inner = min(INNER, k - k0);
    pack(b + k0 * bStep, n, inner, bColumn, bStep, COLUMNS, scratch);
    for (let m0 = 0; m0 < m; m0 += BLOCK_ROWS) {
      const block = min(BLOCK_ROWS, m - m0);
      const packed = transposeA || block % ROWS != 0;
      if (packed) pack(a + m0 * aRow + k0 * aStep, block, inner, aRow, aStep, ROWS, packedA);
      for (let j = 0; j < n; j += COLUMNS) {
        const panel = scratch + j * inner * 4;
        for (let i = 0; i < block; i += ROWS) {
          const from = packed ? packedA + i * inner * 4 : a + (m0 + i) * aRow + k0 * aStep;
          const row = packed ? 4 : aRow;
          const step = packed ? 16 : aStep;
          const to = c + ((m0 + i) * n + j) * 4;
          const start = k0 > 0 ? to : bias != 0 ? bias + j * 4 : zeros;
          const startRow = k0 > 0 ? n * 4 : 0;
          const rows = min(ROWS, block - i);
          const columns = min(COLUMNS, n - j);
          if (rows == ROWS && columns == COLUMNS)
            tile(inner, from, row, step, panel, start, startRow, to, n * 4);
          else edgeTile(inner, from, row, step, panel, start, startRow, to, n * 4, rows, columns, edge);
        }
      }
    }
  }
}
