import { z } from 'zod';
import { fieldId, fieldText } from './words.ts';

/**
 * A GitHub App: a token signed with the App's key is exchanged for one of an installation, which lasts an hour and is
 * kept in memory only. Works against GitHub Enterprise Server with `base`, such as `/api/v3`.
 */
export const githubAppAuth = z.strictObject({
  kind: z.literal('githubApp'),
  /** A secret field with the private key, as PEM. */
  key: fieldId,
  appId: fieldText,
  installationId: fieldText,
  base: z
    .string()
    .regex(/^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){1,4}$/)
    .optional(),
});
