import { z } from 'zod';

/**
 * Everything that can go wrong across a port, with its one fixed sentence. Nothing of an inner error's message,
 * cause or stack travels: libraries quote their input, and the input may hold a secret.
 */
export const errorSentences = {
  'invalid-input': 'The input does not have the shape that this method takes; `at` names the place.',
  'protocol-violation': 'The message was not one that this port understands. The port is closed.',
  'rate-limited': 'Too many messages in a short time. Wait for `retryAfterMs` and try again.',
  'too-many-requests': 'Too many requests are under way on this handle. Wait until some have ended.',
  'too-large': 'The message is larger or deeper than this port admits.',
  'port-closed': 'The other end of the port is gone. Ask for the connection again.',
  internal: 'Valetkey failed on its own side. The local log has the details.',

  'not-declared':
    'The extension’s manifest does not declare this request. Add it under contributes.connectionRequests.',
  'provider-unknown':
    'No installed provider has this id. Check its spelling, or install the extension that contributes it.',
  'no-connection':
    'No connection for this provider is set up. The user can create one in Settings > Connections.',
  denied: 'The user did not allow this.',
  'prompt-limit': 'The user was asked too often. Try again when they have had a rest from prompts.',
  'consent-unavailable': 'Nobody can be asked right now. Try again when the application is in use.',

  'capability-closed': 'This handle is no longer valid. Ask for the connection again.',
  'caveat-refused': 'The handle does not allow this; `caveat` names what stands against it.',
  'destination-refused': 'The address is not one that this connection goes to; `why` names the rule.',
  'header-refused': 'A request header may not be set by an extension; `header` names it.',
  'body-refused': 'A body must be a string or bytes, and GET and HEAD have none.',
  'connection-suspended':
    'The connection has changed since the user allowed this. They have to confirm it in Settings.',

  'vault-locked': 'The vault is locked. Unlock the keyring or enter the passphrase, then try again.',
  'secret-missing': 'The connection has no secret yet. The user can enter it in Settings.',
  'secret-unreadable':
    'The stored secret cannot be read; it is kept. The user can enter it again in Settings.',
  'secret-too-short': 'The secret is too short to be kept out of answers. Use one of at least 8 characters.',
  'credential-malformed': 'The secret holds characters that HTTP cannot carry in this place. Enter it again.',

  'address-refused': 'The host’s address is not one that this connection may reach.',
  'redirect-refused': 'The server redirected to a place where this connection does not go.',
  'host-unreachable': 'The host could not be reached. Check the address and the network.',
  'tls-failed': 'The host’s certificate could not be verified.',
  'timed-out': 'The server did not answer in time.',
  'response-too-large': 'The answer is larger than the limit.',
  'response-unscannable':
    'The answer has an encoding that cannot be searched for secrets, so it is held back.',
  'broken-response': 'The server’s answer is not valid HTTP or ended early.',
  aborted: 'The request was aborted.',

  'mcp-unavailable': 'This connection’s provider declares no MCP server.',
  'mcp-failed': 'The MCP server did not answer as the protocol demands.',
  'audit-unavailable': 'The audit log cannot be written, so nothing was sent.',

  'not-found': 'There is no such thing, or not any more.',
  conflict: 'Somebody else changed it meanwhile. Load it again.',
  'storage-failed': 'It could not be stored; nothing was changed. Check the disk.',
} as const;

export type ErrorCode = keyof typeof errorSentences;
export const errorCodes = Object.keys(errorSentences) as [ErrorCode, ...ErrorCode[]];

/** What travels: the code and fields that hold only our own words, numbers, or names the caller gave itself. */
export const errorAnswer = z.strictObject({
  code: z.enum(errorCodes),
  /** Where in the input, e.g. `access.paths[2]`. */
  at: z.string().max(300).optional(),
  /** What would be right there, in our words. */
  expected: z.string().max(300).optional(),
  caveat: z.enum(['methods', 'paths', 'mcpTools', 'expiresAt', 'maxUses']).optional(),
  why: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .optional(),
  header: z.string().max(64).optional(),
  retryAfterMs: z.int().nonnegative().optional(),
});
export type ErrorAnswer = z.output<typeof errorAnswer>;

/** The one error that a caller on the far side of a port sees. `message` is the code's fixed sentence. */
export class ValetkeyError extends Error {
  override readonly name = 'ValetkeyError';
  readonly code: ErrorCode;
  readonly details: Omit<ErrorAnswer, 'code'>;

  /** `cause` stays on the side where it was thrown: only `answer` is ever sent. */
  constructor(answer: ErrorAnswer, cause?: unknown) {
    super(errorSentences[answer.code], cause === undefined ? undefined : { cause });
    const { code, ...details } = answer;
    this.code = code;
    this.details = Object.freeze(details);
  }

  get answer(): ErrorAnswer {
    return { code: this.code, ...this.details };
  }
}
