import { z } from 'zod';
import { fieldId, headerName } from './provider-auth.ts';
import { requestPath } from './request-path.ts';

/** RFC 6901, at most eight steps deep. Empty is the whole document. */
export const jsonPointer = z
  .string()
  .max(200)
  .regex(/^(?:\/(?:[^~/]|~[01])*){0,8}$/, 'must be a JSON Pointer such as /user/name');

const status = z.int().min(100).max(599);
const plainValue = z.union([z.string().max(200), z.number(), z.boolean(), z.null()]);

/** A JSON body, flat and as it is sent: nothing is put into it. Enough for a GraphQL query. */
const jsonBody = z.record(
  z.string().max(100),
  z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]),
);

/** A request that the broker makes on its own, with the connection's credential, to the connection's first origin. */
export const declaredRequest = z.strictObject({
  /** `PROPFIND` is WebDAV's (RFC 4918) and goes with `Depth: 0`. */
  method: z.enum(['GET', 'HEAD', 'POST', 'PROPFIND']).default('GET'),
  path: requestPath,
  /** For POST only. */
  json: jsonBody.optional(),
});
export type DeclaredRequest = z.output<typeof declaredRequest>;

/** What must hold of an answer's JSON: something stands there, or exactly this stands there. */
export const answerRule = z.union(
  [
    z.strictObject({ pointer: jsonPointer, present: z.literal(true) }),
    z.strictObject({ pointer: jsonPointer, equals: plainValue }),
  ],
  'must hold `pointer` and either `present`: true or `equals`',
);
export type AnswerRule = z.output<typeof answerRule>;

/** How "Test connection" tells that a credential works, and whose it is. */
export const providerTest = declaredRequest.extend({
  expect: z
    .strictObject({
      status: z.array(status).min(1).max(20).default([200]),
      answer: z.array(answerRule).min(1).max(8).optional(),
    })
    .prefault({}),
  /** To the account's name in the answer; shown to the user beside the connection, as plain text. */
  account: jsonPointer.optional(),
});
export type ProviderTest = z.output<typeof providerTest>;

/**
 * An answer that means that the credential no longer works, so that the user is told to connect again. All that a
 * rule names must hold. An answer's JSON is looked at only where it is at most 64 KiB and says that it is JSON.
 */
export const reconnectRule = z
  .strictObject({
    status: z.array(status).min(1).max(8).optional(),
    answer: answerRule.optional(),
    /** The `error` of a WWW-Authenticate challenge, such as invalid_token (RFC 6750, section 3.1). */
    challenge: z
      .string()
      .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,60}$/, 'must be an error code such as invalid_token')
      .optional(),
  })
  .refine(
    (rule) => Object.keys(rule).length > 0,
    'must name at least one of `status`, `answer` and `challenge`',
  );
export type ReconnectRule = z.output<typeof reconnectRule>;

/** A request header that goes with everything that is sent: fixed text, or what a plain field holds. */
export const sentHeader = z.union(
  [
    z.strictObject({
      name: headerName,
      value: z.string().regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/),
    }),
    z.strictObject({ name: headerName, field: fieldId }),
  ],
  'must hold `name` and either `value` or `field`',
);
export type SentHeader = z.output<typeof sentHeader>;

/** What the service says that it can take, so that extensions together stay below it. Counted per connection. */
export const rateLimit = z.strictObject({
  requests: z.int().min(1).max(100_000),
  perSeconds: z.int().min(1).max(86_400),
});
export type RateLimit = z.output<typeof rateLimit>;
