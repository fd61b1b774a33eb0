import { z } from 'zod';
import { budgetKinds } from './budgets.ts';
import { copyMark } from './copy-mark.ts';
import { defined } from './defined.ts';

/**
 * Everything that can go wrong across a port: what happened, and what can be done about it, in fixed words. Nothing
 * of an inner error's message, cause or stack travels: libraries quote their input, and it may hold a secret.
 */
export const errorSentences = {
  'invalid-input': 'The input does not have the shape that this method takes. See `at` for the place.',
  'protocol-violation':
    'The port does not understand this message and is closed. Use the client of this package.',
  'rate-limited': 'The limit on requests to this service is reached. Wait for `retryAfterMs` and try again.',
  'too-many-requests': 'Too many requests are in flight on this handle. Wait until some have ended.',
  'too-large': 'The message is larger or deeper than this port admits. Send it in parts.',
  'port-closed': 'The other end of the port is gone. Ask for the connection again.',
  internal: 'Valetkey failed internally. See the local log for details.',

  'not-declared':
    'The extension’s manifest does not declare this request. Add it under contributes.connectionRequests.',
  'provider-unknown':
    'No installed provider has this id. Check its spelling, or install the extension that contributes it.',
  'no-connection':
    'No connection for this provider is set up. The user can create one in Settings > Connections.',
  denied: 'The user did not allow this. Ask again only when the user starts something that needs it.',
  'prompt-limit': 'The user has been prompted too often. Wait before asking again.',
  'extension-stopping':
    'This extension is being stopped and gets no new handle. Use the handles that it has.',
  stopped: 'The user has stopped all connections. Ask again after they resume in Settings.',
  'consent-unavailable': 'Nobody can be asked right now. Try again when the application is in use.',

  'capability-closed': 'This handle is no longer valid. Ask for the connection again.',
  'caveat-refused': 'The handle does not allow this. See `caveat` for the restriction that blocked it.',
  'destination-refused': 'This connection does not go to that address. See `why` for the rule.',
  'header-refused':
    'An extension may not set this request header. Remove it, or add it to the provider’s `headers`.',
  'body-refused': 'A body must be a string or bytes. Send no body with GET or HEAD.',
  'connection-suspended':
    'The connection or its MCP tools changed after the user allowed this. Ask again, or let the user confirm it in Settings.',

  'workspace-closed':
    'This connection belongs to a workspace that is not open. The user can open it, or move the connection in Settings.',

  'vault-locked': 'The vault is locked. Unlock the keyring or enter the passphrase, then try again.',
  'secret-missing': 'The connection has no secret yet. The user can enter it in Settings.',
  'secret-unreadable':
    'The stored secret cannot be read and is kept. The user can enter it again in Settings.',
  'not-signed-in': 'Nobody has signed in to this connection yet. The user can sign in in Settings.',
  'needs-reconnect': 'The sign-in to this service has expired. The user can sign in again in Settings.',
  'token-unavailable':
    'The service issued no new access token (see `why`). Wait for `retryAfterMs` and try again.',
  'sign-in-failed': 'The sign-in was not completed. See `why` for the reason, then try again.',
  'secret-too-short': 'The secret is too short to be found in answers. Use one with at least 8 characters.',
  'credential-malformed': 'The secret has characters that HTTP cannot carry in this place. Enter it again.',
  'token-refused':
    'The service issued no token for this connection’s credential. The user can check it in Settings.',

  'address-refused':
    'The host’s address is private or reserved. If it is right, the user can save it in the connection.',
  'redirect-refused':
    'The server redirected to a place where this connection does not go. Use an address that does not redirect.',
  'host-unreachable': 'The host could not be reached. Check the address and the network.',
  'tls-failed': 'The host’s certificate could not be verified. Check that it is valid and trusted.',
  'timed-out': 'The server did not answer in time. Try again later.',
  'response-too-large': 'The answer is larger than the limit. Request less at a time.',
  'response-unscannable':
    'The answer’s encoding cannot be searched for secrets, so the answer is withheld. Request an unencoded one.',
  'broken-response': 'The server’s answer is not valid HTTP or ended early. Try again.',
  aborted: 'The request was aborted. Send it again if it is still needed.',

  'mcp-unavailable': 'This connection’s provider declares no MCP server. Use `fetch`.',
  'mcp-failed': 'The MCP server refused this or broke the protocol. See `why`, and check the server.',
  'audit-unavailable': 'The audit log cannot be written, and nothing is sent without it. Check the disk.',

  'choices-unavailable': 'The service did not return the expected list. Test the connection, then try again.',

  'too-many-pages':
    'Too many browser pages were opened within a minute. Wait for `retryAfterMs` and try again.',
  'no-browser': 'No browser could be opened. Open the address yourself.',
  'not-found': 'This item does not exist, or no longer exists. Load the list again.',
  conflict: 'It was changed elsewhere in the meantime. Load it again.',
  'storage-failed': 'The data could not be read or written, and nothing was changed. Check the disk.',
} as const;

