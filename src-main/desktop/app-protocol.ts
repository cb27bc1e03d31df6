/**
 * The application's own protocol for the renderer's files, so that the page has an origin of its own and needs no
 * `file:`. The one place that differs between Electron 22 (no `protocol.handle`) and later ones.
 */
import { protocol } from 'electron';
import { APP_SCHEME } from '#desktop/addresses.ts';
import { readAsset } from '#desktop/assets.ts';

/** Before the application is ready: makes the scheme a standard, secure one. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** After the application is ready: answers the scheme from `folder`. */
export function serveAppScheme(folder: string): void {
  if (typeof protocol.handle === 'function') {
    protocol.handle(APP_SCHEME, async (request) => {
      const { status, headers, body } = await readAsset(folder, request.url);
      return new Response(new Uint8Array(body), { status, headers });
    });
    return;
  }
  protocol.registerBufferProtocol(APP_SCHEME, (request, callback) => {
    void readAsset(folder, request.url).then(({ status, headers, body }) =>
      callback({ statusCode: status, headers, mimeType: headers['Content-Type']?.split(';')[0], data: body }),
    );
  });
}
