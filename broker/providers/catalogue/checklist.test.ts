import { readFileSync } from 'node:fs';
import type { ConnectionProvider } from '@valetkey/api-contracts';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../built-in.ts';
import { servicesTable } from './fixtures/services-table.ts';

const providers = builtIn.map(({ id, read }) => [id, read()] as const);

/** Of no one service: what is asked of a service does not fit them. */
const general = ['http', 'http-basic', 'http-api-key', 'oauth2', 'mcp', 'mcp-oauth', 'mcp-program'];

/** Described from what is generally known, and not yet compared with the service's own pages. It gets shorter, never longer. */
const notYetCompared = ['aws-s3', 'caldav', 'linear-mcp', 'notion-mcp', 's3-compatible'];

/** Whose test request needs no right of its own, and why. */
const passedByEveryKey: Readonly<Record<string, string>> = {
  airtable: 'whoami needs no scope',
  anthropic: 'a key has no rights of its own',
  asana: 'a token acts as its user',
  caldav: 'a password opens what its user may see',
  clickup: 'a token acts as its user',
  cloudflare: 'a token verifies itself',
  'cloudflare-account': 'a token verifies itself',
  'confluence-scoped': 'the form asks for the scope that it needs',
  datadog: 'validate asks about the key alone',
  discord: 'a bot reads itself',
  'docker-hub': 'asks for a token of no repository',
  'docker-registry': 'asks for a token of no repository',
  github: 'reading oneself needs no permission',
  'github-app': 'an installation lists its own repositories',
  'github-enterprise-cloud': 'reading oneself needs no permission',
  'github-enterprise-server': 'reading oneself needs no permission',
  huggingface: 'every token has at least the role read',
  intercom: 'a token reads its own app',
  jira: 'a token acts as its user',
  'jira-scoped': 'the form asks for the scope that it needs',
  kubernetes: 'everybody may review themselves',
  linear: 'every key may read its owner',
  mistral: 'a key has no rights of its own',
  notion: 'an integration reads itself',
  npm: 'a token names its user',
  openrouter: 'a key asks about itself',
  pagerduty: 'every key may ask for the abilities of its account',
  sendgrid: 'a key lists its own scopes',
  shopify: 'the name of the shop needs no scope',
  slack: 'auth.test needs no scope',
  govslack: 'auth.test needs no scope',
  telegram: 'a bot reads itself',
  trello: 'a token reads its own member',
  zendesk: 'a token acts as its user',
};

test('each service names the day on which it was compared with its pages, but for those that are still to be looked up', () => {
  const without = providers.flatMap(([id, { checked }]) => (checked?.on === undefined ? [id] : []));
  expect(without.filter((id) => !general.includes(id)).sort()).toEqual(notYetCompared);
});

test('another way to sign in to a service of the catalogue sends the same requests to the same places', () => {
  const all = new Map(providers);
  const ways = providers.filter(([, { alternativeTo }]) => alternativeTo !== undefined);
  expect(ways.length).toBeGreaterThan(10);
  for (const [id, way] of ways) {
    const first = all.get(way.alternativeTo ?? '');
    const { origins, headers, sends, mcp } = way;
    expect(first?.alternativeTo, id).toBeUndefined();
    expect(first, id).toMatchObject({ origins, headers });
    expect([sends, mcp], id).toEqual([first?.sends, first?.mcp]);
  }
});

test('the table in the documents says what the catalogue says', () => {
  const table = readFileSync(new URL('../../../docs/services.md', import.meta.url), 'utf8');
  // Out of date? `npm run build && node .config/write-services.mjs` writes it again.
  expect(table).toBe(servicesTable(providers.map(([, provider]) => provider)));
});

const services = providers.filter(([id]) => !general.includes(id));

