import type { Message } from './texts/message.ts';
import type { Say } from './texts/say.ts';

/** Why a sign-in was not completed, in a sentence for the person who tried. The code crosses the port; the viewer adds this sentence. */
export const signInFailures = {
  network: 'The service could not be reached. Check the network, then try again.',
  'discovery-failed': 'The issuer does not say where to sign in. Check its address.',
  'issuer-mismatch': 'A different issuer answered. Check the address. Nothing was sent.',
  'issuer-changed':
    'The server names a different issuer than at the last sign-in. If that is right, sign out and sign in again. Nothing was sent.',
  'endpoint-missing': 'The service does not offer this way of signing in. Choose another one.',
  'endpoint-refused':
    'The service names an address that its provider does not declare. Nothing was sent there.',
  'pkce-missing': 'The service does not announce PKCE, which protects a sign-in from theft.',
  'not-json': 'The answer did not come from the service’s own endpoint. Check the address, then try again.',
  'broken-answer': 'The service returned an unusable answer.',
  'server-error': 'The service has an internal problem. Try again later.',
  'invalid-grant': 'The service rejected its own code or token. Sign in again.',
  'client-refused': 'The service does not accept the client’s id or secret. Check them, then sign in again.',
  'client-missing': 'The service requires a registered client. Enter its client id.',
  'scope-refused': 'The service did not grant all requested rights.',
  'resource-refused': 'The service issues no access for this address.',
  refused: 'The service refused the sign-in.',
  denied: 'Access was denied at the service.',
  pending: 'Not signed in.',
  'slow-down': 'The service was asked too often. Try again later.',
  'answer-refused': 'The browser returned an answer that does not belong to this sign-in. Start again.',
  'id-token-refused': 'The service’s proof of who signed in is not valid. Nothing was kept.',
  'id-token-ended': 'The ID token has expired. Enter a new one, then sign in again.',
  'token-refused': 'The service issued a token that is not safe to use. Nothing was kept.',
  'device-expired': 'The code has expired. Start again.',
  'timed-out': 'Nobody signed in in time. Start again.',
  'port-taken':
    'Another program uses the port that the browser returns to. End that program, then try again.',
  'no-browser': 'No browser could be opened.',
  'too-many-pages': 'Too many browser pages were opened. Wait a minute, then try again.',
  'flow-missing': 'The service does not offer this way of signing in. Choose another one.',
  aborted: 'The sign-in was cancelled.',
  internal: 'Valetkey failed internally. See the local log.',
} as const satisfies Readonly<Record<string, Message>>;
export type SignInFailure = keyof typeof signInFailures;

/** For a word of a later version too. */
export const sentenceOfFailure = (say: Say, why: string | undefined): string =>
  why !== undefined && Object.hasOwn(signInFailures, why)
    ? say(signInFailures[why as SignInFailure])
    : say('The sign-in was not completed. Start again.');
