import { acceptEncoding } from './decode-body.ts';
import type { Destination } from './destination.ts';
import { NetworkError } from './network-error.ts';
import { isOriginOf } from './origin.ts';
import type { Onward } from './redirect.ts';
import { hasFramingHeader } from './request-headers.ts';

/** About to be sent, and still mutable: the one thing a credential kind writes on. */
export type OutgoingRequest = { url: URL; headers: Record<string, string> };

export type Wire = { readonly path: string; readonly headers: Record<string, string> };

/**
 * Puts one hop together: the caller's headers, ours, and then, as the last step, the credential.
 * The credential gets copies. What it writes lives as long as this hop, and the decided URL, which is told
 * to others, never holds it.
 */
export const dress = (
  destination: Destination,
  onward: Onward,
  inject: (request: OutgoingRequest) => void,
): Wire => {
  const { url: decided, origin } = destination;
  const headers: Record<string, string> = {
    accept: '*/*',
    'user-agent': 'valetkey',
    ...onward.headers,
    // A range of an encoded body could not be decoded.
    'accept-encoding': Object.hasOwn(onward.headers, 'range') ? 'identity' : acceptEncoding,
  };

  const url = new URL(decided.href);
  try {
    inject({ url, headers });
  } catch (cause) {
    throw cause instanceof NetworkError ? cause : new NetworkError('credential-malformed', { cause });
  }

  if (hasFramingHeader(headers)) throw new NetworkError('request-malformed', { why: 'framing-header' });
  if (!isOriginOf(origin, url) || url.pathname !== decided.pathname) {
    throw new NetworkError('credential-malformed', { why: 'moved' });
  }
  return { path: url.pathname + url.search, headers };
};
