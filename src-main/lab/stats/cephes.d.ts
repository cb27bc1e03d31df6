/** The part of cephes that is used; its own declarations are not reachable from an ES module. */
declare module 'cephes' {
  const cephes: {
    /** Resolves when the WebAssembly module is ready. */
    compiled: Promise<void>;
    /** Regularised incomplete beta function I_x(a, b). */
    incbet(a: number, b: number, x: number): number;
    /** The x with I_x(a, b) = y. */
    incbi(a: number, b: number, y: number): number;
    /** Standard normal distribution function, and its inverse. */
    ndtr(z: number): number;
    ndtri(p: number): number;
    /** ln |Gamma(x)|. */
    lgam(x: number): number;
  };
  export default cephes;
}
