import {
  type ErrorAnswer,
  type ErrorCode,
  errorSentences,
  ruleSentences,
  type ValetkeyError,
} from '@valetkey/api-contracts';
import { sentenceOfFailure } from './sign-in-failures.ts';
import type { Message } from './texts/message.ts';
import type { Say } from './texts/say.ts';

/** What happened and what can be done, for the person: our own sentences only. `app` is the application's name. */
export function errorForPerson(say: Say, app: string, { code, details }: ValetkeyError): string {
  const { expected, at = '', why } = details;
  // A rule of the contract's schema is no sentence: "must be >=1".
  if (expected !== undefined)
    return /^[a-z]/.test(expected) ? say('Not accepted: {at} {expected}.', { at, expected }) : expected;
  if (code === 'rate-limited' && why === 'wrong-passphrases') return tooManyWrong(say, details);
  if (code === 'sign-in-failed') return sentenceOfFailure(say, why);
  if (code === 'vault-locked' && ruleSentences[code]?.[why ?? ''] !== undefined)
    return say('The key to the secrets is lost. Restore it, or set the locked secrets aside.');
  if (code === 'storage-failed' && why === 'busy')
    return say('Another process was writing, and nothing was changed. Try again in a moment.');
  return codeForPerson(say, app, code);
}

export const codeForPerson = (say: Say, app: string, code: ErrorCode): string =>
  say(forPerson[code], { app });

const tooManyWrong = (say: Say, { retryAfterMs: ms = 0 }: Pick<ErrorAnswer, 'retryAfterMs'>): string =>
  ms < 90_000
    ? say.count('Too many wrong passphrases. Try again in {count} seconds.', Math.ceil(ms / 1_000))
    : say.count('Too many wrong passphrases. Try again in {count} minutes.', Math.ceil(ms / 60_000));

/** Where the sentence of the contract speaks to an extension's author of "the user", who reads it here. */
const forPerson = {
  ...errorSentences,
  'invalid-input': 'This entry is not valid. Check it, then try again.',
  'rate-limited': 'Too many requests were sent to this service. Wait a while, then try again.',
  'port-closed': 'This window lost its connection to {app}. Close it and open it again.',
  'not-declared': 'The extension’s manifest does not declare this request. Ask its author.',
  'no-connection': 'There is no connection for this service. Add one first.',
  denied: 'It was not allowed. Nothing was changed.',
  'prompt-limit': 'You have been asked too often. Try again later.',
  stopped: 'Everything is stopped. Press Resume first.',
  'capability-closed': 'This session has already ended.',
  'caveat-refused': 'The handle does not allow this.',
  'destination-refused': 'This connection does not go to that address. Check the address.',
  'header-refused': 'An extension may not set this request header.',
  'connection-suspended': 'This changed after you allowed it. Confirm or revoke it in Access.',
  'workspace-closed': 'This connection belongs to a workspace that is not open. Open it first.',
  'secret-missing': 'The connection has no secret yet. Enter it first.',
  'secret-unreadable': 'The stored secret cannot be read and is kept. Enter it again.',
  'not-signed-in': 'This connection is not signed in. Sign in first.',
  'needs-reconnect': 'The sign-in to this service has expired. Sign in again.',
  'token-unavailable': 'The service issued no new access token. Wait a while, then try again.',
  'token-refused': 'The service issued no token for this credential. Check it, then enter it again.',
  'address-refused':
    'The host’s address is private or reserved. If it is right, enter exactly that address in the connection.',
  'too-many-pages': 'Too many browser pages were opened. Wait a minute, then try again.',
  'mcp-unavailable': 'This service has no MCP server.',
  'mcp-failed': 'The MCP server refused this or broke the protocol. Check the server.',
  'not-found': 'It no longer exists.',
  conflict:
    'It was changed elsewhere in the meantime. Close it, look at the current values, and start again.',
} as const satisfies Record<ErrorCode, Message>;
