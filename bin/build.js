// Bundles desktop, lab and trainer into dist/ (the renderer is Vite's part of `npm run build`).
import { bundleDesktop, bundleLab } from './steps/bundle.js';

await Promise.all([bundleDesktop(), bundleLab()]);
