/** CONNECT opens tunnels; TRACE and TRACK have the server read the credential back to the caller. */
const refused: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

/**
 * Upper case only: RFC 9110 makes methods case-sensitive, and a caveat that says GET must not have to ask
 * what a server does with "get". Callers that take web-style input upper-case it first.
 */
export const isSendableMethod = (method: string): boolean =>
  /^[A-Z][A-Z-]{0,23}$/.test(method) && !refused.has(method);
