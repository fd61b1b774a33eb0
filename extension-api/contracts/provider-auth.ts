import { z } from 'zod';
import { oauth2Auth } from './auth/oauth2.ts';
import { fieldId, headerName } from './auth/words.ts';

export { fieldId, headerName } from './auth/words.ts';

/** Where the credential goes. Each kind has its `inject` and `forms` in broker/network/credential-kinds. */
export const providerAuth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bearer'), secret: fieldId }),
  z.strictObject({ kind: z.literal('basic'), username: fieldId, password: fieldId }),
  z.strictObject({
    kind: z.literal('header'),
    name: headerName,
    secret: fieldId,
    prefix: z
      .string()
      .regex(/^[\x21-\x7e ]{1,40}$/)
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('query'),
    name: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
    secret: fieldId,
  }),
  /** For services that take none, and for MCP servers that get theirs in their environment. */
  z.strictObject({ kind: z.literal('none') }),
  oauth2Auth,
]);
export type ProviderAuth = z.output<typeof providerAuth>;
