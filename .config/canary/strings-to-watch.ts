import { createPrivateKey, createPublicKey } from 'node:crypto';

/**
 * What of a plaintext is a secret by itself: the tokens of a sealed sign-in, the key in a PEM block or a JWK, else the
 * whole text. Bytes are a key's own: it has no one spelling.
 */
export type Watched = string | Uint8Array;

export const stringsToWatch = (plaintext: string): readonly Watched[] => {
  const members = signInMembers(plaintext);
  if (members !== undefined) return members;
  return [plaintext, ...keysIn(plaintext)];
};

/** What broker/secrets/oauth/token-set.ts seals. A member that it gets one day is a secret until it is listed here. */
const publicMembers = new Set(['tokenType', 'scopes', 'obtainedAt', 'expiresAt']);
const publicOfJwk = new Set(['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'use', 'alg', 'key_ops', 'ext']);

const signInMembers = (plaintext: string): readonly Watched[] | undefined => {
  if (!/^\{.*"accessToken":.*"tokenType":.*\}$/s.test(plaintext)) return undefined;
  try {
    const { dpopKey, ...tokens } = JSON.parse(plaintext) as Record<string, unknown>;
    const told = Object.entries(tokens).filter(([name]) => !publicMembers.has(name));
    return [...told.flatMap(([, value]) => leavesOf(value)), ...jwkParts(dpopKey)];
  } catch {
    return undefined;
  }
};

const leavesOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
};

const jwkParts = (jwk: unknown): readonly Watched[] => {
  if (typeof jwk !== 'object' || jwk === null) return [];
  const secret = Object.entries(jwk).filter(([name]) => !publicOfJwk.has(name));
  return secret.flatMap(([, value]) => (typeof value === 'string' ? [Buffer.from(value, 'base64url')] : []));
};

const pem = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----([^-]+)-----END [A-Z0-9 ]*PRIVATE KEY-----/g;

/** The numbers of each private key, and each of its lines that says more than its public half does. */
const keysIn = (plaintext: string): readonly Watched[] =>
  [...plaintext.replaceAll('\\n', '\n').matchAll(pem)].flatMap(([block, body = '']) => {
    const lines = body.split(/\s+/).filter((line) => line.length >= 32 && !line.includes(':'));
    try {
      const key = createPrivateKey(block);
      const known = createPublicKey(key).export({ type: 'spki', format: 'der' });
      return [
        ...lines.filter((line) => !known.includes(Buffer.from(line, 'base64'))),
        ...jwkParts(key.export({ format: 'jwk' })),
      ];
    } catch {
      return lines; // locked by a passphrase, or of a kind that has no JWK
    }
  });