const bringKeyBack = 'Its key is lost. The user can restore it, or set the locked secrets aside in Settings.';

/** Rules that are broken by accident, and what to write instead; each in place of "See `why`". */
export const ruleSentences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'destination-refused': {
    malformed: 'Use /path?query with a leading /, or a complete address.',
    scheme: 'Use /path?query, or an address with http or https.',
    'foreign-origin': 'Use /path?query for its own host; another host needs its own connection.',
    fragment: 'Remove the # and everything after it; write a literal # as %23.',
    whitespace: 'Remove the space at the end; write a literal space as %20.',
    backslash: 'Use /, never a backslash.',
    'dot-segment': 'Remove . and .. from the path.',
    'empty-segment': 'Remove repeated slashes and blank segments.',
    'encoded-path':
      'Remove what servers read differently: an encoded /, \\, ?, #, %, dot or control character, or a look-alike.',
    'path-parameter': 'Remove the ; and the rest of its segment: servers disagree about it.',
    'credential-parameter': 'Remove the credential’s query parameter: the broker adds it.',
    'sign-in-endpoint': 'Leave sign-in and tokens to the broker.',
    'mcp-endpoint':
      'Use `mcp()`; `fetch` reaches the MCP server only with every tool allowed (`mcpTools: ["*"]`).',
  },
  'redirect-refused': {
    'mcp-endpoint':
      'Use `mcp()`; `fetch` reaches the MCP server only with every tool allowed (`mcpTools: ["*"]`).',
  },
  'mcp-failed': {
    'rpc-32601': 'Use a method that the server offers.',
    'rpc-32602': 'Check the name and the arguments; the server’s own words are in `cause`.',
  },
  // Of a key that is gone for good: there is nothing to unlock.
  'vault-locked': {
    'keyring-changed': bringKeyBack,
    'keyring-key-lost': bringKeyBack,
    'key-missing': bringKeyBack,
    'key-file-unreadable': bringKeyBack,
    'wrong-key': bringKeyBack,
    'passphrase-forgotten': bringKeyBack,
  },
  'storage-failed': {
    busy: 'Try again in a moment: another process is writing.',
  },
  'caveat-refused': {
    'costs-dropped':
      'The provider no longer declares costs that the user bounded. The user can change the limit in Settings.',
    'costs-changed':
      'The provider counts costs in another unit than the user bounded. The user can change the limit in Settings.',
  },
  'header-refused': {
    reserved: 'Remove it: the broker puts the credential there.',
    'malformed-value': 'Use printable ASCII in its value.',
  },
};

export type ErrorCode = keyof typeof errorSentences;
export const errorCodes = Object.keys(errorSentences) as [ErrorCode, ...ErrorCode[]];

/** What travels: the code and fields that hold only our own words, numbers, or names the caller gave itself. */
export const errorAnswer = z.strictObject({
  code: z.enum(errorCodes),
  /** Where in the input, e.g. `access.paths[2]`. */
  at: z.string().max(300).optional(),
  /** What would be right there, in our words. */
  expected: z.string().max(300).optional(),
  caveat: z
    .enum(['methods', 'paths', 'mcpTools', 'mcpCallbacks', 'expiresAt', 'maxUses', ...budgetKinds])
    .optional(),
  why: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .optional(),
  header: z.string().max(64).optional(),
  retryAfterMs: z.int().nonnegative().optional(),
});
export type ErrorAnswer = z.output<typeof errorAnswer>;

/** Of the rule, where `why` names one that has a sentence. */
export const sentenceOf = ({ code, why }: Pick<ErrorAnswer, 'code' | 'why'>): string => {
  const general = errorSentences[code];
  const rule = why === undefined ? undefined : ruleSentences[code]?.[why];
  return rule === undefined ? general : general.replace(/(?<=\. ).*$/, rule);
};

/** For who writes a program: a console, a test and an agent show the message of an error, and not its details. */
const messageOf = (answer: ErrorAnswer): string => {
  const sentence = sentenceOf(answer);
  const { code: _, expected, ...named } = answer;
  const parts = Object.entries(named).map(([name, value]) => `${name}: ${value}`);
  const told = expected === undefined ? parts : [...parts, expected];
  return told.length === 0 ? sentence : `${sentence} (${told.join('; ')})`;
};

/**
 * The one error that a caller on the far side of a port sees. `message` is the code's sentence with the details behind
 * it; a person who uses an application is shown `sentenceOf` alone.
 */
export class ValetkeyError extends Error {
  /** For hosts: see copy-mark.ts. */
  static readonly copyMark = copyMark;
  override readonly name = 'ValetkeyError';
  readonly code: ErrorCode;
  readonly details: Omit<ErrorAnswer, 'code'>;

  /** `cause` stays on the side where it was thrown: only `answer` is ever sent. */
  constructor(answer: ErrorAnswer, cause?: unknown) {
    const { code, ...given } = answer;
    const details = defined(given);
    super(messageOf({ code, ...details }), cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = Object.freeze(details);
  }

  get answer(): ErrorAnswer {
    return { code: this.code, ...this.details };
  }
}
