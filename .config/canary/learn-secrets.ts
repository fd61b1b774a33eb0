import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Tells each plaintext that the vault of this process seals or opens, at that moment: so every secret of every test is a
 * canary, without any test having to say so. It stands at node:crypto, since a broker runs from its source, from its
 * build and bundled into a fixture; the product has no such hook.
 */
export const learnSecrets = (learn: (secret: string) => void): void => {
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

/** As broker/secrets/vault/seal.ts lays it out; canary-oracle.test.ts fails when the two part. */
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
