// What the module exports. It imports the memory of tfjs's wasm backend and holds no data of its own.
export { adam, gelu, multiply, tanh, tanhGrad } from './elementwise';
export { attention, attentionGrad, attentionScores, attentionScoresGrad } from './attention';
export { gemm, gemmScratch } from './gemm';
export { columnSum, gatherRows, layerNorm, layerNormGrad, poolRows, poolRowsGrad, scatterRows } from './rows';
