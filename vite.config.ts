import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** A running `tnrlab serve`, so that the development server can pass calls on to it. */
const labUrl = process.env.TNRLAB_LAB_URL ?? 'http://127.0.0.1:4690';

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
  server: { host: '127.0.0.1', proxy: { '/rpc': { target: labUrl, ws: true, changeOrigin: true } } },
});
