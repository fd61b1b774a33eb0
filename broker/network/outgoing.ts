import { acceptEncoding } from './decode-body.ts';
import type { Destination } from './destination.ts';
import { NetworkError } from './network-error.ts';
import { isOriginOf } from './origin.ts';
import type { Onward } from './redirect.ts';
import { hasFramingHeader } from './request-headers.ts';

/** About to be sent, and still mutable: the one thing a credential kind writes on. */
export type OutgoingRequest = {
  readonly method: string;
  /** Only the query may be written to. */
  url: URL;
  headers: Record<string, string>;
  /** For those who sign it. */
  readonly body: Uint8Array | string | undefined;
  /** A path segment that holds a secret, and what stands before it. It joins the path on the wire only. */
  keyed?: { readonly before: string; readonly segment: string };
};

export type OutgoingHead = { readonly path: string; readonly headers: Record<string, string> };

/**
 * Puts one hop together: the caller's headers, ours, and then, as the last step, the credential.
 * The credential gets copies. What it writes lives as long as this hop, and the decided URL, which is told
 * to others, never holds it.
 */
export const dress = (
  destination: Destination,
  onward: Onward,
  inject: (request: OutgoingRequest) => unknown,
): OutgoingHead | Promise<OutgoingHead> => {
  const { url: decided } = destination;
  const headers: Record<string, string> = {
    accept: '*/*',
    'user-agent': 'valetkey',
    ...onward.headers,
    // A range of an encoded body could not be decoded.
    'accept-encoding': Object.hasOwn(onward.headers, 'range') ? 'identity' : acceptEncoding,
  };

  const request: OutgoingRequest = {
    method: onward.method,
    url: new URL(decided.href),
    headers,
    body: onward.body,
  };
  try {
    const injected = inject(request);
    // Most kinds are done by now, and a request that waits for a promise leaves a turn of the loop later.
    if (!(injected instanceof Promise)) return wireOf(request, destination);
    return injected.then(() => wireOf(request, destination), malformed);
  } catch (cause) {
    return malformed(cause);
  }
};

const malformed = (cause: unknown): never => {
  throw cause instanceof NetworkError ? cause : new NetworkError('credential-malformed', { cause });
};

/** What was written is looked at as if a stranger had done it. */
const wireOf = (request: OutgoingRequest, { url: decided, origin }: Destination): OutgoingHead => {
  const { url, headers } = request;
  if (hasFramingHeader(headers)) throw new NetworkError('request-malformed', { why: 'framing-header' });
  if (!isOriginOf(origin, url) || url.pathname !== decided.pathname) {
    throw new NetworkError('credential-malformed', { why: 'moved' });
  }
  return { path: wirePath(request) + url.search, headers };
};

/** One segment, after whole segments of the decided path: nothing that could climb or end the path. */
const oneSegment = /^(?!\.{1,2}$)(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%(?!2[ef5]|5c|[01]|7f)[0-9a-f]{2})+$/i;

/** The path as it is sent; who signs a path signs this one. */
export const wirePath = ({ url: { pathname }, keyed }: Pick<OutgoingRequest, 'url' | 'keyed'>): string => {
  if (keyed === undefined) return pathname;
  const { before, segment } = keyed;
  if (!oneSegment.test(segment) || !pathname.startsWith(`${before}/`)) {
    throw new NetworkError('credential-malformed', { why: 'character' });
  }
  return `${before}/${segment}${pathname.slice(before.length)}`;
};
