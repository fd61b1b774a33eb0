import { createPrivateKey, type KeyObject } from 'node:crypto';
import { defined } from '@valetkey/api-contracts';

/**
 * PEM as people have it at hand: from a file, from one line of a form (line breaks became spaces), or out of a JSON
 * file such as a Google service account's (line breaks are `\n`). Brought back into lines of 64 (RFC 7468, 2).
 * What is not PEM comes back as it was, for the library to refuse.
 */
export const asPem = (text: string): string => {
  const blocks = [...text.replaceAll('\\r', '').replaceAll('\\n', '\n').matchAll(block)];
  if (blocks.length === 0) return text;
  return blocks
    .map(([, label = '', inside = '']) => {
      // An encrypted key of the old form has headers, whose lines cannot be told apart any more.
      if (inside.includes(':')) return `-----BEGIN ${label}-----\n${inside.trim()}\n-----END ${label}-----\n`;
      const lines = inside.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
      return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
    })
    .join('');
};

const block = /-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \1-----/g;

/** Undefined: it is none. What OpenSSL says of a key could quote it. */
export const privateKeyIn = (pem: string, passphrase?: string): KeyObject | undefined => {
  try {
    return createPrivateKey({ key: asPem(pem), ...defined({ passphrase }) });
  } catch {
    return undefined;
  }
};

/** What to look for in answers: the whole, and each line that says something, which a server may show by itself. */
export const pemForms = (text: string): string[] => {
  if (text === '') return [];
  const pem = asPem(text);
  const lines = pem.split('\n').filter((line) => line.length >= 32 && !line.startsWith('-----'));
  const body = lines.join('');
  return [...new Set([text, pem, pem.trimEnd(), ...(body === '' ? [] : [body]), ...lines])];
};
