/**
 * What of a server's headers reaches an extension. An allow-list: never Set-Cookie, WWW-Authenticate,
 * Location as it came (redirects are followed here, and created-at.ts tells where something was made), Server-Timing, Mcp-Session-Id. Content-Length and
 * Content-Encoding speak of a body that has been decoded and scrubbed since, and would be lies.
 */
const allowed: ReadonlySet<string> = new Set([
  'accept-patch',
  'accept-ranges',
  'age',
  'allow',
  'cache-control',
  'content-disposition',
  'content-language',
  'content-range',
  'content-type',
  'date',
  'deprecation',
  'etag',
  'expires',
  'last-modified',
  'link',
  'preference-applied',
  'retry-after',
  'sunset',
  'vary',
  'warning',
  'x-request-id',
  'x-total-count',
]);

const allowedFamily = /^(?:x-ratelimit-|x-rate-limit-|ratelimit)/;

/** Lower-case names. */
export type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Names are in lower case, as undici parsed them. Admitted is not clean: scrub-head.ts. */
export const isFixedHeader = (name: string): boolean => allowed.has(name);
/** The rest of such a name is the server's, who may write anything there. */
export const isOfFamily = (name: string): boolean => allowedFamily.test(name);
