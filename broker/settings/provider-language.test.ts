import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { brokerInFolder, extensionNamed } from '../checks/fixtures/broker-in-folder.ts';
import { serve } from '../network/fixtures/serving.ts';

const secret = 'canary-5hQ8sWn2Zr7V';
const base = {
  id: 'api',
  name: 'API',
  description: 'For tests.',
  fields: [
    { id: 'url', type: 'url', label: 'Address' },
    { id: 'token', type: 'secret', label: 'Token' },
  ],
  origins: ['{url}'],
  auth: { kind: 'bearer', secret: 'token' },
};
const access = { methods: ['GET' as const, 'POST' as const], paths: ['/**'], mcpTools: [] };

/** A broker, an extension that contributes the provider and holds a handle on a connection of it, and a server. */
const using = async (changes: object, answer: RequestListener, fields: Record<string, string> = {}) => {
  const headersSeen: IncomingHttpHeaders[] = [];
  const served = await serve((request, response) => {
    headersSeen.push(request.headers);
    answer(request, response);
  });
  const clock = { ms: Date.now() };
  const t = await brokerInFolder({ now: () => clock.ms });
  onTestFinished(() => t.close());
  const extension = t.attach(
    extensionNamed('reader', {
      contributes: {
        connectionProviders: [{ ...base, ...changes }],
        connectionRequests: [{ provider: 'acme.reader/api', reason: 'x', access }],
      },
    }),
  );
  const { id: connectionId } = await t.settings.createConnection({
    providerId: 'acme.reader/api' as never,
    displayName: 'Work',
    fields: { url: served.text, ...fields },
    secrets: { token: secret },
  });
  const handle = await extension.connections.request({ provider: 'acme.reader/api', reason: 'x', access });
  const client = extension.connections.use(handle);
  const state = async () => (await t.settings.listConnections()).connections[0]?.state;
  return { ...t, settings: t.settings, extension, handle, client, connectionId, headersSeen, clock, state };
};
const json = (status: number, body: unknown, headers = {}): RequestListener => {
  return (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

describe('headers that a provider declares', () => {
  const sends = [
    { name: 'X-Version', value: '7' },
    { name: 'X-Fixed', value: 'as it stands' },
    { name: 'X-Team', field: 'team' },
  ];
  const fields = [...base.fields, { id: 'team', type: 'string', label: 'Team', required: false }];

  test('declared headers go with every request, and an extension may override only those in `headers`', async () => {
    const u = await using({ sends, fields, headers: ['X-Version'] }, json(200, {}), { team: 'core' });
    await u.client.fetch('/a', { headers: { 'X-Version': '8' } });
    expect(u.headersSeen[0]).toMatchObject({ 'x-version': '8', 'x-fixed': 'as it stands', 'x-team': 'core' });
    await expect(u.client.fetch('/a', { headers: { 'X-Fixed': 'other' } })).rejects.toMatchObject({
      code: 'header-refused',
    });
    expect(u.headersSeen).toHaveLength(1);
  });

  test('declared headers are omitted while their field is empty', async () => {
    const u = await using({ sends, fields }, json(200, {}));
    await u.client.fetch('/a');
    expect(Object.keys(u.headersSeen[0] ?? {})).not.toContain('x-team');
  });

  test.each(['a\r\nHost: evil', 'ü', ' a', 'a\u0000', '\u{1f600}'])(
    'declared headers are not filled with %j',
    async (team) => {
      const u = await using({ sends, fields }, json(200, {}));
      const create = u.settings.createConnection({
        providerId: 'acme.reader/api' as never,
        displayName: 'Odd',
        fields: { url: 'http://127.0.0.1:1', team },
        secrets: {},
      });
      await expect(create).rejects.toMatchObject({ code: 'invalid-input', details: { at: 'team' } });
    },
  );
});

describe('a declared rate limit', () => {
  test('the rate limit holds per connection over every use, says how long to wait, and sends nothing beyond it', async () => {
    const u = await using({ rateLimit: { requests: 3, perSeconds: 6 } }, json(200, {}));
    await Promise.all([1, 2, 3].map((n) => u.client.fetch(`/${n}`)));
    await expect(u.client.fetch('/4')).rejects.toMatchObject({
      code: 'rate-limited',
      details: { retryAfterMs: 2000, why: 'service-limit' },
    });
    expect(u.headersSeen).toHaveLength(3);
    u.clock.ms += 2000;
    await u.client.fetch('/5');
    await expect(u.client.fetch('/6')).rejects.toMatchObject({ code: 'rate-limited' });
    expect(u.headersSeen).toHaveLength(4);
  });

  test('a refused use does not count against the rate limit, nor a rate-limited use against the handle', async () => {
    const u = await using({ rateLimit: { requests: 2, perSeconds: 60 } }, json(200, {}));
    const { connections } = u.extension;
    const limited = connections.use(await u.client.attenuate({ maxUses: 1 }));
    await limited.fetch('/1');
    for (const _ of [1, 2, 3])
      await expect(limited.fetch('/2')).rejects.toMatchObject({ code: 'caveat-refused' });
    const other = connections.use(await u.client.attenuate({ maxUses: 1 }));
    await u.client.fetch('/3');
    await expect(other.fetch('/4')).rejects.toMatchObject({ code: 'rate-limited' });
    u.clock.ms += 30_000;
    await other.fetch('/5');
    expect(u.headersSeen).toHaveLength(3);
  });

  test('the rate limit counts a redirected request, and one that its credential sends once more', async () => {
    const fields = [...base.fields, { id: 'user', type: 'string', label: 'User' }];
    const auth = { kind: 'digest', username: 'user', password: 'token' };
    const challenge = { 'www-authenticate': 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256' };
    const u = await using(
      { fields, auth, rateLimit: { requests: 4, perSeconds: 60 } },
      ({ url, headers }, response) => {
        if (headers.authorization === undefined) response.writeHead(401, challenge);
        else if (url === '/moved') response.writeHead(302, { location: '/there' });
        response.end();
      },
      { user: 'someone' },
    );
    await u.client.fetch('/moved');
    expect(u.headersSeen).toHaveLength(3);
    await u.client.fetch('/1');
    await expect(u.client.fetch('/2')).rejects.toMatchObject({ code: 'rate-limited' });
    expect(u.headersSeen).toHaveLength(4);
  });

  test('a redirect is followed where the rate limit has no request left', async () => {
    const u = await using({ rateLimit: { requests: 1, perSeconds: 60 } }, ({ url }, response) => {
      if (url === '/moved') response.writeHead(302, { location: '/there' });
      response.end();
    });
    expect((await u.client.fetch('/moved')).status).toBe(200);
    expect(u.headersSeen).toHaveLength(2);
  });

  test('the rate limit counts a redirect of a test of the connection', async () => {
    const u = await using(
      { rateLimit: { requests: 3, perSeconds: 60 }, test: { path: '/moved' } },
      ({ url }, response) => {
        if (url === '/moved') response.writeHead(302, { location: '/there' });
        response.end();
      },
    );
    await u.settings.testConnection({ connectionId: u.connectionId });
    await u.client.fetch('/1');
    await expect(u.client.fetch('/2')).rejects.toMatchObject({ code: 'rate-limited' });
  });

  test('the rate limit counts a test of the connection and does not refuse it', async () => {
    const u = await using(
      { rateLimit: { requests: 1, perSeconds: 60 }, test: { path: '/t' } },
      json(200, {}),
    );
    for (const _ of [1, 2])
      expect(await u.settings.testConnection({ connectionId: u.connectionId })).toMatchObject({ ok: true });
    await expect(u.client.fetch('/1')).rejects.toMatchObject({ code: 'rate-limited' });
  });
});

describe('an answer that means that the credential no longer works', () => {
  const revoked = { answer: { pointer: '/error', equals: 'revoked' } };
  const cases: readonly [string, object[], RequestListener, boolean][] = [
    ['by its status', [{ status: [401] }], json(401, {}), true],
    ['by what its JSON holds', [revoked], json(200, { error: 'revoked' }), true],
    [
      'by the error of a challenge',
      [{ challenge: 'invalid_token' }],
      json(
        401,
        {},
        { 'www-authenticate': 'Bearer realm="x", error="invalid_token", error_description="no"' },
      ),
      true,
    ],
    [
      'only if all of the rule holds',
      [{ status: [403], ...revoked }],
      json(200, { error: 'revoked' }),
      false,
    ],
    ['not by another error', [revoked], json(200, { error: 'rate_limited' }), false],
    [
      'not by text that only looks like JSON',
      [revoked],
      json(200, { error: 'revoked' }, { 'content-type': 'text/plain' }),
      false,
    ],
    [
      'not by a description that holds the word',
      [{ challenge: 'invalid_token' }],
      json(401, {}, { 'www-authenticate': 'Bearer error_description="invalid_token"' }),
      false,
    ],
    ['not without a rule', [{ status: [401] }], json(403, {}), false],
  ];
  test.each(cases)('an expired credential is recognised %s', async (_, reconnect, answer, known) => {
    const u = await using({ reconnect }, answer);
    const response = await u.client.fetch('/a');
    expect(response.headers.get('www-authenticate')).toBeNull();
    // Otherwise an answer of 200 shows that it works.
    const otherwise = response.status === 200 ? 'ready' : 'untested';
    expect(await u.state()).toBe(known ? 'needs-reconnect' : otherwise);
  });

  test('an expired credential is recorded once, and cleared when the secret is replaced', async () => {
    const u = await using({ reconnect: [{ status: [401] }] }, json(401, {}));
    await Promise.all([1, 2, 3, 4].map((n) => u.client.fetch(`/${n}`)));
    const { entries } = await u.settings.listAudit({ kind: 'connection.needs-reconnect' });
    expect(entries).toMatchObject([{ connectionId: u.connectionId, status: 401 }]);
    await u.settings.replaceSecret({
      connectionId: u.connectionId,
      secrets: { token: 'canary-other-2Fk9' },
      testFirst: false,
    });
    expect(await u.state()).toBe('untested');
  });
});

describe('a test’s expectations', () => {
  const expectations = {
    path: '/t',
    expect: { answer: [{ pointer: '/ok', equals: true }] },
    account: '/user/name',
  };
  const tried = async (body: unknown) => {
    const u = await using({ test: expectations }, json(200, body));
    return u.settings.testConnection({ connectionId: u.connectionId });
  };

  test('a test’s expectations decide beyond the status', async () => {
    expect(await tried({ ok: true })).toMatchObject({ ok: true });
    expect(await tried({ ok: 'true' })).toMatchObject({ ok: false, cause: 'unexpected-answer' });
    expect(await tried([])).toMatchObject({ ok: false, cause: 'unexpected-answer' });
    expect(await tried(null)).toMatchObject({ ok: false, cause: 'unexpected-answer' });
  });

  test('an account name is shown as short plain text, and never with the secret in it', async () => {
    const name = async (value: unknown) => (await tried({ ok: true, user: { name: value } })).account;
    expect(await name('Ada')).toBe('Ada');
    expect(await name(7)).toBe('7');
    expect(await name({})).toBeUndefined();
    expect(await name('')).toBeUndefined();
    expect(await name('\u202eada\n')).toBe('\\u{202E}ada');
    expect((await name('x'.repeat(100_000)))?.length).toBe(120);
    expect(await name(`I am ${secret}`)).not.toContain(secret);
  });
});

describe('a choice', () => {
  const fields = [
    ...base.fields,
    {
      id: 'team',
      type: 'choice',
      label: 'Team',
      options: { path: '/teams', list: '/items', value: '/id', label: '/name' },
    },
  ];
  const offered = async (body: unknown, status = 200) => {
    const u = await using({ fields }, json(status, body));
    return u.settings.listChoices({ connectionId: u.connectionId, field: 'team' });
  };

  test('a connection is unusable until its choice is made', async () => {
    const u = await using({ fields }, json(200, {}));
    expect((await u.settings.listConnections()).connections).toMatchObject([
      { stateReason: 'choice-missing' },
    ]);
  });

  test('invalid options are skipped, shown text is cleaned, and the list is bounded', async () => {
    const items = [
      { id: 1, name: 'One' },
      { id: 1, name: 'One again' },
      { name: 'without an id' },
      { id: 'a\r\nb', name: 'line break' },
      { id: 'y'.repeat(201), name: 'too long' },
      { id: 'two', name: '\u202eTwo' },
      { id: 'three' },
      null,
      7,
    ];
    expect((await offered({ items })).choices).toEqual([
      { value: '1', label: 'One' },
      { value: 'two', label: '\\u{202E}Two' },
      { value: 'three', label: 'three' },
    ]);
    const many = await offered({ items: Array.from({ length: 500 }, (_, id) => ({ id })) });
    expect([many.choices.length, many.more]).toEqual([200, true]);
  });

  test.each([
    [{}, 200],
    [{ items: {} }, 200],
    [{ items: [] }, 500],
    ['<html>', 200],
  ])(
    'a list of choices is refused with a sentence when the service answers %j (%i)',
    async (body, status) => {
      await expect(offered(body, status)).rejects.toMatchObject({ code: 'choices-unavailable' });
    },
  );

  test('a list of choices exists only where the provider declares it', async () => {
    const u = await using({ fields }, json(200, {}));
    await expect(
      u.settings.listChoices({ connectionId: u.connectionId, field: 'token' }),
    ).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
