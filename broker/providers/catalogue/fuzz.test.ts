import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ConnectionProvider,
  connectionProvider,
  fieldIn,
  type ProviderId,
  urlOf,
  ValetkeyError,
} from '@valetkey/api-contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokerInFolder, extensionNamed, type TestBroker } from '../../checks/fixtures/broker-in-folder.ts';
import { rounds } from '../../checks/fixtures/rounds.ts';
import { builtIn } from '../built-in.ts';
import { type Filled, fittingFields, mutatedFields } from '../fixtures/arbitrary-fields.ts';
import { withLocalOrigin } from './fixtures/with-local-origin.ts';

const providers = builtIn.map(({ id, read }) => [id, read()] as const);
const runs = rounds(24);

let t: TestBroker;
/** Every name that a socket was to be opened to. Nothing is reached: no name has an address here. */
let asked: string[];
beforeAll(async () => {
  asked = [];
  const lookup = (name: string, _options: unknown, done: (error: Error) => void): void => {
    asked.push(name);
    done(Object.assign(new Error('no addresses in this test'), { code: 'ENOTFOUND' }));
  };
  t = await brokerInFolder({ network: { lookup: lookup as never } });
});
afterAll(() => t.close());

/** Throws where something other than a typed refusal came back. */
const outcomeOf = async <T>(work: () => Promise<T>): Promise<T | ValetkeyError> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    expect(['internal', 'port-closed', 'protocol-violation']).not.toContain(error.code);
    // What was refused is told by its place, and never repeated.
    return error;
  }
};

const create = (provider: ConnectionProvider, filled: Filled) =>
  outcomeOf(() =>
    t.settings.createConnection({
      providerId: provider.id as ProviderId,
      displayName: 'Fuzzed',
      fields: filled.fields,
      secrets: filled.secrets,
    }),
  );

/** What the provider declares, with the addresses that were typed, read by the platform's own parser. */
const declaredOrigins = (provider: ConnectionProvider, { fields }: Filled): string[] =>
  provider.origins.flatMap((template) => {
    const whole = fieldIn(template) !== undefined;
    const origin = template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const field = provider.fields.find(({ id }) => id === name);
      const typed = Object.hasOwn(fields, name)
        ? fields[name]
        : field !== undefined && 'default' in field
          ? field.default
          : undefined;
      return String(typed);
    });
    if (!whole) return [origin];
    return urlOf(origin)?.origin ?? [];
  });

/** Where an assertion is traded for a token, if the provider names a whole address for that. */
const declaredExchange = ({ auth }: ConnectionProvider): string[] => {
  const address = auth.kind === 'jwtBearer' ? auth.exchange?.url : undefined;
  return address?.startsWith('https://') ? [address] : [];
};

describe.each(providers)('%s, filled in at will', (_, provider) => {
  test('a hostile value is refused with a sentence, or saved so that only declared origins are used', async () => {
    await fc.assert(
      fc.asyncProperty(mutatedFields(provider), async (filled) => {
        const made = await create(provider, filled);
        if (made instanceof ValetkeyError) {
          const sentence = JSON.stringify(made.answer);
          for (const secret of Object.values(filled.secrets))
            if (String(secret).length >= 12) expect(sentence).not.toContain(secret);
          return;
        }
        expect(made.origins).toEqual(declaredOrigins(provider, filled));
        for (const origin of made.origins)
          expect(origin).toMatch(
            /^(?:https:\/\/[a-z0-9_.[\]:-]+|http:\/\/(?:localhost|127[.\d]+|\[::1\])(?::\d+)?)$/,
          );
        asked.length = 0;
        const result = await outcomeOf(() => t.settings.testConnection({ connectionId: made.id }));
        if (!(result instanceof ValetkeyError)) expect(result.ok).toBe(false);
        const hosts = [...made.origins, ...declaredExchange(provider)].map((one) => new URL(one).hostname);
        for (const name of asked) expect(hosts).toContain(name);
        await t.settings.deleteConnection({ connectionId: made.id });
      }),
      { numRuns: runs },
    );
    expect(t.logged).toEqual([]);
  });
});

