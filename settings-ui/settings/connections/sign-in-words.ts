import { type OauthFlow, type ProviderAuth, plainText } from '@valetkey/api-contracts';
import type { Message, SignInEnd } from '@valetkey/broker/contracts';
import type { IconName } from '../../components/icon.ts';
import { say } from '../../say.ts';

/** Each way of signing in: in the gallery, on the button beside the first one, and before anybody has signed in. */
export const signInWays: Readonly<
  Record<
    OauthFlow,
    { readonly icon: IconName; readonly words: string; readonly button: string; readonly about?: string }
  >
> = {
  authorizationCode: {
    icon: 'globe',
    words: say('Sign-in in the browser'),
    button: say('Sign in in the browser'),
  },
  deviceCode: {
    icon: 'globe',
    words: say('Sign-in in the browser, with a code'),
    button: say('Sign in with a code'),
  },
  clientCredentials: {
    icon: 'key',
    words: say('Sign-in as an application'),
    button: say('Sign in as the application'),
    about: say('The application signs in as itself. No page opens.'),
  },
  crossApp: {
    icon: 'person',
    words: say('Access through your organization'),
    button: say('Sign in through your organization'),
    about: say('Your organization’s identity provider vouches for you with the ID token. No page opens.'),
  },
};

/** How one gets in there, at a glance. */
export const signInKind = (auth: ProviderAuth): { readonly icon: IconName; readonly words: string } => {
  const { kind } = auth;
  // The contract has at least one.
  if (kind === 'oauth2') return signInWays[auth.flows[0] ?? 'authorizationCode'];
  if (kind === 'basic' || kind === 'digest' || kind === 'registryToken')
    return { icon: 'person', words: say('User name and password') };
  if (kind === 'mtls') return { icon: 'shield', words: say('Client certificate') };
  if (['githubApp', 'jwtBearer', 'sigv4', 'hmac'].includes(kind))
    return { icon: 'edit', words: say('Key that signs each request') };
  if (kind === 'several') return { icon: 'key', words: say('Several keys') };
  return kind === 'none'
    ? { icon: 'plug', words: say('No credential') }
    : { icon: 'key', words: say('Token or key') };
};

export const signInEnds = {
  revoked: 'The service has ended this sign-in. Sign in again.',
  expired: 'The sign-in has expired and cannot be renewed. Sign in again.',
  'refresh-interrupted': 'A renewal was interrupted, and the old sign-in no longer works. Sign in again.',
  'client-refused': 'The service does not accept the client’s id or secret. Check them, then sign in again.',
  refused: 'The service refuses to renew the sign-in. Sign in again.',
  'scopes-missing':
    'The service needs more rights than the last sign-in allowed. Sign in again to allow them.',
  'id-token-ended':
    'The identity provider no longer accepts the ID token. Enter a new one, then sign in again.',
  'tokens-unreadable': 'The stored sign-in cannot be read and is kept. Sign in again.',
} as const satisfies Record<SignInEnd, Message>;

/** Beside the button: what of it the service takes part in, and what is left to the user. */
export const signOutDoes = (revokes: boolean | undefined, atService: string | undefined): string => {
  if (revokes === true) return say('Signing out deletes the tokens here, and the service revokes them.');
  const rest = atService === undefined ? say('End the access there as well.') : plainText(atService);
  return `${say('Signing out deletes the tokens here. The service cannot be told to revoke them.')} ${rest}`;
};
