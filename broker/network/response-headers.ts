/**
 * What of a server's headers reaches an extension. An allow-list: never Set-Cookie, WWW-Authenticate,
 * Location (redirects are followed here), Server-Timing, Mcp-Session-Id. Content-Length and
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

export type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Admitted is not clean: a value can still hold an echoed secret, and the caller scrubs each one.
 *
 * @param raw lower-case names, as undici parsed them
 * @param also names that the broker's own clients need (MCP's session id), never passed to an extension
 */
export const admitResponseHeaders = (raw: RawHeaders, also: readonly string[] = []): [string, string][] => {
  const admitted: [string, string][] = [];
  for (const name of Object.keys(raw)) {
    if (!allowed.has(name) && !allowedFamily.test(name) && !also.includes(name)) continue;
    const value = raw[name];
    if (typeof value === 'string') admitted.push([name, value]);
    else if (value !== undefined) for (const one of value) admitted.push([name, one]);
  }
  return admitted;
};
