/**
 * Whether the window's memory stays flat while four runs send points for long: the heap after a forced collection, at
 * intervals, with the page of a live run open on its curves and, every other time, on its log.
 *
 *   node tests/bench/live-soak.ts [minutes, default 60] [times the usual rate, default 1]
 */
import { openPage } from '../renderer/browser.ts';
import { startLiveLab } from './live-lab.ts';
import { machineLine } from './machine-line.ts';

const MINUTES = Number(process.argv[2] ?? 60);
const TIMES = Number(process.argv[3] ?? 1);
/** A training step of a real run. */
const USUAL_MS_PER_STEP = 1000;
const SAMPLES = 20;
/** Until the views were opened once and the buffers are full the heap may grow. */
const SETTLED_FROM = SAMPLES / 4;

const live = await startLiveLab(USUAL_MS_PER_STEP / TIMES);
try {
  const { page } = await openPage(live.browser, `${live.url}#/runs/${live.running[0]}/curves`);
  await page.getByRole('group', { name: /^Curves of Loss:/ }).waitFor();
  const session = await page.context().newCDPSession(page);
  const heaps: number[] = [];
  for (let sample = 0; sample <= SAMPLES; sample++) {
    await page.waitForTimeout(sample === 0 ? 5000 : (MINUTES * 60_000) / SAMPLES);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { nodes } = await session.send('Memory.getDOMCounters');
    heaps.push(usedSize / 1e6);
    console.log(
      `${((sample * MINUTES) / SAMPLES).toFixed(1)} min: heap ${(usedSize / 1e6).toFixed(1)} MB, ${nodes} DOM nodes`,
    );
    const part = sample % 2 === 0 ? 'log' : 'curves';
    await page.evaluate((address) => (location.hash = address), `/runs/${live.running[0]}/${part}`);
  }
  const settled = heaps.slice(SETTLED_FROM);
  const half = Math.floor(settled.length / 2);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [first, second] = [mean(settled.slice(0, half)), mean(settled.slice(half))];
  console.log(
    `mean heap ${first.toFixed(1)} MB, then ${second.toFixed(1)} MB in the second half (${second > first ? '+' : ''}${(second - first).toFixed(1)} MB); highest ${Math.max(...heaps).toFixed(1)} MB`,
  );
  console.log(
    `${live.running.length} runs at ${TIMES} times the usual rate for ${MINUTES} min; ${machineLine(`Chromium ${live.browser.version()}`)}`,
  );
} finally {
  await live.close();
}
