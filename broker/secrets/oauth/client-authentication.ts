import { createPrivateKey, type KeyObject } from 'node:crypto';
import { importPKCS8 } from 'jose';
import * as oauth from 'oauth4webapi';
import { plaintextOf } from '../vault/plaintext.ts';
import type { Secret } from '../vault/secret.ts';
import { OauthError } from './oauth-error.ts';
import type { OauthSetup } from './oauth-setup.ts';

/** RFC 6749, 2.3.1, and RFC 7523. A client without a secret is a public one and only names itself. */
export async function clientAuthentication(
  { clientAuthentication: how }: Pick<OauthSetup, 'clientAuthentication'>,
  secret: Secret | undefined,
): Promise<oauth.ClientAuth> {
  if (secret === undefined || how === 'none') return oauth.None();
  if (how === 'privateKeyJwt') return oauth.PrivateKeyJwt(await signingKey(plaintextOf(secret)));
  const text = plaintextOf(secret);
  return how === 'post' ? oauth.ClientSecretPost(text) : basic(text);
}

/**
 * `oauth4webapi` also encodes what need not be, such as a dash. Servers that do not decode, of which there are many,
 * then know neither the client nor its secret; the others read the same from both.
 */
const basic =
  (secret: string): oauth.ClientAuth =>
  (_server, { client_id: id }, _body, headers) => {
    const pair = [id, secret].map((text) => new URLSearchParams([['', text]]).toString().slice(1)).join(':');
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };

const signingKey = async (pem: string): Promise<Parameters<typeof oauth.PrivateKeyJwt>[0]> => {
  try {
    const key = createPrivateKey(pem);
    const pkcs8 = key.export({ type: 'pkcs8', format: 'pem' }) as string;
    return await importPKCS8(pkcs8, algorithmOf(key));
  } catch {
    throw new OauthError('client-refused');
  }
};

const algorithmOf = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string => {
  if (asymmetricKeyType === 'rsa') return 'RS256';
  if (asymmetricKeyType === 'ed25519') return 'EdDSA';
  return { prime256v1: 'ES256', secp384r1: 'ES384' }[asymmetricKeyDetails?.namedCurve ?? ''] ?? 'ES512';
};
