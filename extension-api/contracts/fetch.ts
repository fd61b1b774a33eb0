import { z } from 'zod';
import { httpMethod } from './access.ts';
import { bytes } from './contract.ts';

/** Chosen by the caller to name its own request for `abort`; unique among its requests under way. */
export const requestId = z.int().positive();

const maxBody = 10 * 1024 * 1024;
/** In characters: what is longer travels as bytes, which nobody has to encode in the broker. */
export const longestTextBody = 16 * 1024;
/** The longest text and all headers at their longest, whatever has to be escaped in them. */
export const largestFetchJson = 2 * 1024 * 1024;
const headerPair = z.tuple([z.string().min(1).max(64), z.string().max(8192)]);

export const fetchRequest = z.strictObject({
  requestId,
  /** `/path?query`, or a full address whose origin is one of the connection's. */
  target: z.string().min(1).max(8192),
  method: httpMethod,
  headers: z.array(headerPair).max(64),
  body: z
    .union(
      [z.string().max(longestTextBody), bytes.refine((body) => body.byteLength <= maxBody)],
      'must be a string of at most 16,384 characters, or at most 10 MiB of bytes',
    )
    .optional(),
});
export type FetchRequest = z.output<typeof fetchRequest>;

/** Small bodies travel with the answer; larger ones are pulled by `readBody`, which is what gives back-pressure. */
export const fetchAnswer = z.strictObject({
  status: z.int().min(100).max(599),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('bytes'), bytes }),
    z.strictObject({ kind: z.literal('stream') }),
  ]),
});
export type FetchAnswer = z.output<typeof fetchAnswer>;

export const bodyChunk = z.strictObject({ bytes: bytes.optional(), done: z.boolean() });
export type BodyChunk = z.output<typeof bodyChunk>;
