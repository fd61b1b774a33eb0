import { z } from 'zod';
import { fieldId, fieldText } from './words.ts';

const claimName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_:/.-]{0,99}$/, 'must be the name of a claim')
  .refine((name) => !['iat', 'exp', 'nbf', 'jti'].includes(name), 'must not be one that the broker sets');

/** What a token is signed with, and what it says. `iat` and `exp` are set by the broker. */
export const signedJwt = z.strictObject({
  key: fieldId.describe(
    'The secret field with the private key as PEM, or for HS256 and HS512 with the shared secret.',
  ),
  algorithm: z
    .enum(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'HS256', 'HS512'])
    .describe('How it is signed (RFC 7518, section 3.1).'),
  keyEncoding: z.enum(['text', 'hex', 'base64']).default('text').describe('How a shared secret is written.'),
  keyId: fieldText.optional().describe('The header parameter `kid`.'),
  claims: z
    .record(claimName, z.union([fieldText, z.number(), z.boolean()]))
    .refine((claims) => Object.keys(claims).length <= 20, 'must be at most 20 claims')
    .default({})
    .describe('What it says; {id} stands for a plain field. The broker sets `iat` and `exp`.'),
  lifetimeSeconds: z.int().min(30).max(3600).default(300).describe('How long it holds.'),
  uniqueId: z.boolean().default(false).describe('Adds a random `jti`.'),
});
export type SignedJwt = z.output<typeof signedJwt>;
