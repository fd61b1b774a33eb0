import { z } from 'zod';

/** What an MCP server once said of where one signs in, kept with the sign-in. */
export const discovered = z.strictObject({
  /** False: there was no metadata to be read. */
  announced: z.boolean(),
  clientId: z.string().max(2000),
  authentication: z.enum(['none', 'basic', 'post', 'privateKeyJwt']),
  /** A client that we registered is known by the redirect that was told. */
  registeredPort: z.int().optional(),
  resource: z.string().max(2000).optional(),
});
export type Discovered = z.output<typeof discovered>;
