/**
 * Seeded randomness with named forks: every use of chance (negatives, masking, dropout, the generated world) draws from
 * its own stream, named by where it stands ("epoch", 3, "step", 17). A resumed run needs no generator state: it names
 * the step and draws the same numbers.
 */

/** 32-bit mixing of one word into a hash (MurmurHash3's finaliser, public domain). */
function mix(hash: number, word: number): number {
  let h = Math.imul(hash ^ word, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hashPath(seed: number, path: readonly (string | number)[]): [number, number, number, number] {
  const words: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef];
  const absorb = (word: number) => {
    for (let i = 0; i < 4; i++) words[i] = mix(words[i]! + i * 0x632be59b, word);
  };
  absorb(seed >>> 0);
  absorb(Math.floor(seed / 2 ** 32) >>> 0);
  for (const part of path) {
    if (typeof part === 'number') {
      absorb(0x10000);
      absorb(part >>> 0);
    } else {
      absorb(0x20000 + part.length);
      for (let i = 0; i < part.length; i++) absorb(part.charCodeAt(i));
    }
  }
  if ((words[0] | words[1] | words[2] | words[3]) === 0) words[0] = 1;
  return words;
}

/** xoshiro128** (Blackman and Vigna, 2018): fast, 32-bit, good enough for sampling and masks; not for secrets. */
export class Rng {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  /** @param seed any integer @param path names the stream, e.g. `new Rng(seed, 'dropout', step, layer)` */
  constructor(seed: number, ...path: (string | number)[]) {
    [this.a, this.b, this.c, this.d] = hashPath(seed, path);
    for (let i = 0; i < 4; i++) this.uint32();
  }

  /** Uniform integer in [0, 2^32). */
  uint32(): number {
    const s = Math.imul(this.b, 5);
    const result = Math.imul((s << 7) | (s >>> 25), 9) >>> 0;
    const t = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= t;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }

  /** Uniform in [0, 1), 32 bits. */
  float(): number {
    return this.uint32() / 4294967296;
  }

  /** Uniform integer in [0, n). */
  int(n: number): number {
    return Math.floor(this.float() * n);
  }

  /** Standard normal (Box-Muller, one value per call). */
  normal(): number {
    const u = 1 - this.float();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.float());
  }

  /** Fisher-Yates in place; returns the same array. */
  shuffle<A extends { length: number; [i: number]: T }, T>(items: A): A {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const x = items[i] as T;
      items[i] = items[j] as T;
      items[j] = x;
    }
    return items;
  }

  /** Index drawn with probability proportional to `weights` (sum > 0). */
  weighted(weights: ArrayLike<number>): number {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i]!;
    let left = this.float() * sum;
    for (let i = 0; i < weights.length - 1; i++) {
      left -= weights[i]!;
      if (left < 0) return i;
    }
    return weights.length - 1;
  }
}
