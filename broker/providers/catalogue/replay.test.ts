import { generateKeyPairSync } from 'node:crypto';
import {
  type ConnectionProvider,
  connectionProvider,
  fieldIn,
  type ProviderField,
  type ProviderId,
} from '@valetkey/api-contracts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { brokerInFolder, extensionNamed } from '../../checks/fixtures/broker-in-folder.ts';
import { serveSecurely } from '../../network/fixtures/serving.ts';
import { testCertificate } from '../../network/fixtures/test-certificate.ts';
import { systemLookup } from '../../network/system-lookup.ts';
import { builtIn } from '../built-in.ts';
import { documented, hasHealth } from './fixtures/documented.ts';
import { documentedService, type Seen } from './fixtures/documented-service.ts';
import { filled } from './fixtures/signed-in.ts';
import { withLocalOrigin } from './fixtures/with-local-origin.ts';

const tested = builtIn.flatMap(({ id, read }) => (hasHealth(id) ? [[id, read()] as const] : []));

/** Random enough to be a secret; a private key where the provider asks for one. */
const secretFor = (field: ProviderField, which: string): string => {
  if (!('format' in field) || field.format === undefined) return `canary-${which}-${field.id}-3kR9vXq7LmT2`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};

/** A broker with this one provider, a real HTTPS server that answers as documented, and a connection between them. */
const connected = async (original: ConnectionProvider) => {
  const health = documented(original.id);
  const seen: Seen[] = [];
  const secrets: Record<string, string> = {};
  const service: { answer: ReturnType<typeof documentedService> } = { answer: () => undefined };
  const served = await serveSecurely((request, response) => service.answer(request, response));
  const provider = connectionProvider.parse(withLocalOrigin(original, served.text));
  for (const field of provider.fields)
    if (field.type === 'secret' && field.required) secrets[field.id] = secretFor(field, 'one');
  service.answer = documentedService(provider, health, secrets, seen);

  const t = await brokerInFolder({ network: { additionalRoots: [testCertificate] } });
  onTestFinished(() => t.close());
  t.attach(extensionNamed('catalogue', { contributes: { connectionProviders: [provider] } }));
  const addresses = provider.origins.flatMap((template) => fieldIn(template) ?? []);
  const { id: connectionId } = await t.settings.createConnection({
    providerId: `acme.catalogue/${provider.id}` as ProviderId,
    displayName: 'Work',
    fields: { ...health.fields, ...Object.fromEntries(addresses.map((field) => [field, served.text])) },
    secrets: { ...secrets },
  });
  const view = async () =>
    (await t.settings.listConnections()).connections.find((connection) => connection.id === connectionId);
  return { ...t, settings: t.settings, provider, health, seen, secrets, connectionId, view };
};

test('what can be tested has a documented answer, and nothing else', () => {
  for (const { id, read } of builtIn) expect([id, hasHealth(id)]).toEqual([id, read().test !== undefined]);
  expect(tested.length).toBeGreaterThanOrEqual(25);
});

test('no service of the catalogue is asked anything without its credential', async () => {
  const asked: unknown[] = [];
  const refused: unknown[] = [];
  const lookup = ((...given: Parameters<typeof systemLookup>) => {
    asked.push(given[0]);
    systemLookup(...given);
  }) as typeof systemLookup;
  const t = await brokerInFolder({ network: { lookup } });
  onTestFinished(() => t.close());
  for (const [id, { fields }] of tested) {
    // A registry says first what it wants, and is asked without anything that could be used.
    if (fields.every(({ type, required }) => type !== 'secret' || !required)) continue;
    const { id: connectionId } = await t.settings.createConnection({
      providerId: id as ProviderId,
      displayName: id,
      fields: documented(id).fields,
      secrets: {},
    });
    const said = await t.settings.testConnection({ connectionId }).then(
      ({ ok, cause }) => (ok ? 'passed' : cause),
      ({ code }) => code,
    );
    refused.push([id, said]);
  }
  expect(refused.filter((one) => !/"(?:secret-missing|not-signed-in)"\]$/.test(JSON.stringify(one)))).toEqual(
    [],
  );
  expect(asked).toEqual([]);
});

describe.each(tested)('%s', (_, original) => {
  test('the provider’s test passes on the documented answer, and names the account', async () => {
    const c = await connected(original);
    const result = await c.settings.testConnection({ connectionId: c.connectionId });
    expect(result).toMatchObject({ ok: true, status: c.health.documentedAnswer.status });
    expect(result.account).toBe(c.health.account);
    expect(result.account === undefined).toBe(original.test?.account === undefined);
    expect((await c.view())?.account).toBe(c.health.account);

    // A registry says first what it wants.
    const request = c.seen.at(-1);
    const path = filled(original.test?.path ?? '', c.health.fields);
    expect(request).toMatchObject({ method: original.test?.method, path });
    expect(request?.body).toBe(original.test?.json === undefined ? '' : JSON.stringify(original.test.json));
    for (const sent of original.sends ?? [])
      expect(request?.headers[sent.name.toLowerCase()]).toBe('value' in sent ? sent.value : undefined);
  });

  test('the provider’s test fails as documented with another credential, and says what to do', async () => {
    const c = await connected(original);
    const others = Object.fromEntries(
      c.provider.fields.flatMap((field) =>
        field.type === 'secret' && field.required ? [[field.id, secretFor(field, 'another')]] : [],
      ),
    );
    await c.settings.replaceSecret({ connectionId: c.connectionId, secrets: others, testFirst: false });
    const result = await c.settings.testConnection({ connectionId: c.connectionId });
    // Without a rule of its provider, the status is all that is known; and a token endpoint's refusal is its own rule.
    const [cause, state] =
      original.reconnect === undefined || ['registryToken', 'jwtBearer'].includes(original.auth.kind)
        ? [expect.stringMatching(/^(?:wrong-credential|forbidden|refused)$/), 'failing']
        : ['needs-reconnect', 'needs-reconnect'];
    expect(result).toMatchObject({ ok: false, cause });
    expect((await c.view())?.state).toBe(state);
  });
});

const choosing = tested.filter(([, { fields }]) => fields.some(({ type }) => type === 'choice'));

test.each(choosing)('%s offers what the service offers to choose from', async (_, original) => {
  const c = await connected(original);
  for (const { id: field, type } of original.fields) {
    if (type !== 'choice') continue;
    const offered = await c.settings.listChoices({ connectionId: c.connectionId, field });
    expect(offered).toEqual({ choices: c.health.documentedChoices[field]?.choices, more: false });
    const [choice] = offered.choices;
    const before = await c.view();
    const after = await c.settings.updateConnection({
      connectionId: c.connectionId,
      updatedAt: before?.updatedAt ?? 0,
      fields: { ...before?.fields, [field]: choice?.value ?? '' },
    });
    expect(after.fields[field]).toBe(choice?.value);
    expect(after.stateReason).not.toBe('choice-missing');
  }
});
