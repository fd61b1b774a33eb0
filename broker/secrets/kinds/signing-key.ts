import type { KeyObject } from 'node:crypto';
import type { SignedJwt } from '@valetkey/api-contracts';
import type { Say } from '../../contracts/texts/say.ts';
import { NetworkError } from '../../network/network-error.ts';
import { formsOf } from './of-a-secret.ts';
import { pemForms, privateKeyIn } from './pem.ts';
import { secretBytes, secretBytesProblem } from './secret-bytes.ts';

type Signing = Pick<SignedJwt, 'algorithm' | 'keyEncoding'>;

const isShared = ({ algorithm }: Signing): boolean => algorithm.startsWith('HS');

/** Throws NetworkError 'credential-malformed' for what does not fit the declared algorithm. */
export function signingKey(secret: string, signing: Signing): KeyObject | Uint8Array {
  if (isShared(signing)) return secretBytes(secret, signing.keyEncoding);
  const key = privateKeyIn(secret);
  if (key === undefined || !fits(key, signing.algorithm)) {
    throw new NetworkError('credential-malformed', { why: 'private-key' });
  }
  return key;
}

export const signingKeyForms = (secret: string, signing: Signing): string[] =>
  isShared(signing) ? formsOf(secret) : pemForms(secret);

/** When a key is saved; quotes nothing of it. */
export const signingKeyProblem = (say: Say, secret: string, signing: Signing): string | undefined => {
  if (isShared(signing)) return secretBytesProblem(say, secret, signing.keyEncoding);
  const key = privateKeyIn(secret);
  if (key === undefined) return say('This is not a private key: it must be PEM, without a passphrase.');
  return fits(key, signing.algorithm)
    ? undefined
    : say('This key is not of the kind that {algorithm} needs.', { algorithm: signing.algorithm });
};

/** RFC 7518, 3.3 and 3.4: at least 2,048 bits, and each curve with its own algorithm. */
const fits = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, algorithm: string): boolean => {
  switch (algorithm) {
    case 'ES256':
      return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1';
    case 'ES384':
      return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'secp384r1';
    case 'EdDSA':
      return asymmetricKeyType === 'ed25519';
    default:
      return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  }
};
