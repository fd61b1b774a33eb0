import type { errorSentences } from '@valetkey/api-contracts';

/** Said to the person as to an extension's author. */
type ForBoth =
  | 'protocol-violation'
  | 'too-many-requests'
  | 'too-large'
  | 'internal'
  | 'provider-unknown'
  | 'extension-stopping'
  | 'consent-unavailable'
  | 'body-refused'
  | 'vault-locked'
  | 'sign-in-failed'
  | 'secret-too-short'
  | 'credential-malformed'
  | 'redirect-refused'
  | 'host-unreachable'
  | 'tls-failed'
  | 'timed-out'
  | 'response-too-large'
  | 'response-unscannable'
  | 'broken-response'
  | 'aborted'
  | 'audit-unavailable'
  | 'choices-unavailable'
  | 'no-browser'
  | 'storage-failed';

/** What an error says to the person in Settings. */
export type ErrorsMessage =
  | (typeof errorSentences)[ForBoth]
  | 'Something failed on this page. Close the window and open it again.'
  | 'Not accepted: {at} {expected}.'
  | 'The key to the secrets is lost. Restore it, or set the locked secrets aside.'
  | 'This entry is not valid. Check it, then try again.'
  | 'Too many requests were sent to this service. Wait a while, then try again.'
  | 'This window lost its connection to {app}. Close it and open it again.'
  | 'The extension’s manifest does not declare this request. Ask its author.'
  | 'There is no connection for this service. Add one first.'
  | 'It was not allowed. Nothing was changed.'
  | 'You have been asked too often. Try again later.'
  | 'Everything is stopped. Press Resume first.'
  | 'This session has already ended.'
  | 'The handle does not allow this.'
  | 'This connection does not go to that address. Check the address.'
  | 'An extension may not set this request header.'
  | 'This changed after you allowed it. Confirm or revoke it in Access.'
  | 'This connection belongs to a workspace that is not open. Open it first.'
  | 'The connection has no secret yet. Enter it first.'
  | 'The stored secret cannot be read and is kept. Enter it again.'
  | 'This connection is not signed in. Sign in first.'
  | 'The sign-in to this service has expired. Sign in again.'
  | 'The service issued no new access token. Wait a while, then try again.'
  | 'The service issued no token for this credential. Check it, then enter it again.'
  | 'The host’s address is private or reserved. If it is right, enter exactly that address in the connection.'
  | 'This service has no MCP server.'
  | 'The MCP server refused this or broke the protocol. Check the server.'
  | 'It no longer exists.'
  | 'It was changed elsewhere in the meantime. Close it, look at the current values, and start again.';

/** By their English for many: their English for one; empty where that is the same. */
export const errorsPlurals = {
  'Too many wrong passphrases. Try again in {count} seconds.':
    'Too many wrong passphrases. Try again in {count} second.',
  'Too many wrong passphrases. Try again in {count} minutes.':
    'Too many wrong passphrases. Try again in {count} minute.',
} as const;
