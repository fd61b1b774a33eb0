import {
  type ErrorCode,
  errorSentences,
  ruleSentences,
  sentenceOfFailure,
  ValetkeyError,
} from '@valetkey/api-contracts';

/** What happened and what can be done, for the person: our own sentences only. */
export const errorText = (error: unknown): string => {
  if (!(error instanceof ValetkeyError)) return 'Something failed on this page. Open the window again.';
  const { code, details } = error;
  const { expected, at = '', why } = details;
  // A rule of the contract's schema is no sentence: "must be >=1".
  if (expected !== undefined)
    return /^[A-Z].*\.$/.test(expected) ? expected : `Not accepted: ${at} ${expected}.`;
  if (code === 'sign-in-failed') return sentenceOfFailure(why);
  if (code === 'vault-locked' && ruleSentences[code]?.[why ?? ''] !== undefined)
    return 'The key of the secrets is gone. Restore it, or set the locked secrets aside.';
  return forPerson[code] ?? errorSentences[code];
};

/** What happened, without the advice: that is for who writes the extension. */
export const whatHappened = (code: ErrorCode): string =>
  (forPerson[code] ?? errorSentences[code]).replace(/(?<=\.) .*/, '');

/** Where the sentence of the contract speaks to an extension's author of "the user", who reads it here. */
const forPerson: Partial<Record<ErrorCode, string>> = {
  'invalid-input': 'This is not accepted as it was entered. Check it, then try again.',
  'rate-limited': 'The limit on requests to this service is reached. Wait a while, then try again.',
  'port-closed': 'Valetkey does not answer here any more. Close this window, and open it again.',
  'not-declared': 'The extension’s manifest does not declare this request. Ask its author.',
  'no-connection': 'There is no connection for this service. Make one first.',
  denied: 'It was not allowed. Nothing was changed.',
  'prompt-limit': 'You were asked too often. Try again later.',
  stopped: 'Everything is stopped. Press Resume first.',
  'capability-closed': 'This handle has ended already.',
  'caveat-refused': 'The handle does not allow this.',
  'destination-refused': 'The address is not one that this connection goes to. Check it.',
  'header-refused': 'An extension may not set this request header.',
  'connection-suspended': 'It changed since you allowed it. Confirm or revoke it in Access.',
  'secret-missing': 'The connection has no secret yet. Enter it first.',
  'secret-unreadable': 'The stored secret cannot be read; it is kept. Enter it again.',
  'not-signed-in': 'Nobody has signed in to this connection yet. Sign in first.',
  'needs-reconnect': 'The sign-in to this service has ended. Sign in again.',
  'token-unavailable': 'The service gave no new access token. Wait a while, then try again.',
  'token-refused':
    'The service gave no token for this connection’s credential. Check it, then enter it again.',
  'address-refused':
    'The host’s address is private or reserved. If it is the right one, enter that very address in the connection.',
  'too-many-pages':
    'Too many pages were opened in the browser within a minute. Wait a minute, then try again.',
  'mcp-unavailable': 'This service has no MCP server.',
  'mcp-failed': 'The MCP server refused this, or broke the protocol. Check the server.',
  'not-found': 'It is not there any more.',
  conflict: 'Somebody else changed it meanwhile. Leave it, look at what stands there now, and begin again.',
};
