import { defineConfig } from 'vitest/config';

/** Tests run on the Node of the npm package `node`; `tests/` mirrors the sources. */
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/bench/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    reporters: ['default', './tests/reporter.ts'],
  },
});