describe.each(services)('%s', (id, provider) => {
  const { auth, checked } = provider;
  /** Said to be not in the documents; of a service that nobody has looked up, nothing can be said yet. */
  const isMissing = (what: NonNullable<NonNullable<typeof checked>['missing']>[number]): boolean =>
    checked === undefined || checked.missing?.includes(what) === true;
  const isMcpServer = provider.mcp !== undefined;

  test('stands under a category, is found by words, and has a color on which white can be read', () => {
    expect(provider.category, 'category').toBeDefined();
    expect(provider.keywords?.length, 'keywords').toBeGreaterThanOrEqual(2);
    expect(contrastWithWhite(provider.color ?? '#ffffff'), `color ${provider.color}`).toBeGreaterThanOrEqual(
      4.5,
    );
  });

  test('each provider has a test request, or says that none was found', () => {
    // What an MCP server answers is seen at the first session.
    if (provider.test === undefined && !isMcpServer) expect(isMissing('test'), 'missing: test').toBe(true);
  });

  test('a test request refuses no good key that lacks the right for it, or every key has that right', () => {
    if (provider.test === undefined || auth.kind === 'oauth2' || id in passedByEveryKey) return;
    const { status } = provider.test.expect;
    expect(status, 'accept the refusal of a right, or name the reason in passedByEveryKey').toContain(403);
  });

  test('each provider says which answer means an expired credential, or that none is documented', () => {
    const minted = auth.kind === 'githubApp';
    if (provider.reconnect === undefined && !minted)
      expect(isMissing('reconnect') || isMissing('test'), 'missing: reconnect').toBe(true);
  });

  test('each provider says how access is ended, by an endpoint or in words', () => {
    const byEndpoint =
      auth.kind === 'oauth2' && (auth.endpoints?.revocation !== undefined || auth.issuer !== undefined);
    if (!byEndpoint && provider.revocation === undefined)
      expect(isMissing('revocation'), 'revocation, or missing: revocation').toBe(true);
  });

  test('each provider describes exactly the scopes that it requests', () => {
    if (auth.kind !== 'oauth2') return;
    expect(Object.keys(auth.scopeWords ?? {}).sort()).toEqual([...auth.scopes].sort());
  });

  test('each provider names its key page and rate limit, or says that they are not documented', () => {
    const needsKey = provider.fields.length > 0 && provider.keyPages === undefined;
    const isSelfHosted = provider.fields.some(
      ({ type, id: field }) => type === 'url' && provider.origins.includes(`{${field}}`),
    );
    if (needsKey && !isSelfHosted && !isMcpServer)
      expect(isMissing('keyPages'), 'missing: keyPages').toBe(true);
    if (provider.rateLimit === undefined) expect(isMissing('rateLimit'), 'missing: rateLimit').toBe(true);
  });

  test('each provider names the API version that it sends, and none that had ended', () => {
    const { apiVersion } = provider;
    for (const sent of provider.sends ?? [])
      if ('value' in sent && /version/i.test(sent.name) && checked !== undefined)
        expect(apiVersion?.version, sent.name).toBe(sent.value);
    if (apiVersion?.ends !== undefined && checked?.on !== undefined)
      expect(apiVersion.ends > checked.on).toBe(true);
  });

  test('each provider lists its regions once, each with its own host', () => {
    for (const field of provider.fields)
      if (field.type === 'enum' && provider.origins.includes(`{${field.id}}`)) {
        const hosts = field.options.map(({ value }) => new URL(value).host);
        expect(new Set(hosts).size).toBe(hosts.length);
        expect(
          new Set(hosts.map(ownerOf)).size,
          `${id}: hosts of more than three owners`,
        ).toBeLessThanOrEqual(3);
      }
  });
});

/** Good enough for the catalogue's own hosts. */
const ownerOf = (host: string): string => host.split('.').slice(-2).join('.');

/** WCAG 2.2, contrast ratio, of white on this color. */
const contrastWithWhite = (color: NonNullable<ConnectionProvider['color']>): number => {
  const channel = (at: number): number => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return 1.05 / (luminance + 0.05);
};
