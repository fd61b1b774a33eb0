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
  z.strictObject({ text: fieldText }),
]);

/**
 * A request signed with a shared secret. Declared, not programmed: which pieces are signed in which order, what stands
 * between them, and in which headers the signature and what it depends on travel.
 */
export const hmacAuth = z.strictObject({
  kind: z.literal('hmac'),
  secret: fieldId,
  /** How the secret is written; the key is what it stands for. */
  secretEncoding: z.enum(['text', 'hex', 'base64']).default('text'),
  hash: hash.default('sha256'),
  sign: z.array(piece).min(1).max(20),
  separator: z.enum(['', '\n', '.', ':', '|', '&', ',']).default(''),
  signature: z.strictObject({
    header: headerName,
    encoding: encoding.default('hex'),
    /** Such as `v1=`, or `HMAC {keyId}:`. */
    prefix: fieldText.optional(),
  }),
  timestamp: z
    .strictObject({
      header: headerName,
      format: z.enum(['seconds', 'milliseconds', 'iso']).default('seconds'),
    })
    .optional(),
  nonce: z.strictObject({ header: headerName }).optional(),
  bodyDigest: z
    .strictObject({
      hash: hash.default('sha256'),
      encoding: encoding.default('hex'),
      header: headerName.optional(),
      prefix: headerPrefix.optional(),
    })
    .optional(),
  /** Further headers that go along, such as the id of the key. */
  headers: z
    .record(headerName, fieldText)
    .refine((headers) => Object.keys(headers).length <= 8, 'must be at most 8 headers')
    .default({}),
});
