import { z } from 'zod';
import { instant } from './ids.ts';

export const httpMethod = z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
export type HttpMethod = z.output<typeof httpMethod>;

/**
 * `/v1/*` admits one segment, `/v1/**` everything below, `/**` every path; anything else is literal.
 * There is no negation and no partial wildcard: what a pattern admits can be read aloud.
 */
export const pathPattern = z
  .string()
  .min(1)
  .max(512)
  .regex(
    /^(\/([A-Za-z0-9\-._~!$&'()+,;=:@%]+|\*))*\/?(\/\*\*)?$/,
    'must start with / and use * for one segment or a final /** for all below',
  )
  .regex(/^\//, 'must start with /')
  .refine((pattern) => !/\/\.{1,2}(\/|$)/.test(pattern), 'must not hold . or .. as a segment');

export const mcpToolName = z.string().regex(/^[A-Za-z0-9_.\-/:]{1,128}$/, 'must be the name of an MCP tool');

/** `*` is every tool, and has to be written: an empty list is none. */
export const mcpToolPattern = z.union([z.literal('*'), mcpToolName]);

/** What a holder may do. Absent is none; an empty list is none. */
export const access = z.strictObject({
  methods: z.array(httpMethod).max(7).default([]),
  paths: z.array(pathPattern).max(64).default([]),
  mcpTools: z.array(mcpToolPattern).max(256).default([]),
});
export type Access = z.output<typeof access>;

/** Access, and how long and how often it holds. */
export const caveats = access.extend({
  expiresAt: instant.optional(),
  maxUses: z.int().positive().max(1_000_000_000).optional(),
});
export type Caveats = z.output<typeof caveats>;

/** What `attenuate` takes: each caveat that is named is added to the ones in force; none can be taken away. */
export const attenuation = z.strictObject({
  methods: z.array(httpMethod).max(7).optional(),
  paths: z.array(pathPattern).max(64).optional(),
  mcpTools: z.array(mcpToolPattern).max(256).optional(),
  expiresAt: instant.optional(),
  maxUses: z.int().positive().max(1_000_000_000).optional(),
});
export type Attenuation = z.output<typeof attenuation>;
