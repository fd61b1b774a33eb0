/** What can be told across a port. The sentences are all there is to say: nothing of a library, no URL. */
const sentences = {
  'destination-refused': 'The request does not go to an address of this connection.',
  'address-refused': 'The host has a network address that this connection may not reach.',
  'redirect-refused': 'The server redirected to a place that this connection does not cover.',
  'method-refused': 'This HTTP method is not passed on.',
  'request-malformed': 'The request cannot be sent as it is.',
  'credential-malformed': 'The stored credential cannot be placed on a request.',
  'token-refused': 'The service gave no token for the stored credential.',
  'host-unreachable': 'The host cannot be reached.',
  'tls-failed': 'A trusted encrypted connection to the host could not be made.',
  'timed-out': 'The server took too long to answer.',
  'response-too-large': 'The response is larger than allowed.',
  'response-unscannable': 'The response has an encoding that cannot be scanned for secrets.',
  'broken-response': 'The server broke off or sent something that is not HTTP.',
  'not-signed-in': 'Nobody has signed in to this connection.',
  'needs-reconnect': 'The sign-in of this connection has ended.',
  'token-unavailable': 'No new access token could be had.',
  aborted: 'The request was aborted.',
} as const;

export type NetworkCode = keyof typeof sentences;

/** `why` comes from closed sets in this folder (a DestinationRefusal, say), never from outside. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly code: NetworkCode;
  readonly why: string | undefined;

  constructor(code: NetworkCode, details: { readonly why?: string; readonly cause?: unknown } = {}) {
    super(sentences[code], details.cause === undefined ? undefined : { cause: outlineOf(details.cause) });
    this.code = code;
    this.why = details.why;
  }
}

/**
 * The cause, for the local log, without its message: undici's parser errors carry the bytes that did not
 * parse, and a careless server may have put the secret among them.
 */
const outlineOf = (cause: unknown): object => {
  if (!(cause instanceof Error)) return { name: typeof cause };
  const code: unknown = 'code' in cause ? cause.code : undefined;
  return { name: cause.name, code: typeof code === 'string' ? code : undefined, stack: framesOf(cause) };
};

const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 8);
