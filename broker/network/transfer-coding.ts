import type { RawHeaders } from './response-headers.ts';

/**
 * Whether the parser has taken every transfer coding off the body (RFC 9112, section 6.1). It knows one, `chunked`.
 * We send no TE header, so no server may use another one, and what it hides could not be scanned. A list, a parameter,
 * a tab or a second header are refused, too: the parser takes `chunked` off in none of them.
 */
export const isOnlyFramed = (transferEncoding: RawHeaders[string]): boolean =>
  transferEncoding === undefined ||
  (typeof transferEncoding === 'string' && /^(?:chunked|identity) *$/i.test(transferEncoding));
