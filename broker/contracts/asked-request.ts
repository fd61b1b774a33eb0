import { httpMethod } from '@valetkey/api-contracts';
import { z } from 'zod';
import { callPart } from './mcp-tools.ts';

/** One request that the user is asked about: where it goes, and all that it would send, scrubbed. What was cut is counted. */
export const askedRequest = z.strictObject({
  method: httpMethod,
  origin: z.string().max(300),
  /** Path and query, whole. */
  target: z.string().max(32_768),
  /** The extension's own. */
  headers: z.array(callPart).max(64),
  /** Absent: none is sent. */
  body: z
    .strictObject({
      bytes: z.int().positive(),
      /** JSON is laid out, and other text stands on one line; of what is not UTF-8, `\\xff` is a byte. */
      lines: z.array(z.string().max(4_000)).max(100),
      /** Characters that are not shown, or bytes where it is long. */
      cut: z.int().nonnegative(),
    })
    .optional(),
});
export type AskedRequest = z.output<typeof askedRequest>;
export type AskedRequestBody = NonNullable<AskedRequest['body']>;
