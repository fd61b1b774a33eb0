import { defined, type SignedJwt } from '@valetkey/api-contracts';
import { SignJWT } from 'jose';
import { plaintextOf } from '../vault/plaintext.ts';
import { fill } from './fill.ts';
import type { CredentialValues, KindPowers } from './kind.ts';
import { signingKey } from './signing-key.ts';

/** Clocks differ by seconds; a token from the future is refused (GitHub's own advice for its Apps). */
const backdatedSeconds = 60;

/** `expiresAt` is by our own clock. */
export type Minted = { readonly token: string; readonly expiresAt: number };

/**
 * A token of RFC 7519, signed by jose. What a user entered is the value of a claim and can be nothing else: the claims
 * are an object until jose writes it as JSON.
 *
 * @param at milliseconds since 1970, by the server's clock where that is known
 */
export async function mintJwt(
  jwt: SignedJwt,
  values: CredentialValues,
  at: number,
  { now, randomBytes }: KindPowers,
): Promise<Minted> {
  const claims = Object.fromEntries(
    Object.entries(jwt.claims).map(([name, claim]) => [
      name,
      typeof claim === 'string' ? fill(claim, values) : claim,
    ]),
  );
  const seconds = Math.floor(at / 1000);
  const token = new SignJWT(claims)
    .setProtectedHeader({
      alg: jwt.algorithm,
      typ: 'JWT',
      ...defined({ kid: jwt.keyId && fill(jwt.keyId, values) }),
    })
    .setIssuedAt(seconds - backdatedSeconds)
    .setExpirationTime(seconds + jwt.lifetimeSeconds);
  if (jwt.uniqueId) token.setJti(Buffer.from(randomBytes(16)).toString('hex'));
  const key = signingKey(plaintextOf(values.secret(jwt.key)), jwt);
  return { token: await token.sign(key), expiresAt: now() + jwt.lifetimeSeconds * 1000 };
}
