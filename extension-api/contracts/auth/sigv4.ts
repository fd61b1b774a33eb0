import { z } from 'zod';
import { fieldId, fieldText } from './words.ts';

/** AWS Signature Version 4 in the Authorization header, over the whole request and its body. */
export const sigv4Auth = z.strictObject({
  kind: z.literal('sigv4'),
  /** As AWS abbreviates it in signatures: `s3`, `execute-api`. */
  service: fieldText,
  region: fieldText,
  /** A plain or a secret field. */
  accessKeyId: fieldId,
  secretAccessKey: fieldId,
  sessionToken: fieldId.optional(),
});
