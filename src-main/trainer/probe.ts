/**
 * `tnrlab doctor`'s look at one backend: loads it, runs its self-test, prints `{ok, detail}` as one line of JSON. A
 * program of its own, so that a binding that crashes takes only this process along.
 */
import process from 'node:process';
import { type BackendChoice, selectBackend } from './backends/select-backend.ts';

try {
  const { version, device } = await selectBackend(process.argv[2] as BackendChoice);
  console.log(JSON.stringify({ ok: true, detail: `${version}, ${device}` }));
} catch (error) {
  // Loaders of native modules tell their search paths over many lines; the first says what is wrong.
  const [detail] = (error instanceof Error ? error.message : String(error)).split('\n');
  console.log(JSON.stringify({ ok: false, detail }));
}
process.exit(0);
