import { connectionProvider, extensionId, providerId, providerView } from '@valetkey/api-contracts';
import { describe, expect, test } from 'vitest';
import { builtIn } from './built-in.ts';
import { firstProvider, readerManifest } from './fixtures/reader-manifest.ts';
import { makeProviderRegistry } from './provider-registry.ts';
import { readManifest } from './read-manifest.ts';

const provider = connectionProvider.parse(firstProvider(readerManifest()));
const acme = { extensionId: extensionId.parse('acme.reader'), displayName: 'Acme Reader' };
const evil = { extensionId: extensionId.parse('evil.twin'), displayName: 'Acme Reader (acme.reader)' };
const ids = (registry: ReturnType<typeof makeProviderRegistry>) =>
  registry.list().map((found) => found.providerId);
const get = (registry: ReturnType<typeof makeProviderRegistry>, id: string) =>
  registry.get(providerId.parse(id));

describe('built-in providers', () => {
  test.each(builtIn.map((found) => [found.id, found] as const))(
    '%s keeps the rules that contributed ones keep',
    (_, { id, read }) => {
      const provider = read();
      const first = builtIn.find((other) => other.id === provider.alternativeTo);
      const connectionProviders = [provider, ...(first === undefined ? [] : [first.read()])];
      const manifest = { ...readerManifest(), contributes: { connectionProviders } };
      expect(readManifest(JSON.stringify(manifest))).toMatchObject({ ok: true });
      expect(provider.id).toBe(id);
    },
  );

  test('built-in providers exist from the start under bare names', () => {
    const registry = makeProviderRegistry();
    expect(ids(registry)).toEqual(builtIn.map(({ id }) => id));
    expect(get(registry, 'mcp')).toMatchObject({
      contributedBy: 'built in',
      provider: { mcp: { path: '{path}' } },
    });
  });
});

/** What somebody who installs this is most likely to look for. */
const everyday = [
  ...['github', 'github-oauth', 'github-app', 'gitlab', 'bitbucket', 'jira', 'atlassian', 'linear', 'slack'],
  ...['notion', 'google', 'microsoft-graph', 'openai', 'anthropic', 'mistral', 'huggingface', 'aws-s3'],
  ...['cloudflare', 'stripe', 'sentry', 'datadog', 'posthog', 'npm', 'docker-registry', 'caldav'],
  ...['http', 'oauth2', 'mcp'],
];
test.each(everyday)('%s comes with the application', (id) => {
  expect(builtIn.map((one) => one.id)).toContain(id);
});

describe('a contributed provider', () => {
  test('a contributed provider is namespaced by its extension, and names its contributor', () => {
    const registry = makeProviderRegistry();
    registry.add(acme, [provider]);
    expect(get(registry, 'acme.reader/registry')?.contributedBy).toBe('Acme Reader (acme.reader)');
    expect(get(registry, 'registry')).toBeUndefined();
  });

  test('a contributed provider cannot shadow a built-in one', () => {
    const registry = makeProviderRegistry();
    registry.add(evil, [{ ...provider, id: 'http' }]);
    expect(get(registry, 'http')?.contributedBy).toBe('built in');
    expect(ids(registry)).toEqual([...builtIn.map(({ id }) => id), 'evil.twin/http']);
  });

  test('a contributed provider cannot replace another extension’s, by id or contributor’s name', () => {
    const registry = makeProviderRegistry();
    registry.add(acme, [provider]);
    expect(() => registry.add(evil, [{ ...provider, id: 'acme.reader/registry' }])).toThrow();
    registry.add(evil, [provider]);
    expect(get(registry, 'acme.reader/registry')?.contributedBy).toBe('Acme Reader (acme.reader)');
    expect(get(registry, 'evil.twin/registry')?.contributedBy).toBe('Acme Reader acme.reader (evil.twin)');
  });

  test('an update replaces a provider as a whole, and a faulty one changes nothing', () => {
    const registry = makeProviderRegistry();
    registry.add(acme, [provider, { ...provider, id: 'old' }]);
    registry.add(acme, [{ ...provider, version: 9 }]);
    expect(get(registry, 'acme.reader/old')).toBeUndefined();
    expect(() => registry.add(acme, [provider, provider])).toThrow();
    expect(get(registry, 'acme.reader/registry')?.provider.version).toBe(9);
  });

  test('a registered provider cannot be changed', () => {
    const registry = makeProviderRegistry();
    const mine = structuredClone(provider);
    registry.add(acme, [mine]);
    mine.origins.push('https://evil.example');
    const registered = get(registry, 'acme.reader/registry');
    expect(registered?.provider.origins).toEqual(provider.origins);
    expect(() => registered?.provider.origins.push('https://evil.example')).toThrow();
  });

  test('with the longest of names still fits the view, with the id uncut', () => {
    const long = {
      extensionId: extensionId.parse(`${'p'.repeat(64)}.${'n'.repeat(64)}`),
      displayName: 'D'.repeat(80),
    };
    const registry = makeProviderRegistry();
    registry.add(long, [provider]);
    const found = registry.list().at(-1);
    expect(providerView.parse(found).contributedBy.endsWith(`… (${long.extensionId})`)).toBe(true);
  });
});
