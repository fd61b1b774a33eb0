import { urlOf } from '@valetkey/api-contracts';
import type { DestinationRefusal } from './destination.ts';

/** What a following request carries on, apart from the credential, which is placed separately. */
export type Onward = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
};

export const isRedirect = (status: number): boolean =>
  status === 302 || status === 301 || status === 307 || status === 308 || status === 303;

/**
 * Fetch, "HTTP-redirect fetch", step 12: 303 turns into GET, and so does POST after 301 and 302; the body
 * and the headers that describe it stay behind. 307 and 308 repeat the request.
 */
export const carryOn = (status: number, sent: Onward): Onward => {
  const toGet =
    status === 303
      ? sent.method !== 'GET' && sent.method !== 'HEAD'
      : (status === 301 || status === 302) && sent.method === 'POST';
  if (!toGet) return sent;
  const headers = { ...sent.headers };
  for (const name of ['content-type', 'content-encoding', 'content-language', 'content-location']) {
    delete headers[name];
  }
  return { method: 'GET', headers, body: undefined };
};

type Located =
  | { readonly ok: true; readonly target: string }
  | { readonly ok: false; readonly why: DestinationRefusal | 'credential-place' };

/**
 * Resolves a Location header (RFC 9110, 10.2.2) to a full URL, to be decided upon like any other.
 * `URL` resolves dots, which is what a relative Location is for; it would also drop tabs and turn
 * backslashes into slashes, which is refused here. A fragment is the client's business and is left out.
 *
 * With a credential in the path, `current` holds it, and `pathWithout` takes it out of the target again. A server
 * that leaves it out, or puts it elsewhere, means a place that the decided path does not lead to.
 */
export const locate = (
  header: string,
  current: URL,
  pathWithout?: (path: string) => string | undefined,
): Located => {
  const text = asUtf8(header);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) return { ok: false, why: 'control-character' };
  if (text.includes('\\')) return { ok: false, why: 'backslash' };
  const url = urlOf(text, current.href);
  if (url === undefined) return { ok: false, why: 'malformed' };
  if (url.username !== '' || url.password !== '') return { ok: false, why: 'userinfo' };
  if (current.protocol === 'https:' && url.protocol !== 'https:') return { ok: false, why: 'scheme' };
  url.hash = '';
  if (pathWithout !== undefined) {
    const path = pathWithout(url.pathname);
    if (path === undefined) return { ok: false, why: 'credential-place' };
    url.pathname = path;
  }
  return { ok: true, target: url.href };
};

/** Header bytes arrive as latin1. Servers that put raw UTF-8 into Location mean UTF-8 (so reads Fetch). */
const asUtf8 = (header: string): string =>
  /[\u0080-\u00ff]/.test(header) ? Buffer.from(header, 'latin1').toString('utf8') : header;
