import { z } from 'zod';
import { fieldId, fieldText, headerName, headerPrefix } from './words.ts';

const hash = z.enum(['sha256', 'sha384', 'sha512', 'sha1']);
const encoding = z.enum(['hex', 'base64', 'base64url']);

/**
 * One piece of the text that is signed. `target` is path and query as they are sent; `query` is without the question
 * mark; `body` is the body itself, `bodyDigest` its hash as declared below. Anything else is a literal in an object.
 */
const piece = z.union([
  z.enum([
    'method',
    'scheme',
    'host',
    'path',
    'query',
    'target',
    'timestamp',
    'nonce',
    'body',
    'bodyDigest',
    'contentType',
  ]),
  z.strictObject({ text: fieldText.describe('As it stands; {id} stands for a plain field.') }),
]);

/**
 * A request signed with a shared secret. Declared, not programmed: which pieces are signed in which order, what stands
 * between them, and in which headers the signature and what it depends on travel.
 */
export const hmacAuth = z.strictObject({
  kind: z.literal('hmac').describe('The request is signed with a shared secret.'),
  secret: fieldId.describe('The secret field.'),
  secretEncoding: z
    .enum(['text', 'hex', 'base64'])
    .default('text')
    .describe('How the secret is written; the key is what it stands for.'),
  hash: hash.default('sha256').describe('Of the signature.'),
  sign: z
    .array(piece)
    .min(1)
    .max(20)
    .describe(
      'What is signed, in this order. `target` is path and query; `bodyDigest`, `timestamp` and `nonce` are declared below.',
    ),
  separator: z.enum(['', '\n', '.', ':', '|', '&', ',']).default('').describe('Between the pieces.'),
  signature: z
    .strictObject({
      header: headerName.describe('The header.'),
      encoding: encoding.default('hex').describe('How it is written.'),
      prefix: fieldText.optional().describe('What stands before it, such as `v1=`, or `HMAC {keyId}:`.'),
    })
    .describe('Where the signature goes.'),
  timestamp: z
    .strictObject({
      header: headerName.describe('The header.'),
      format: z
        .enum(['seconds', 'milliseconds', 'iso'])
        .default('seconds')
        .describe('Since 1970, or as in 2026-01-31T23:59:59.000Z.'),
    })
    .optional()
    .describe('The time goes along in a header.'),
  nonce: z
    .strictObject({ header: headerName.describe('The header.') })
    .optional()
    .describe('A random word, other each time, goes along in a header.'),
  bodyDigest: z
    .strictObject({
      hash: hash.default('sha256').describe('Of the body.'),
      encoding: encoding.default('hex').describe('How it is written.'),
      header: headerName.optional().describe('Sent in this header too.'),
      prefix: headerPrefix.optional().describe('What stands before it there, such as `SHA-256=`.'),
    })
    .optional()
    .describe('A digest of the body, for `sign`.'),
  headers: z
    .record(headerName, fieldText)
    .refine((headers) => Object.keys(headers).length <= 8, 'must be at most 8 headers')
    .default({})
    .describe('Further headers that go along, such as the id of the key; {id} stands for a plain field.'),
});
