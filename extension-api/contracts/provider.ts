import { z } from 'zod';
import { httpMethod, pathPattern } from './access.ts';
import { instant, localName, providerId } from './ids.ts';
import { aboutService, httpsUrl } from './provider-about.ts';
import { headerName, providerAuth } from './provider-auth.ts';
import { providerCosts } from './provider-costs.ts';
import { fieldGroup, label, providerField, sentence } from './provider-field.ts';
import { mcpEndpoint } from './provider-mcp.ts';
import { providerMigration } from './provider-migration.ts';
import { expiryRule, providerTest, rateLimit, reconnectRule, sentHeader } from './provider-request.ts';

/**
 * An origin, `{field}` for one that the user fills into a url field or chooses as a region, or a host of which fields are a
 * part. Two labels at least stand at its end, so that no field chooses whose host it is.
 */
const originTemplate = z.union([
  z
    .string()
    .regex(/^\{[a-z][A-Za-z0-9]{0,39}\}$/, 'must be an https origin or the name of a url field in braces'),
  z
    .string()
    .max(300)
    .regex(
      /^https:\/\/[a-z0-9.-]*(?:\{[a-z][A-Za-z0-9]{0,39}\}[a-z0-9.-]*)*\{[a-z][A-Za-z0-9]{0,39}\}[a-z0-9-]*(?:\.[a-z0-9-]+){2,6}$/,
      'must end in at least two fixed names after the last field in braces, as https://api.{region}.example.com does',
    ),
  z
    .string()
    .max(300)
    .regex(
      /^https?:\/\/[^/?#@\\\s{}]+$/,
      'must be an origin such as https://api.example.com, without a path',
    ),
]);

/**
 * Of the language in which services and manifests are described, and of the schemas that are published for it. It rises
 * when something that was valid no longer is, or means something else; broker/providers/schema-version.test.ts tells.
 */
export const schemaVersion = 1;

/**
 * A service, described: data, never code. Published as provider.schema.json for editors; what refers from one part to
 * another is checked by broker/providers/check-declared-*.ts, which names the place and what would be right there.
 */
const providerShape = z.strictObject({
  $schema: z
    .string()
    .max(300)
    .optional()
    .describe('For editors, which complete and check by it; not read here.'),
  schemaVersion: z
    .literal(schemaVersion)
    .optional()
    .describe(
      `Of this description language: ${schemaVersion}, also where it is left out. A file that names a later one is refused, and not half understood.`,
    ),
  id: localName.describe('Its name among this extension’s providers; it is known as publisher.name/id.'),
  version: z
    .int()
    .positive()
    .max(1_000_000)
    .default(1)
    .describe(
      'Rises when saved connections are affected: their grants are suspended until confirmed, and `migrations` run.',
    ),
  alternativeTo: localName
    .optional()
    .describe(
      'The id of another provider of this manifest to whose service this is another way to sign in. Who asks for that one gets a connection of either.',
    ),
  name: label.describe('Of the service, as its users know it.'),
  description: sentence.describe('One sentence: what a connection is good for.'),
  documentation: httpsUrl.optional().describe('The service’s own page about its API.'),
  ...aboutService.shape,
  groups: z.array(fieldGroup).max(16).optional().describe('Headings for fields.'),
  fields: z.array(providerField).max(40).describe('What the user is asked for, in this order.'),
  origins: z
    .array(originTemplate)
    .max(16)
    .describe(
      'Where requests may go. None only where there is nothing but an MCP server that the broker starts.',
    ),
  auth: providerAuth.describe('How the credential is placed on a request, in main, as the last step.'),
  methods: z
    .array(httpMethod)
    .min(1)
    .max(httpMethod.options.length)
    .optional()
    .describe('The methods that extensions may use, whatever they ask for. Every one where left out.'),
  headers: z
    .array(headerName)
    .max(32)
    .default([])
    .describe('Request headers beyond the general allow-list that an extension may set itself.'),
  sends: z
    .array(sentHeader)
    .min(1)
    .max(16)
    .optional()
    .describe(
      'Request headers that the broker sets; an extension may set another value only of those that `headers` names.',
    ),
  rateLimit: rateLimit.optional().describe('What the service says that it can take, counted per connection.'),
  costs: providerCosts
    .optional()
    .describe('What requests and MCP tool calls cost, so that users can bound it for a day.'),
  test: providerTest.optional().describe('What “Test connection” asks, and what it expects.'),
  reconnect: z
    .array(reconnectRule)
    .min(1)
    .max(8)
    .optional()
    .describe('Answers that mean that the credential no longer works.'),
  expiry: expiryRule
    .optional()
    .describe(
      'Where the date is found on which the credential ends. Those of certificates and JWTs are read from them.',
    ),
  mcp: mcpEndpoint.optional().describe('The service’s MCP server.'),
  suggestedPaths: z
    .array(pathPattern)
    .max(32)
    .default([])
    .describe(
      'What an extension is offered when it asks for more than the provider knows: a hint for consent, not a rule.',
    ),
  migrations: z
    .array(providerMigration)
    .min(1)
    .max(32)
    .optional()
    .describe('What happens to saved connections when the version rises.'),
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
