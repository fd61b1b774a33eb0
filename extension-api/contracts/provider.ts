import { z } from 'zod';
import { pathPattern } from './access.ts';
import { instant, localName, providerId } from './ids.ts';
import { fieldId, headerName, providerAuth } from './provider-auth.ts';
import { mcpEndpoint } from './provider-mcp.ts';
import { requestPath } from './request-path.ts';

const label = z.string().min(1).max(80);
const sentence = z.string().min(1).max(400);
const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https address' }).max(500);

/** Shows a field only while another has a value. Not a rule of access: a hidden field is simply not asked for. */
const visibleWhen = z.strictObject({
  field: fieldId,
  equals: z.union([z.string().max(200), z.number(), z.boolean()]),
});

const commonField = {
  id: fieldId,
  label,
  help: sentence.optional(),
  required: z.boolean().default(true),
  visibleWhen: visibleWhen.optional(),
};
const pattern = z
  .string()
  .max(200)
  .refine(
    isSafePattern,
    'must be a regular expression without nested repetition, lookaround or back-references',
  );

export const providerField = z.discriminatedUnion('type', [
  z.strictObject({
    ...commonField,
    type: z.literal('string'),
    placeholder: z.string().max(80).optional(),
    pattern: pattern.optional(),
    default: z.string().max(1000).optional(),
  }),
  z.strictObject({
    ...commonField,
    type: z.literal('url'),
    placeholder: z.string().max(80).optional(),
    default: z.string().max(500).optional(),
  }),
  z.strictObject({
    ...commonField,
    type: z.literal('number'),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    default: z.number().optional(),
  }),
  z.strictObject({ ...commonField, type: z.literal('boolean'), default: z.boolean().default(false) }),
  z.strictObject({
    ...commonField,
    type: z.literal('enum'),
    options: z
      .array(z.strictObject({ value: z.string().min(1).max(200), label }))
      .min(1)
      .max(50),
    default: z.string().max(200).optional(),
  }),
  z.strictObject({
    ...commonField,
    type: z.literal('secret'),
    placeholder: z.string().max(80).optional(),
    pattern: pattern.optional(),
  }),
]);
export type ProviderField = z.output<typeof providerField>;

/** An origin, or `{field}` for one that the user fills into a url field. */
const originTemplate = z.union([
  z
    .string()
    .regex(/^\{[a-z][A-Za-z0-9]{0,39}\}$/, 'must be an https origin or the name of a url field in braces'),
  z
    .string()
    .max(300)
    .regex(
      /^https?:\/\/[^/?#@\\\s{}]+$/,
      'must be an origin such as https://api.example.com, without a path',
    ),
]);

export const providerTest = z.strictObject({
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
  path: requestPath,
  expect: z
    .strictObject({ status: z.array(z.int().min(100).max(599)).min(1).max(20).default([200]) })
    .prefault({}),
});

const providerShape = z.strictObject({
  id: localName,
  version: z.int().positive().max(1_000_000).default(1),
  name: label,
  description: sentence,
  documentation: httpsUrl.optional(),
  fields: z.array(providerField).max(40),
  /** Where requests may go. None only where there is nothing but an MCP server that the broker starts. */
  origins: z.array(originTemplate).max(16),
  auth: providerAuth,
  /** Request headers beyond the general allow-list that this service understands. */
  headers: z.array(headerName).max(32).default([]),
  test: providerTest.optional(),
  mcp: mcpEndpoint.optional(),
  /** What an extension is offered when it asks for more than the provider knows: a hint for consent, not a rule. */
  suggestedPaths: z.array(pathPattern).max(32).default([]),
});
export const connectionProvider = providerShape.refine(
  ({ origins, mcp }) => origins.length > 0 || mcp?.transport === 'stdio',
  { path: ['origins'], error: 'must name at least one origin' },
);
export type ConnectionProvider = z.output<typeof connectionProvider>;

/** A provider as Settings shows it: the hosts come before the name, and who contributed it is said. */
export const providerView = z.strictObject({
  providerId,
  contributedBy: z.string().max(220),
  provider: connectionProvider,
  addedAt: instant.optional(),
});
export type ProviderView = z.output<typeof providerView>;

/**
 * Refuses early what the matcher cannot take: lookaround, back-references, repeated groups. That alone bounds no
 * time (`a*a*a*b` passes): patterns come from manifests and are run by broker/providers/compile-pattern.ts only, which
 * is linear. Nobody may hand one to RegExp, or to a page's `pattern` attribute.
 */
function isSafePattern(source: string): boolean {
  if (/\(\?[=!<]|\\[1-9]|\\k/.test(source)) return false;
  if (/\)[*+{?]/.test(source)) return false;
  if ((source.match(/[*+{]/g) ?? []).length > 8) return false;
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