/** What a request may hold besides what the provider declares. */
const always = [
  'host',
  'connection',
  'accept',
  'accept-encoding',
  'user-agent',
  'content-type',
  'content-length',
  'depth',
];

describe('nothing that is typed becomes a header, a path or a host of its own', () => {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    request.resume().on('end', () => response.end('{}'));
  });
  let local: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  // What these ask for first is their token; the request after it is like that of others.
  const sending = providers.filter(
    ([, { test, auth }]) => test !== undefined && auth.kind !== 'githubApp' && auth.kind !== 'jwtBearer',
  );
  test.each(sending)('a hostile value in what %s sends is refused or stays a value', async (id, original) => {
    const provider = connectionProvider.parse(withLocalOrigin(original, local));
    const { detach } = t.attach(
      extensionNamed(`local-${id}`, { contributes: { connectionProviders: [provider] } }),
    );
    const typed = provider.origins.flatMap((template) => fieldIn(template) ?? []);
    const toLocal = ({ fields, secrets }: Filled): Filled => ({
      fields: { ...fields, ...Object.fromEntries(typed.map((field) => [field, local])) },
      secrets,
    });
    const fitting = fittingFields(provider).map(toLocal);
    const filled = fc.oneof(mutatedFields(provider).map(toLocal), fitting);
    let arrived = 0;
    await fc.assert(
      fc.asyncProperty(filled, async ({ fields, secrets }) => {
        const made = await outcomeOf(() =>
          t.settings.createConnection({
            providerId: `acme.local-${id}/${id}` as ProviderId,
            displayName: 'Fuzzed',
            fields,
            secrets,
          }),
        );
        if (made instanceof ValetkeyError) return;
        seen.length = 0;
        await outcomeOf(() => t.settings.testConnection({ connectionId: made.id }));
        for (const request of seen) expectOnlyDeclared(request, provider);
        arrived += seen.length;
        await t.settings.deleteConnection({ connectionId: made.id });
      }),
      { numRuns: 12, examples: fc.sample(fitting, 1).map((one): [Filled] => [one]) },
    );
    detach();
    // Some are refused, and some are not: requests of either fate were made.
    expect(arrived).toBeGreaterThan(0);
    expect(t.logged).toEqual([]);
  });

  const expectOnlyDeclared = (request: IncomingMessage, provider: ConnectionProvider): void => {
    const { auth, test: declared, sends = [] } = provider;
    const parts = auth.kind === 'several' ? auth.parts : [auth];
    const credential = parts.flatMap((part) => (part.kind === 'header' ? [part.name.toLowerCase()] : []));
    const signing =
      auth.kind === 'sigv4' ? ['x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token'] : [];
    const names = [
      ...always,
      'authorization',
      ...credential,
      ...signing,
      ...sends.map(({ name }) => name.toLowerCase()),
    ];
    for (const name of Object.keys(request.headers)) expect(names).toContain(name);
    expect(request.headers.host).toBe(new URL(local).host);
    expect(request.method).toBe(declared?.method);
    const url = new URL(request.url ?? '', local);
    const [path = '', query = ''] = (declared?.path ?? '').split('?');
    // What was typed for a field is one segment of the path, or the whole path.
    const wanted = path
      .split(/(\{\w+\})/)
      .map((part, at) => (at % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : '[A-Za-z0-9._~@:-]+'))
      .join('');
    const whole = fieldIn(path) !== undefined;
    expect(url.pathname).toMatch(whole ? /^(?:\/[A-Za-z0-9._~@:-]*)+$/ : new RegExp(`${wanted}$`));
    if (auth.kind !== 'path' && !whole) expect(url.pathname).toMatch(new RegExp(`^${wanted}$`));
    const keys = parts.flatMap((part) => (part.kind === 'query' ? [part.name] : []));
    const others = [...url.searchParams.keys()].filter((key) => !keys.includes(key));
    expect(others).toEqual([...new URLSearchParams(query).keys()]);
  };
});
