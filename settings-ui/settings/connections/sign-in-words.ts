import type { SignInEnd } from '@valetkey/api-contracts';

export const signInEnds: Readonly<Record<SignInEnd, string>> = {
  revoked: 'The service has ended this sign-in. Sign in again.',
  expired: 'The sign-in has ended, and there is nothing to renew it with. Sign in again.',
  'refresh-interrupted':
    'It was interrupted while it was renewed, and the old sign-in no longer works. Sign in again.',
  'client-refused': 'The service does not accept the client’s id or secret. Check them, then sign in again.',
  refused: 'The service refuses to renew it. Sign in again.',
  'scopes-missing':
    'The service asks for more than was allowed at the last sign-in. Sign in again to allow it.',
  'id-token-ended':
    'The identity provider does not accept the ID token any more. Enter a new one, then sign in again.',
  'tokens-unreadable': 'What was stored cannot be read; it is kept. Sign in again.',
};
