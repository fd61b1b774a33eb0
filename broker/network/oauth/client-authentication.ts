import * as oauth from 'oauth4webapi';
import type { Secret } from '../../vault/secret.ts';
import type { OauthSetup } from './oauth-setup.ts';

/** RFC 6749, 2.3.1. A client without a secret is a public one and only names itself. */
export const clientAuthentication = (
  { clientAuthentication: how }: Pick<OauthSetup, 'clientAuthentication'>,
  secret: Secret | undefined,
): oauth.ClientAuth =>
  secret === undefined
    ? oauth.None()
    : secret.use((text) => (how === 'post' ? oauth.ClientSecretPost(text) : oauth.ClientSecretBasic(text)));
