import { generateKeyPairSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { brokerInFolder, extensionNamed } from '../checks/fixtures/broker-in-folder.ts';
import { type Connected, connected, secret, url } from '../checks/fixtures/connected.ts';
import { holdingLookup } from '../checks/fixtures/holding-lookup.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { serve } from '../network/fixtures/serving.ts';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const token = 'canary-token-4kQ7sWn2Zr9V';

let list: unknown;
/** Gives out a token, and sends whoami on to an address that holds an echo of it. */
const service: RequestListener = (request, response) => {
  if (request.url === '/oauth/token') {
    response.end(JSON.stringify({ access_token: token, expires_in: 300 }));
  } else if (request.url?.startsWith('/whoami') === true) {
    response.writeHead(302, { location: `/of/${token}?key=${token}` }).end();
  } else {
    response.end(JSON.stringify({ list }));
  }
};

let one: Connected;
let received: string[];
let address: string;
const connect = async () => {
  received = [];
  list = [{ id: 'one' }];
  const served = await serve((request, response) => {
    received.push(`${request.method} ${request.url?.split('?', 1)[0]}`);
    service(request, response);
  });
  address = served.text;
  const project = { id: 'project', type: 'choice', label: 'Project', required: false } as const;
  one = await connected(
    {
      fields: [
        url,
        secret('key', { format: 'pem' }),
        { ...project, options: { path: '/projects?all=1', list: '/list', value: '/id' } },
      ],
      auth: {
        kind: 'jwtBearer',
        key: 'key',
        algorithm: 'ES256',
        claims: { iss: 'me' },
        exchange: { url: '/oauth/token' },
      },
      test: { path: '/whoami?verbose=1' },
    },
    { fields: { url: address }, secrets: { key } },
  );
};
/** Newest last, without what the connection's making and the extension's start wrote. */
const lines = async () =>
  (await one.watched.audit({ limit: 1000 }))
    .filter(({ kind }) => /^(?:use|draft\.tested|connection\.tested)/.test(kind))
    .reverse();
const told = async () =>
  (await lines()).map(({ kind, method, origin, path, detail, outcome }) =>
    [kind, method, origin?.replace(address, ''), path, detail, outcome].filter((part) => part).join(' '),
  );

describe('requests for Settings have audit lines like requests for an extension', () => {
  afterEach(async () => {
    expect(await one.close()).toEqual([]);
  });
  const sent = ['POST /oauth/token', 'GET /whoami', `GET /of/${token}`];
  const linesOf = (kind: string) => [
    `${kind} GET /whoami begins`,
    'use.hop POST /oauth/token',
    'use.hop GET /of/[redacted]',
    `${kind} ok`,
  ];

  it('a test of a saved connection logs the token request, the test and its redirects', async () => {
    await connect();
    expect(await one.settings.testConnection({ connectionId: one.connectionId })).toMatchObject({ ok: true });
    expect(received).toEqual(sent);
    expect(await told()).toEqual(linesOf('connection.tested'));
    expect((await lines()).every(({ connectionId }) => connectionId === one.connectionId)).toBe(true);
  });

  it('a test of a draft logs lines that one id ties together', async () => {
    await connect();
    const draft = { providerId: 'acme.user/service', fields: { url: address }, secrets: { key } };
    expect(await one.settings.testDraft(draft)).toMatchObject({ ok: true });
    expect(received).toEqual(sent);
    expect(await told()).toEqual(linesOf('draft.tested'));
    const [first] = await lines();
    expect(first?.use).toMatch(/./);
    expect((await lines()).every(({ use }) => use === first?.use)).toBe(true);
  });

  it('a test of a replacement secret is logged', async () => {
    await connect();
    const { settings, connectionId } = one;
    expect(await settings.replaceSecret({ connectionId, secrets: { key } })).toMatchObject({ saved: true });
    expect(received).toEqual(sent);
    expect(await told()).toEqual(linesOf('draft.tested'));
  });

  it('a list of choices is logged', async () => {
    await connect();
    const { settings, connectionId } = one;
    expect((await settings.listChoices({ connectionId, field: 'project' })).choices).toHaveLength(1);
    expect(received).toEqual(['POST /oauth/token', 'GET /projects']);
    expect(await told()).toEqual([
      'connection.tested GET /projects choices of project',
      'use.hop POST /oauth/token',
      'connection.tested choices of project ok',
    ]);
    const [first] = await lines();
    expect((await lines()).every(({ use }) => use === first?.use)).toBe(true);
  });

  it('a test that the service does not describe is not logged as failed', async () => {
    const saved = { fields: { url: 'http://127.0.0.1:1' }, secrets: { token } };
    one = await connected(
      { fields: [url, secret('token')], auth: { kind: 'bearer', secret: 'token' } },
      saved,
    );
    await one.settings.testConnection({ connectionId: one.connectionId });
    expect(await told()).toEqual(['connection.tested begins', 'connection.tested no-test-declared']);
  });

  it('a request that failed has a last line with the reason', async () => {
    await connect();
    const { settings, connectionId } = one;
    list = 'none';
    expect(await codeOf(settings.listChoices({ connectionId, field: 'project' }))).toBe(
      'choices-unavailable',
    );
    expect((await told()).at(-1)).toBe('connection.tested choices of project failed');
    expect((await lines()).at(-1)).toMatchObject({ code: 'choices-unavailable' });
  });
});

it('a test whose broker closed sends nothing, and its last line says that it was abandoned', async () => {
  const names = holdingLookup();
  names.hold();
  let received = 0;
  const served = await serve((_request, response) => {
    received += 1;
    response.end();
  });
  const t = await brokerInFolder({ network: { lookup: names.lookup } });
  t.attach(extensionNamed('reader'));
  const { id: connectionId } = await t.settings.createConnection({
    providerId: 'acme.reader/api',
    displayName: 'Work',
    fields: { url: `http://localhost:${served.port}` },
    secrets: { token },
  });
  const tested = codeOf(t.settings.testConnection({ connectionId }));
  await expect.poll(() => names.held()).toBe(1);
  await t.close({ keepFolder: true });
  expect(await tested).toBe('port-closed');
  names.letGo();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(received).toBe(0);
  expect(t.logged).toEqual([]);
  const again = await brokerInFolder({ folder: t.folder });
  const { entries } = await again.settings.listAudit({ kind: 'connection.tested' });
  expect(entries.map(({ detail, outcome }) => outcome ?? detail)).toEqual(['aborted', 'begins']);
  await again.close();
  t.removeFolder();
});
