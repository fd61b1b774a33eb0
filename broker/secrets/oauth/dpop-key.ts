import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { CryptoKeyPair } from 'oauth4webapi';

/** The private half as JWK, to be sealed with the tokens that are bound to it (RFC 9449). */
export type DpopKey = Readonly<Record<string, unknown>>;

export async function makeDpopKey(): Promise<DpopKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)) };
}

export const publicPart = ({ kty, crv, x, y }: DpopKey): DpopKey => ({ kty, crv, x, y });

export const importPair = async (key: DpopKey): Promise<CryptoKeyPair> => ({
  privateKey: (await importJWK(key as JWK, 'ES256')) as CryptoKeyPair['privateKey'],
  publicKey: (await importJWK({ ...publicPart(key) } as JWK, 'ES256', {
    extractable: true,
  })) as CryptoKeyPair['publicKey'],
});

export const thumbprint = (key: DpopKey): Promise<string> =>
  calculateJwkThumbprint({ ...publicPart(key) } as JWK);
