import type { Say } from '../../contracts/texts/say.ts';
import { NetworkError } from '../../network/network-error.ts';

export type WrittenAs = 'text' | 'hex' | 'base64';

/** What a shared secret stands for. Node would skip what it cannot decode, and sign with something else. */
export function secretBytes(secret: string, writtenAs: WrittenAs): Buffer {
  const bytes = writtenAs === 'text' ? Buffer.from(secret, 'utf8') : decoded(secret, writtenAs);
  if (bytes.length === 0) throw new NetworkError('credential-malformed', { why: 'empty' });
  return bytes;
}

const decoded = (secret: string, writtenAs: 'hex' | 'base64'): Buffer => {
  const grammar = writtenAs === 'hex' ? /^(?:[0-9a-f]{2})+$/i : /^[A-Za-z0-9+/_-]+={0,2}$/;
  if (!grammar.test(secret)) throw new NetworkError('credential-malformed', { why: writtenAs });
  return Buffer.from(secret, writtenAs);
};

/** At once when it is saved, and not at the first use. */
export const secretBytesProblem = (say: Say, secret: string, writtenAs: WrittenAs): string | undefined => {
  try {
    secretBytes(secret, writtenAs);
    return undefined;
  } catch {
    return writtenAs === 'hex'
      ? say('This must be written in hexadecimal digits.')
      : say('This must be written in Base64.');
  }
};
