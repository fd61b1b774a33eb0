import { createHash } from 'node:crypto';
import { defined } from '@valetkey/api-contracts';
import { importJWK, type JWK, SignJWT } from 'jose';
import type { OutgoingRequest } from '../../network/outgoing.ts';
import { type DpopKey, publicPart } from './dpop-key.ts';

/** RFC 9449, 4.2: proves that the sender of this token has the key that it is bound to, for this one request. */
export async function dpopProof(
  { method, url }: Pick<OutgoingRequest, 'method' | 'url'>,
  accessToken: string,
  key: DpopKey,
  { nonce, iat }: { readonly nonce: string | undefined; readonly iat: number },
): Promise<string> {
  return new SignJWT({
    htm: method,
    htu: `${url.origin}${url.pathname}`,
    ath: createHash('sha256').update(accessToken).digest('base64url'),
    jti: crypto.randomUUID(),
    ...defined({ nonce }),
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicPart(key) as JWK })
    .setIssuedAt(iat)
    .sign(await importJWK(key as JWK, 'ES256'));
}
