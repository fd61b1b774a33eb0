import { fold, neverSet } from '../never-set.ts';

/**
 * What any extension may say about its own request. Range and If-Range are missing on purpose: with them an
 * echoed secret could be fetched in halves, each of which passes the scrubber. A provider that needs them
 * declares them, and with them that risk.
 */
const allowed: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'cache-control',
  'content-language',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'last-event-id',
  'pragma',
  'prefer',
  'user-agent',
  'x-request-id',
]);

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const visible = /^[\t\x20-\x7e]*$/;
const most = { headers: 48, name: 128, value: 8192, total: 16_384 };

export type HeaderRefusal =
  | 'not-allowed'
  | 'reserved'
  | 'malformed-value'
  | 'malformed-name'
  | 'too-many'
  | 'too-large';

type Admitted =
  | { readonly ok: true; readonly headers: Record<string, string> }
  | { readonly ok: false; readonly header: string; readonly why: HeaderRefusal };

/**
 * Passes on the headers that an extension asked for, or names the first that it may not set.
 * Names come back in lower case on an object without prototype; a name given twice is joined as in Fetch.
 *
 * @param declared names that the provider's manifest adds to the list above
 * @param reserved the connection's own credential headers
 */
export const admitRequestHeaders = (
  given: readonly (readonly [string, string])[],
  declared: readonly string[],
  reserved: readonly string[],
): Admitted => {
  const headers: Record<string, string> = Object.create(null);
  if (given.length > most.headers) return { ok: false, header: '', why: 'too-many' };
  const own = new Set(reserved.map(fold));
  const added = new Set(declared.map((name) => name.toLowerCase()));
  let total = 0;
  for (const [givenName, value] of given) {
    const name = asciiLower(givenName);
    const refuse = (why: HeaderRefusal): Admitted => ({ ok: false, header: name, why });
    // The name is not repeated then: it may hold anything.
    if (givenName.length > most.name || !token.test(name))
      return { ok: false, header: '', why: 'malformed-name' };
    if (own.has(fold(name))) return refuse('reserved');
    if (neverSet.test(fold(name)) || !(allowed.has(name) || added.has(name))) return refuse('not-allowed');
    if (!visible.test(value)) return refuse('malformed-value');
    total += name.length + value.length;
    if (value.length > most.value || total > most.total) return refuse('too-large');
    const before = headers[name];
    headers[name] = before === undefined ? value.trim() : `${before}, ${value.trim()}`;
  }
  return { ok: true, headers };
};

/** Not `toLowerCase`, which turns the Kelvin sign into a plain k. */
const asciiLower = (name: string): string => name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const framing = /^(?:host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect)$/;

/**
 * The last look before sending, after the credential was placed: whatever code built the headers, none of
 * them may change where the message goes or where it ends.
 */
export const hasFramingHeader = (headers: Readonly<Record<string, string>>): boolean => {
  for (const name in headers) if (framing.test(name.toLowerCase())) return true;
  return false;
};
