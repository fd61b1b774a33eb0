import { z } from 'zod';
import { fieldId } from './words.ts';

/** A client certificate (TLS), for services that ask for one. PEM, both in the vault. */
export const mtlsAuth = z.strictObject({
  kind: z.literal('mtls'),
  /** A secret field: the certificate, followed by those between it and the root, if any. */
  certificate: fieldId,
  key: fieldId,
  /** Of an encrypted key. */
  passphrase: fieldId.optional(),
});
