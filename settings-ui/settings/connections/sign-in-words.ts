import type { OauthFlow, ProviderAuth, SignInEnd } from '@valetkey/api-contracts';
import type { IconName } from '../../components/icon.ts';

/** Each way of signing in: in the gallery, on the button beside the first one, and before anybody has signed in. */
export const signInWays: Readonly<
  Record<
    OauthFlow,
    { readonly icon: IconName; readonly words: string; readonly button: string; readonly about?: string }
  >
> = {
  authorizationCode: { icon: 'globe', words: 'Sign-in in the browser', button: 'Sign in in the browser' },
  deviceCode: { icon: 'globe', words: 'Sign-in in the browser, with a code', button: 'Sign in with a code' },
  clientCredentials: {
    icon: 'key',
    words: 'Sign-in of an application',
    button: 'Sign in as the application',
    about: 'The application signs in for itself; no page opens.',
  },
  crossApp: {
    icon: 'person',
    words: 'Access through your organization',
    button: 'Sign in through your organization',
    about: 'Your organization’s identity provider vouches for you, by the ID token; no page opens.',
  },
};

/** How one gets in there, at a glance. */
export const signInKind = (auth: ProviderAuth): { readonly icon: IconName; readonly words: string } => {
  const { kind } = auth;
  // The contract has at least one.
  if (kind === 'oauth2') return signInWays[auth.flows[0] ?? 'authorizationCode'];
  if (kind === 'basic' || kind === 'digest') return { icon: 'person', words: 'User name and password' };
  if (kind === 'mtls') return { icon: 'shield', words: 'Client certificate' };
  if (['githubApp', 'jwtBearer', 'sigv4', 'hmac'].includes(kind))
    return { icon: 'edit', words: 'Key that signs each request' };
  if (kind === 'several') return { icon: 'key', words: 'Several keys' };
  return kind === 'none' ? { icon: 'plug', words: 'No credential' } : { icon: 'key', words: 'Token or key' };
};

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
