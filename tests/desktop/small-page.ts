/** The page of the tests of the desktop process: calls the small lab through the real preload and shows the answers. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { RouterClient } from '@orpc/server';
import type { smallRouter } from '#tests/desktop/small-lab.ts';
import { connectToLab } from '#shared/desktop-api.ts';
import type { DesktopApi, MenuCommand } from '#shared/desktop-api.ts';

const lab = window.lab as DesktopApi;

async function connect(): Promise<RouterClient<typeof smallRouter>> {
  return createORPCClient(new RPCLink({ port: await connectToLab(lab) }));
}

function show(label: string, value: unknown): void {
  const line = document.createElement('li');
  line.textContent = `${label}: ${String(value)}`;
  document.querySelector('#lines')?.append(line);
}

lab.onLabState(({ state, message }) => show('lab', message ? `${state} (${message})` : state));
lab.onMenuCommand((command: MenuCommand) => show('menu', JSON.stringify(command)));
show('platform', lab.platform);

/** What a test calls from outside. */
Object.assign(window, { connect });

const client = await connect();
show('greet', await client.greet({ name: 'reader' }));
const bytes = await client.bytes(new Blob([new Uint8Array([0, 127, 255])]));
show('bytes', new Uint8Array(await bytes.arrayBuffer()).join(' '));
const numbers: number[] = [];
for await (const number of await client.count({ to: 4 })) numbers.push(number);
show('count', numbers.join(' '));
show('done', 'yes');
