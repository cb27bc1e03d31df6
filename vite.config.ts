import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** Builds the renderer: one static page that Electron and `tnrlab serve` both show. */
export default defineConfig({
  root: 'src-renderer',
  base: './',
  plugins: [svelte()],
  // Electron 22 is Chromium 108, the oldest engine that shows the page.
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome108',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});
