import { z } from 'zod';
import { requestPath } from './request-path.ts';

/** A text as it stands, or, when it is nothing but a field's id in braces, what the user filled into that field. */
const part = z
  .string()
  .max(2000)
  .regex(/^[^\0]*$/, 'must not hold a NUL character');
const place = part.regex(
  /^(?:\/|[A-Za-z]:[\\/]|\{[a-z][A-Za-z0-9]{0,39}\}$)/,
  'must be an absolute path, or the id of a field in braces',
);
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'must be that of an environment variable');

/**
 * Where the MCP server is. Over HTTP it is a path at the connection's first origin; `sse` is the transport of before
 * 2025-03-26, for servers that know no other. `stdio` is a program that the broker starts, without a shell, with the
 * environment that is named here and nothing more of a person's than HOME, USER, LANG, TMPDIR and PATH. Secret fields can go into
 * `environment` only: command lines are for everyone on the machine to read.
 */
export const mcpEndpoint = z.discriminatedUnion('transport', [
  z.strictObject({
    transport: z
      .literal('streamableHttp')
      .default('streamableHttp')
      .describe('Over HTTP, as servers do now.'),
    path: requestPath.describe('At the connection’s first origin.'),
  }),
  z.strictObject({
    transport: z.literal('sse').describe('Over HTTP, for servers of before 2025-03-26.'),
    path: requestPath.describe('At the connection’s first origin.'),
  }),
  z.strictObject({
    transport: z.literal('stdio').describe('A program that the broker starts, without a shell.'),
    command: place.describe('Absolute path of the program, or a plain field in braces.'),
    args: z
      .array(part)
      .max(64)
      .default([])
      .describe('Each as it stands, or a plain field in braces; a command line is no place for a secret.'),
    environment: z
      .record(variable, part)
      .refine((variables) => Object.keys(variables).length <= 32, 'must be at most 32 variables')
      .default({})
      .describe('Beside HOME, USER, LANG, TMPDIR and PATH. A field in braces may be a secret one.'),
    cwd: place.optional().describe('The folder in which it runs.'),
  }),
]);
export type McpEndpoint = z.output<typeof mcpEndpoint>;
