import { z } from 'zod';
import { fieldId, fieldText } from './words.ts';

/**
 * A GitHub App: a token signed with the App's key is exchanged for one of an installation, which lasts an hour and is
 * kept in memory only. Works against GitHub Enterprise Server with `base`, such as `/api/v3`.
 */
export const githubAppAuth = z.strictObject({
  kind: z.literal('githubApp').describe('A GitHub App, for one of its installations.'),
  key: fieldId.describe('The secret field with the App’s private key, as PEM.'),
  appId: fieldText.describe('The App’s id or client id, such as `{appId}`.'),
  installationId: fieldText.describe('The installation’s number, such as `{installationId}`.'),
  base: z
    .string()
    .regex(/^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){1,4}$/)
    .optional()
    .describe('Path of the API at a GitHub Enterprise Server, such as /api/v3.'),
});
