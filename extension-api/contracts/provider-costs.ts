import { z } from 'zod';
import { httpMethod, mcpToolName, pathPattern } from './access.ts';

const cost = z.int().nonnegative().max(1_000_000).describe('In whole units; 0 where it is free.');

export const costUnit = z
  .string()
  .regex(/^[a-z](?:[a-z ]{0,22}[a-z])?$/, 'must be one or several words in small letters, such as credits');

/** What requests and calls of MCP tools cost, so that the user can bound it for a day. */
export const providerCosts = z
  .strictObject({
    unit: costUnit.describe('What the service counts, as its users know it and in the plural: `credits`.'),
    requests: z
      .array(
        z.strictObject({
          methods: z.array(httpMethod).min(1).max(9).optional().describe('Every method where left out.'),
          path: pathPattern.describe('As in a request for access.'),
          cost,
        }),
      )
      .min(1)
      .max(64)
      .optional()
      .describe('A request costs the most of what fits it. One that nothing fits costs the most of all.'),
    tools: z
      .array(
        z.strictObject({ tool: mcpToolName.describe('The name of the tool, as its server lists it.'), cost }),
      )
      .min(1)
      .max(256)
      .optional()
      .describe('A call of an MCP tool that is not named here costs the most of all.'),
  })
  .refine(
    ({ requests, tools }) => requests !== undefined || tools !== undefined,
    'must name at least one of `requests` and `tools`',
  );
export type ProviderCosts = z.output<typeof providerCosts>;
