/** The addresses that belong to the application; whatever is not here is foreign. */

export const APP_SCHEME = 'tnrlab';
const APP_ORIGIN = `${APP_SCHEME}://app`;
export const APP_URL = `${APP_ORIGIN}/index.html`;

/** True for the application's own scheme and host. */
export function isAppUrl(url: string): boolean {
  return originOf(url) === APP_ORIGIN;
}

/** True for the application's own addresses, and those of the development server when it was started with one. */
export function isOwnUrl(url: string, developmentUrl?: string): boolean {
  const origin = originOf(url);
  return origin !== undefined && (origin === APP_ORIGIN || origin === originOf(developmentUrl));
}

/** `URL.origin` is the string "null" for schemes of one's own in Node, so it is put together here. */
function originOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return undefined;
  }
}
