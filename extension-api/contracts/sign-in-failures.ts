/** Why a sign-in was not completed, in a sentence for the person who tried. The word travels; this belongs to whoever shows it. */
export const signInFailures = {
  network: 'The service could not be reached. Check the network, then try again.',
  'discovery-failed': 'The issuer does not say where to sign in. Check its address.',
  'issuer-mismatch':
    'Another issuer answered than the one that was asked. Check the address; nothing was sent to it.',
  'issuer-changed':
    'The server names another issuer than at the last sign-in. If that is right, sign out and in again; nothing was sent there.',
  'endpoint-missing': 'The service does not offer this way of signing in. Choose another one.',
  'endpoint-refused': 'The service names an address that its provider does not. Nothing was sent there.',
  'pkce-missing': 'The service does not say that it knows PKCE, without which a sign-in can be stolen.',
  'not-json': 'What answered is not the service’s own endpoint. Check the address, then try again.',
  'broken-answer': 'The service gave an answer that cannot be used.',
  'server-error': 'The service has a problem of its own. Try again in a while.',
  'invalid-grant': 'The service does not accept what it gave out itself. Sign in again.',
  'client-refused': 'The service does not accept the client’s id or secret. Check them, then sign in again.',
  'client-missing': 'The service wants a client that it knows. Enter the id of one.',
  'scope-refused': 'The service did not grant all that was asked for.',
  'resource-refused': 'The service gives out no access to this address.',
  refused: 'The service refused the sign-in.',
  denied: 'Access was denied at the service.',
  pending: 'Nobody has signed in yet.',
  'slow-down': 'The service was asked too often. Try again in a while.',
  'answer-refused': 'The browser came back with an answer that does not belong to this sign-in. Start again.',
  'id-token-refused': 'The service says who signed in in a way that does not hold. Nothing was kept.',
  'id-token-ended':
    'The identity provider wants an ID token that has not ended. Enter a new one, then sign in again.',
  'token-refused': 'The service gave a token that cannot be used safely. Nothing was kept.',
  'device-expired': 'The code has ended. Start again.',
  'timed-out': 'Nobody signed in in time. Start again.',
  'port-taken':
    'The port to which the browser comes back is taken by another program. End that, then try again.',
  'no-browser': 'No browser could be opened.',
  'too-many-pages':
    'Too many pages were opened in the browser within a minute. Wait a minute, then try again.',
  'flow-missing': 'The service does not offer this way of signing in. Choose another one.',
  aborted: 'The sign-in was cancelled.',
  internal: 'Valetkey failed on its own side. Look into the local log.',
} as const;
export type SignInFailure = keyof typeof signInFailures;

/** For a word of a later version too. */
export const sentenceOfFailure = (why: string | undefined): string =>
  why !== undefined && Object.hasOwn(signInFailures, why)
    ? signInFailures[why as SignInFailure]
    : 'The sign-in was not completed. Start again.';
