/** Chooses how progress is shown: live bars on a terminal, plain lines elsewhere, nothing with --quiet. */
import type { CliContext } from '../context.ts';
import { LiveView } from './live-view.ts';
import { PlainView } from './plain-view.ts';
import type { ProgressView } from './progress-view.ts';

const SILENT: ProgressView = { overall: () => {}, stage: () => {}, say: () => {}, end: () => {} };

export function openProgress(cli: CliContext): ProgressView {
  if (cli.quiet) return SILENT;
  return cli.io.stderr.isTTY ? new LiveView(cli.io.stderr) : new PlainView(cli.io.stderr);
}
