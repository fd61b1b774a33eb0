import type { ProviderAuth } from '@valetkey/api-contracts';
import type { IconName } from '../../components/icon.ts';
import { signInWays } from './sign-in-words.ts';

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
