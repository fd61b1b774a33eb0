import { z } from 'zod';
import { fieldId, headerName } from './provider-auth.ts';
import { requestPath } from './request-path.ts';
import { withEither } from './with-either.ts';

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
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PROPFIND'])
    .default('GET')
    .describe('`PROPFIND` is WebDAV’s (RFC 4918) and goes with `Depth: 0`.'),
  path: requestPath.describe('At the connection’s first origin.'),
  json: jsonBody.optional().describe('For POST only.'),
});
export type DeclaredRequest = z.output<typeof declaredRequest>;

/** What must hold of an answer's JSON: something stands there, or exactly this stands there. */
export const answerRule = withEither(
  { pointer: jsonPointer.describe('Where in the answer.') },
  { present: z.literal(true).describe('Something other than null stands there.') },
  { equals: plainValue.describe('Exactly this stands there.') },
  'must hold `pointer` and either `present`: true or `equals`',
);
export type AnswerRule = z.output<typeof answerRule>;

/** How "Test connection" tells that a credential works, and whose it is. */
export const providerTest = declaredRequest.extend({
  expect: z
    .strictObject({
      status: z.array(status).min(1).max(20).default([200]).describe('One of these.'),
      answer: z.array(answerRule).min(1).max(8).optional().describe('All of these.'),
    })
    .prefault({})
    .describe('What the answer must be.'),
  account: jsonPointer
    .optional()
    .describe('To the account’s name in the answer; shown to the user beside the connection, as plain text.'),
});
export type ProviderTest = z.output<typeof providerTest>;

/**
 * An answer that means that the credential no longer works, so that the user is told to connect again. All that a
 * rule names must hold. An answer is looked into only where it is at most 64 KiB, and its JSON where it says that it is JSON.
 */
export const reconnectRule = z
  .strictObject({
    status: z.array(status).min(1).max(8).optional().describe('The answer has one of these.'),
    answer: answerRule.optional().describe('The answer’s JSON holds this.'),
    text: z
      .string()
      .regex(/^[ -~]{4,100}$/, 'must be 4 to 100 printable characters')
      .optional()
      .describe('The answer holds this text, where it is no JSON: the code of an error in XML, say.'),
    challenge: z
      .string()
      .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,60}$/, 'must be an error code such as invalid_token')
      .optional()
      .describe(
        'The `error` of a WWW-Authenticate challenge, such as invalid_token (RFC 6750, section 3.1).',
      ),
  })
  .refine(
    (rule) => Object.keys(rule).length > 0,
    'must name at least one of `status`, `answer`, `text` and `challenge`',
  );
export type ReconnectRule = z.output<typeof reconnectRule>;

/** Where it can be learned when a credential ends: the user is shown the date, and told a week before. */
export const expiryRule = z
  .strictObject({
    header: headerName.optional().describe('A header of any answer that holds the date.'),
    answer: jsonPointer.optional().describe('To the date in the answer to `test`.'),
    field: fieldId
      .optional()
      .describe(
        'A field of type `date`, where the service tells the date only to the user who makes the key.',
      ),
  })
  .refine((rule) => Object.keys(rule).length > 0, 'must name at least one of `header`, `answer` and `field`');
export type ExpiryRule = z.output<typeof expiryRule>;

/** A request header that goes with everything that is sent: fixed text, or what a plain field holds. */
export const sentHeader = withEither(
  { name: headerName.describe('Of the header.') },
  {
    value: z
      .string()
      .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/)
      .describe('Sent as it stands.'),
  },
  { field: fieldId.describe('A plain field; while it is empty, nothing is sent.') },
  'must hold `name` and either `value` or `field`',
);
export type SentHeader = z.output<typeof sentHeader>;

/** What the service says that it can take, so that extensions together stay below it. Counted per connection. */
export const rateLimit = z.strictObject({
  requests: z.int().min(1).max(100_000).describe('So many,'),
  perSeconds: z.int().min(1).max(86_400).describe('in so many seconds.'),
});
export type RateLimit = z.output<typeof rateLimit>;
