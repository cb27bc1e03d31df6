import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Tests run on the Node of the npm package `node`; `tests/` mirrors the sources. Svelte's compiler reads the runes. */
export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/bench/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // The default leaves one core for watching: half of the machine that the gates run on.
    maxWorkers: '100%',
    reporters: ['default', './tests/reporter.ts'],
  },
});
