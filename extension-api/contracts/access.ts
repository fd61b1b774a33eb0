import { z } from 'zod';
import { type Budgets, budgets, eachBudget } from './budgets.ts';
import { instant } from './ids.ts';
import { readSegment } from './path-segment.ts';

/** The last two are WebDAV's: a calendar is read with them (RFC 4918, RFC 3253). */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'REPORT'] as const;
export const httpMethod = z.enum(methods, `must be one of ${methods.join(', ')}`);
export type HttpMethod = z.output<typeof httpMethod>;

const segment = String.raw`(?:\*|(?:[A-Za-z0-9\-._~!$&'()+,=:@]|%[0-9A-Fa-f]{2})+)`;
const pathGrammar = new RegExp(`^(?:(?:/${segment})+/?|(?:/${segment})*/\\*\\*|/)$`);

/**
 * `/v1/*` admits one segment, `/v1/**` everything below, `/**` every path; anything else is literal.
 * There is no negation and no partial wildcard: what a pattern admits can be read aloud. What could admit no path
 * (path-segment.ts) is refused here, so that no pattern reads like an authority and is none.
 */
export const pathPattern = z
  .string()
  .min(1)
  // Ends the look at it: over megabytes a regular expression takes a second, and may find no stack.
  .max(512, { abort: true })
  .regex(pathGrammar, 'must start with / and use * for one segment or a final /** for all below')
  .refine(
    (pattern) => !/%2e/i.test(pattern) && pattern.replace(/\/$/, '').split('/').slice(1).every(isOneName),
    'must have names between its slashes, without an encoded dot, slash, backslash, ?, #, ;, percent or control character',
  );

const isOneName = (segment: string): boolean => readSegment(segment) === 'one';

/** `POST /search/**`: one method, and the paths of its requests as a pattern. */
export const readRequestPattern = (
  text: string,
): { readonly method: HttpMethod; readonly path: string } | undefined => {
  const [, name, pattern] = /^(\S+) (\S+)$/.exec(text) ?? [];
  const method = httpMethod.safeParse(name).data;
  const path = pathPattern.safeParse(pattern).data;
  return method === undefined || path === undefined ? undefined : { method, path };
};
export const requestPattern = z
  .string()
  .max(530, { abort: true })
  .refine(
    (text) => readRequestPattern(text) !== undefined,
    'must be a method and a path pattern, such as POST /search/**',
  );

export const mcpToolName = z.string().regex(/^[A-Za-z0-9_.\-/:]{1,128}$/, 'must be the name of an MCP tool');

/** `*` is every tool, and has to be written: an empty list is none. */
export const mcpToolPattern = z.union([z.literal('*'), mcpToolName]);

/** What an MCP server may ask of its client, and the extension answers: each one is offered only if it was allowed. */
export const mcpCallback = z.enum(['sampling', 'elicitation', 'roots']);
export type McpCallback = z.output<typeof mcpCallback>;

/** For people: the same in words. */
export const callbackSentences = {
  sampling: 'Let the MCP server request language model text from it.',
  elicitation: 'Let the MCP server ask you questions through it.',
  roots: 'Tell the MCP server which folders are open.',
} as const satisfies Readonly<Record<McpCallback, string>>;

/** For people: `fetch` with every tool allowed, where its paths reach the MCP server. */
export const fetchReachesMcpSentence =
  'Call every MCP tool with plain requests too. Valetkey does not ask before those calls, whatever you choose below.';

/** What a holder may do. Absent is none; an empty list is none. */
export const access = z.strictObject({
  methods: z.array(httpMethod).max(methods.length).default([]).describe('HTTP methods; none where empty.'),
  paths: z
    .array(pathPattern)
    .max(64)
    .default([])
    .describe('`/v1/*` is one segment, `/v1/**` everything below; none where empty.'),
  mcpTools: z
    .array(mcpToolPattern)
    .max(256)
    .default([])
    .describe('MCP tools by name; `*` is every tool; none where empty.'),
  mcpCallbacks: z
    .array(mcpCallback)
    .max(3)
    .optional()
    .describe('What an MCP server may ask of the extension.'),
});
export type Access = z.output<typeof access>;

const uses = z.int().positive().max(1_000_000_000);

/** Access, and how long and how often it holds. */
export const caveats = access.extend({
  expiresAt: instant.optional(),
  maxUses: uses.optional(),
  ...budgets.shape,
});
export type Caveats = z.output<typeof caveats>;

/** What `attenuate` takes: each caveat that is named is added to the ones in force; none can be taken away. */
export const attenuation = z.strictObject({
  methods: z.array(httpMethod).max(methods.length).optional(),
  paths: z.array(pathPattern).max(64).optional(),
  mcpTools: z.array(mcpToolPattern).max(256).optional(),
  mcpCallbacks: z.array(mcpCallback).max(3).optional(),
  expiresAt: instant.optional(),
  maxUses: uses.optional(),
});
export type Attenuation = z.output<typeof attenuation>;

/** A level that `attenuate` adds: a caveat that is not named leaves what is in force. */
export const levelFrom = (parent: Caveats, wanted: Attenuation & Budgets): Caveats => ({
  methods: wanted.methods ?? parent.methods,
  paths: wanted.paths ?? parent.paths,
  mcpTools: wanted.mcpTools ?? parent.mcpTools,
  ...callbacksFrom(wanted.mcpCallbacks ?? parent.mcpCallbacks),
  expiresAt: wanted.expiresAt,
  maxUses: wanted.maxUses,
  ...eachBudget((kind) => wanted[kind]),
});

const callbacksFrom = (mcpCallbacks: McpCallback[] | undefined) =>
  mcpCallbacks === undefined ? {} : { mcpCallbacks };

/**
 * What a person takes from what an extension asked for: of each caveat that is named, no more than this. The extension
 * is not asked again for the rest; it gets handles that do not admit it.
 */
export const limits = attenuation
  .omit({ mcpCallbacks: true, maxUses: true })
  .extend({
    ...budgets.shape,
    /** Before each request with one of these the person is asked. No level has them, so no handle tells of them. */
    asks: z.array(httpMethod).max(methods.length).optional(),
    /** Of those, the requests that run without a question, whatever their query and body. Every other path asks. */
    runs: z.array(requestPattern).max(64).optional(),
  })
  .refine(({ asks = [], runs = [] }) => runs.every((one) => isOfMethods(one, asks)), {
    path: ['runs'],
    error: 'must be requests with a method of `asks`',
  });
export type Limits = z.output<typeof limits>;

/** Nothing that would take a question away from a method before it asks. */
export const isOfMethods = (text: string, asks: readonly HttpMethod[]): boolean => {
  const method = readRequestPattern(text)?.method;
  return method !== undefined && asks.includes(method);
};
