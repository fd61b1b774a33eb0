import { z } from 'zod';
import { fieldId, fieldText } from './words.ts';

/** AWS Signature Version 4 in the Authorization header, over the whole request and its body. */
export const sigv4Auth = z.strictObject({
  kind: z.literal('sigv4').describe('AWS Signature Version 4.'),
  service: fieldText.describe('As AWS abbreviates it in signatures: `s3`, `execute-api`.'),
  region: fieldText.default('{region}').describe('Of AWS; the plain field `region` where nothing is said.'),
  accessKeyId: fieldId
    .default('accessKeyId')
    .describe(
      'The field with the access key’s id, plain or secret; it need not be named where it is called so.',
    ),
  secretAccessKey: fieldId
    .default('secretAccessKey')
    .describe('The secret field with the access key; it need not be named where it is called so.'),
  sessionToken: fieldId.optional().describe('The secret field with the token of temporary credentials.'),
});
