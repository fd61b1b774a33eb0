import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

type Learn = (secret: string) => void;

/**
 * Tells each plaintext of this process at the moment at which it comes into being: so every secret of every test is a
 * canary, without any test having to say so. It stands at what the language and Node offer, since a broker runs from its
 * source, from its build and bundled into a fixture; the product has no such hook. canary-oracle.test.ts fails when the
 * product and what is written here part.
 */
export const learnSecrets = (learn: Learn): void => {
  learnSealed(learn);
  learnWrapped(learn);
  learnMinted(learn);
  learnAnswered(learn);
};

/** What a vault seals or opens. */
const learnSealed = (learn: Learn): void => {
  const { createCipheriv, createDecipheriv } = crypto;
  const told = (contents: unknown): void => {
    const secret = contents instanceof Uint8Array ? plaintextIn(Buffer.from(contents)) : undefined;
    if (secret !== undefined) learn(secret);
  };
  Object.assign(crypto, {
    createCipheriv: (...args: Parameters<typeof createCipheriv>) => {
      const cipher = createCipheriv(...args);
      const update = cipher.update as (...given: unknown[]) => Buffer;
      cipher.update = ((...given: unknown[]) => {
        told(given[0]);
        return update.apply(cipher, given);
      }) as typeof cipher.update;
      return cipher;
    },
    createDecipheriv: (...args: Parameters<typeof createDecipheriv>) => {
      const decipher = createDecipheriv(...args);
      const update = decipher.update as (...given: unknown[]) => Buffer;
      decipher.update = ((...given: unknown[]) => {
        const contents = update.apply(decipher, given);
        told(contents);
        return contents;
      }) as typeof decipher.update;
      return decipher;
    },
  });
  syncBuiltinESMExports();
};

/** As broker/secrets/vault/seal.ts lays it out. */
const plaintextIn = (contents: Buffer): string | undefined => {
  try {
    const start = 4 + contents.readUInt32BE(0);
    const place: unknown = JSON.parse(contents.toString('utf8', 4, start));
    if (!Array.isArray(place) || place.length !== 4) return undefined;
    return contents.toString('utf8', start + 4, start + 4 + contents.readUInt32BE(start));
  } catch {
    return undefined; // sealed by somebody else: a key, a key check
  }
};

/** What becomes a `Secret`, sealed or not: typed ones, tokens that are held in memory (broker/secrets/vault/plaintext.ts). */
const learnWrapped = (learn: Learn): void => {
  const { set } = WeakMap.prototype;
  // A method, for it must have no prototype: SES looks.
  const { watching } = {
    watching(this: WeakMap<object, unknown>, key: object, value: unknown): WeakMap<object, unknown> {
      if (typeof value === 'string' && String(key) === '[secret]') learn(value);
      return set.call(this, key, value);
    },
  };
  Object.defineProperty(WeakMap.prototype, 'set', { value: watching });
};

/** Each JWT, whatever its signer. Not the proofs of RFC 9449: those are signatures of one request (THREAT-MODEL.md). */
const learnMinted = (learn: Learn): void => {
  const prototype = Object.getPrototypeOf(crypto.webcrypto.subtle) as SubtleCrypto;
  const { sign } = prototype;
  Object.defineProperty(prototype, 'sign', {
    value: async function (this: SubtleCrypto, ...args: Parameters<typeof sign>): Promise<ArrayBuffer> {
      const input = ArrayBuffer.isView(args[2]) ? Buffer.from(args[2] as Uint8Array).toString('latin1') : '';
      const signature = await sign.apply(this, args);
      if (isJwtInput(input)) learn(`${input}.${Buffer.from(signature).toString('base64url')}`);
      return signature;
    },
  });
};

const isJwtInput = (text: string): boolean => {
  if (!/^eyJ[\w-]+\.[\w-]+$/.test(text)) return false;
  const [header = ''] = text.split('.');
  return !/"typ":"dpop\+jwt"/.test(Buffer.from(header, 'base64url').toString());
};

/** Members of a token endpoint's answer: RFC 6749, 5.1, and RFC 7591, 3.2.1. */
const tokenNames = [
  'access_token',
  'refresh_token',
  'id_token',
  'client_secret',
  'registration_access_token',
];
const named = new RegExp(`"(?:${tokenNames.join('|')})"\\s*:\\s*"`);

/** Tokens at the moment at which an answer is read: an identity assertion is never anything else than this. */
const learnAnswered = (learn: Learn): void => {
  const { parse } = JSON;
  JSON.parse = (text: string, reviver?: Parameters<typeof parse>[1]): unknown => {
    const value: unknown = parse(text, reviver);
    if (typeof text === 'string' && typeof value === 'object' && value !== null && named.test(text)) {
      for (const name of tokenNames) {
        const token: unknown = Reflect.get(value, name);
        if (typeof token === 'string') learn(token);
      }
    }
    return value;
  };
};
