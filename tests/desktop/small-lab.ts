/** A lab of four calls for the tests of the desktop process: the real bridge around a router of their own. */
import { os } from '@orpc/server';
import { z } from 'zod';
import { reportFailure, serveDesktop } from '#lab/desktop-bridge.ts';
import { AppError } from '#shared/errors.ts';

export const smallRouter = {
  greet: os
    .input(z.object({ name: z.string() }))
    .handler(({ input }) => `Hello ${input.name}, Node ${process.version}`),
  /** Bytes there and back, one added to each. */
  bytes: os.input(z.instanceof(Blob)).handler(async ({ input }) => {
    const bytes = new Uint8Array(await input.arrayBuffer());
    return new Blob([bytes.map((byte) => (byte + 1) % 256)]);
  }),
  count: os.input(z.object({ to: z.number() })).handler(async function* ({ input }) {
    for (let number = 1; number <= input.to; number++) yield number;
  }),
  crash: os.handler(() => process.exit(7)),
};

if (process.argv[2] === 'desktop') {
  if (process.env.SMALL_LAB_REFUSES) {
    reportFailure(new AppError('busy', 'Another lab holds the workspace; close it first.'));
  } else {
    await serveDesktop(smallRouter);
  }
}
