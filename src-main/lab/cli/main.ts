/** Entry of the command line (`bin/tnrlab.js` starts it): the process's streams and exit code, nothing else. */
import { runCli } from './program.ts';

/** Open handles after the work is done must not keep the command from ending. */
const EXIT_GRACE_MS = 2_000;

// `tnrlab table x | head` closes the pipe early: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr });
setTimeout(() => process.exit(), EXIT_GRACE_MS).unref();
