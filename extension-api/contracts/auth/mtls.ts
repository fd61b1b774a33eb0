import { z } from 'zod';
import { fieldId } from './words.ts';

/** A client certificate (TLS), for services that ask for one. PEM, both in the vault. */
export const mtlsAuth = z.strictObject({
  kind: z.literal('mtls').describe('A client certificate (mutual TLS).'),
  certificate: fieldId.describe(
    'The secret field with the certificate as PEM, followed by those between it and the root, if any.',
  ),
  key: fieldId.describe('The secret field with its private key, as PEM.'),
  passphrase: fieldId.optional().describe('The secret field with the passphrase of an encrypted key.'),
});
