import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ValetkeyError } from '@valetkey/api-contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { brokerInFolder, type TestBroker } from '../checks/fixtures/broker-in-folder.ts';
import { settingsContract } from '../contracts/settings.ts';
import { markedTexts } from '../contracts/texts/fixtures/marked-texts.ts';
import { randomFrom, valuesOf } from '../port/fixtures/values-of-schema.ts';
import { testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';

type Name = keyof typeof settingsContract;
const names = Object.keys(settingsContract) as Name[];

/** A document whose draft has notes: ways to sign in, and other servers than where it is read. */
const described = (server: string) => ({
  openapi: '3.1.0',
  info: { title: 'pets', version: '1' },
  servers: [{ url: server }, { url: 'https://{tenant}.pets.example/v1' }],
  components: {
    securitySchemes: {
      odd: { type: 'mutualTLS' },
      key: { type: 'apiKey', in: 'header', name: 'Authorization' },
    },
  },
  paths: { '/pets': { $ref: 'https://elsewhere.example/paths.json' } },
});

/**
 * Members that hold what providers, extensions and servers wrote, or what is a problem of theirs with its place, which
 * stays English for its author.
 */
const theirs = new Set(['provider', 'description', 'reason', 'problems', 'icon', 'document']);
/** Sentences of ours outside of `⟦…⟧`: of more than one word, and with an end. */
const unsaid = (value: unknown): string[] => {
  if (typeof value === 'string')
    return /^\p{Lu}\S* .*[.!?]\)?$/su.test(value.replaceAll(/⟦.*⟧/gs, '')) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => (theirs.has(name) ? [] : unsaid(one)));
};

const github = { providerId: 'github', scope: 'user', displayName: 'Work', fields: {}, secrets: {} } as const;
const isMarked = expect.stringMatching(/^⟦.*⟧$/s);

let t: TestBroker;
let connectionId: string;
let url: string;
const keychain = testKeychain();
const server = createServer(({ url: path }, response) => {
  const api = described(path === '/empty' ? 'ftp://pets.example' : 'https://api.pets.example');
  if (path === '/empty') api.servers.splice(1);
  response.end(path === '/page' ? '<h1>Welcome</h1>' : JSON.stringify(api));
});
/** What comes back of a call, also where it fails. */
const answerTo = async (name: Name, input: unknown): Promise<unknown> => {
  const call = (t.settings as unknown as Record<string, (given: unknown) => Promise<unknown>>)[name];
  const late = new Promise((resolve) => setTimeout(resolve, 200, 'waits'));
  return Promise.race([
    late,
    call?.(input).catch((error: unknown) => (error instanceof ValetkeyError ? error.details : undefined)),
  ]);
};

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  t = await brokerInFolder({ keychain, texts: markedTexts(), workspace: undefined });
  const secrets = { token: 'a-token-of-the-test-0123' };
  connectionId = (await t.settings.createConnection({ ...github, secrets } as never)).id;
});
afterAll(async () => {
  await t.close();
  server.close();
});

it.each(names)(
  'no result of %s has a sentence of main that is not in the language of the application',
  async (name) => {
    const make = valuesOf(settingsContract[name].input, randomFrom(name.length));
    for (let round = 0; round < 6; round += 1) {
      const made = make() as object;
      const input = 'connectionId' in made ? { ...made, connectionId } : made;
      expect(unsaid(await answerTo(name, input))).toEqual([]);
    }
  },
);

const gitea = { ...github, providerId: 'gitea' };
const wrong: [what: string, name: Name, input: object][] = [
  ['a field that is unknown', 'createConnection', { ...github, fields: { nope: 'x' } }],
  ['a secret that is too short', 'createConnection', { ...github, secrets: { token: 'short' } }],
  ['an address with a path', 'createConnection', { ...gitea, fields: { url: 'https://a.example/x' } }],
  ['a private address', 'createConnection', { ...gitea, fields: { url: 'https://169.254.169.254' } }],
  ['a workspace while none is open', 'createConnection', { ...github, scope: 'workspace' }],
  ['an address that is none', 'readAddress', { address: 'openapi.json' }],
];
it.each(wrong)(
  'main says in the language of the application what is wrong with %s',
  async (_, name, input) => {
    const answer = await answerTo(name, input);
    expect(JSON.stringify(answer)).toContain('⟦');
    expect(unsaid(answer)).toEqual([]);
  },
);

it('an entry that cannot be imported is refused in the language of the application', async () => {
  const { secrets: _, ...entry } = { ...github, providerVersion: 1 };
  const document = {
    format: 'valetkey-connections',
    version: 1,
    connections: [
      { ...entry, displayName: 'x'.repeat(121) },
      { ...entry, fields: { token: 'a-secret-in-the-wrong-place' } },
    ],
  };
  const { refused } = await t.settings.previewImport({ document } as never);
  expect(refused.map(({ error }) => error.expected)).toEqual([isMarked, isMarked]);
});

it('what is read at an address is judged in the language of the application', async () => {
  for (const path of ['/empty', '/page']) {
    const refused = await t.settings.readAddress({ address: `${url}${path}` });
    expect(refused).toMatchObject({ outcome: 'refused', problem: expect.stringMatching(/^⟦.*⟧/s) });
  }
  const read = await t.settings.readAddress({ address: `${url}/openapi.json` });
  if (read.outcome !== 'read') throw new Error(read.problem);
  expect(read.servers[1]).toMatch(/^⟦.*⟧\/v1$/);
  const draft = await t.settings.draftService({ readingId: read.readingId, server: 0, methods: ['GET'] });
  if (draft.outcome !== 'drafted') throw new Error(draft.problem);
  expect(draft.notes.length).toBeGreaterThan(3);
  for (const note of draft.notes) expect(note).toEqual(isMarked);
});

it('why the secrets are locked is said in the language of the application', async () => {
  keychain.failing = 'keyring-locked';
  const locked = await brokerInFolder({ keychain, texts: markedTexts() });
  const { why, notProtectedFrom } = await locked.settings.protection({});
  for (const one of [why, ...notProtectedFrom]) expect(one).toEqual(isMarked);
  await locked.close();
});
