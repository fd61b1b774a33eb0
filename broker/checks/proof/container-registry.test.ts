import { createHash } from 'node:crypto';
import { defined } from '@valetkey/api-contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { type Connected, connected, secret, text, url } from '../fixtures/connected.ts';
import {
  type RunningDockerRegistry,
  startDockerRegistry,
} from '../fixtures/servers/start-docker-registry.ts';
import { startedBefore } from '../fixtures/servers/started-before.ts';
import { codeOf } from '../fixtures/watched-broker.ts';

let byToken: RunningDockerRegistry;
let byPassword: RunningDockerRegistry;
startedBefore(['docker-registry'], async () => {
  [byToken, byPassword] = await Promise.all([startDockerRegistry('token'), startDockerRegistry('htpasswd')]);
  return [byToken, byPassword];
});

let one: Connected;
const connect = async (
  registry: RunningDockerRegistry,
  { realm = registry.tokenServer.realm, password = registry.password, now = () => Date.now() } = {},
) => {
  one = await connected(
    {
      fields: [
        url,
        { id: 'realm', type: 'url', label: 'Token server', required: false },
        text('username'),
        secret('password'),
      ],
      auth: { kind: 'registryToken', username: 'username', password: 'password', realms: ['{realm}'] },
      headers: ['Docker-Content-Digest'],
      test: { path: '/v2/' },
    },
    { fields: { url: registry.url, realm, username: registry.user }, secrets: { password } },
    { now },
  );
  registry.tokenServer.asked.length = 0;
  return one.client;
};
afterEach(async () => {
  for (const { tokenServer } of [byToken, byPassword].filter(Boolean))
    for (const token of tokenServer.tokens)
      expect(JSON.stringify(await one.settings.listAudit({ limit: 1000 }))).not.toContain(token);
  expect((await one?.close()) ?? []).toEqual([]);
});

const digestOf = (body: string): string => `sha256:${createHash('sha256').update(body).digest('hex')}`;

/** Puts an image there, past the broker. */
const push = async (registry: RunningDockerRegistry, name: string): Promise<void> => {
  const pair = `Basic ${Buffer.from(`${registry.user}:${registry.password}`).toString('base64')}`;
  const asked = `${registry.tokenServer.realm}?service=test-registry&scope=repository:${name}:pull,push`;
  const { token } = (await (await fetch(asked, { headers: { authorization: pair } })).json()) as {
    token: string;
  };
  const authorization = registry === byToken ? `Bearer ${token}` : pair;
  const send = async (to: string | URL, method: string, type: string, body?: string): Promise<Response> => {
    const answer = await fetch(to, {
      method,
      headers: { authorization, 'content-type': type },
      ...defined({ body }),
    });
    expect(answer.ok).toBe(true);
    return answer;
  };
  const begun = await send(`${registry.url}/v2/${name}/blobs/uploads/`, 'POST', 'text/plain');
  const at = new URL(begun.headers.get('location') ?? '', registry.url);
  at.searchParams.set('digest', digestOf(config));
  await send(at, 'PUT', 'application/octet-stream', config);
  await send(`${registry.url}/v2/${name}/manifests/latest`, 'PUT', mediaType, manifest);
};
const config = JSON.stringify({
  architecture: 'amd64',
  os: 'linux',
  rootfs: { type: 'layers', diff_ids: [] },
});
const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType,
  config: {
    mediaType: 'application/vnd.docker.container.image.v1+json',
    size: config.length,
    digest: digestOf(config),
  },
  layers: [],
});
const pull = async (client: Connected['client'], name: string): Promise<string[]> => [
  await (await client.fetch(`/v2/${name}/manifests/latest`, { headers: { accept: mediaType } })).text(),
  await (await client.fetch(`/v2/${name}/blobs/${digestOf(config)}`)).text(),
];
const tags = async (client: Connected['client'], name: string) =>
  (await client.fetch(`/v2/${name}/tags/list`)).json();

describe('a registry with a token server', () => {
  it('the registry serves, lists and deletes an image, each with a token for that repository and action', async () => {
    await push(byToken, 'team/app');
    const client = await connect(byToken);
    expect(await pull(client, 'team/app')).toEqual([manifest, config]);
    expect(await tags(client, 'team/app')).toEqual({ name: 'team/app', tags: ['latest'] });
    expect(await (await client.fetch('/v2/_catalog')).json()).toEqual({ repositories: ['team/app'] });
    const gone = await client.fetch(`/v2/team/app/manifests/${digestOf(manifest)}`, { method: 'DELETE' });
    expect(gone.status).toBe(202);
    const { asked } = byToken.tokenServer;
    expect(asked.every(({ known }) => known)).toBe(true);
    const scopes = asked.map(({ query }) => new URLSearchParams(query).get('scope'));
    // A token is used for what it was given for, until it ends.
    expect(scopes).toEqual(['repository:team/app:pull', 'registry:catalog:*', 'repository:team/app:delete']);
  });

  it('an image is pushed in pieces, to where the registry says that the upload goes on', async () => {
    const client = await connect(byToken);
    const begun = await client.fetch('/v2/team/pushed/blobs/uploads/', { method: 'POST' });
    expect(begun.status).toBe(202);
    const upload = begun.headers.get('location') ?? '';
    expect(upload).toMatch(new RegExp(`^${byToken.url}/v2/team/pushed/blobs/uploads/[0-9a-f-]+\\?_state=`));
    const half = Math.floor(config.length / 2);
    const bytes = { 'content-type': 'application/octet-stream' };
    const more = await client.fetch(upload, { method: 'PATCH', headers: bytes, body: config.slice(0, half) });
    expect(more.status).toBe(202);
    const at = new URL(more.headers.get('location') ?? '');
    at.searchParams.set('digest', digestOf(config));
    const whole = await client.fetch(at.href, { method: 'PUT', headers: bytes, body: config.slice(half) });
    expect(whole.status).toBe(201);
    expect(whole.headers.get('location')).toBe(`${byToken.url}/v2/team/pushed/blobs/${digestOf(config)}`);
    const tagged = await client.fetch('/v2/team/pushed/manifests/latest', {
      method: 'PUT',
      headers: { 'content-type': mediaType },
      body: manifest,
    });
    expect(tagged.status).toBe(201);
    expect(await pull(client, 'team/pushed')).toEqual([manifest, config]);
  });

  it('a handle that may not go there is not told where an upload goes on', async () => {
    const client = await connect(byToken);
    const weaker = one.extension.connections.use(
      await client.attenuate({ methods: ['POST'], paths: ['/v2/team/pushed/blobs/uploads/'] }),
    );
    const begun = await weaker.fetch('/v2/team/pushed/blobs/uploads/', { method: 'POST' });
    expect([begun.status, begun.headers.get('location')]).toEqual([202, null]);
  });

  it('the registry is tested without any repository', async () => {
    await connect(byToken);
    expect(await one.settings.testConnection({ connectionId: one.connectionId })).toMatchObject({
      ok: true,
      status: 200,
    });
  });

  it('a wrong password gets nothing, and the test says to enter it again', async () => {
    await connect(byToken, { password: 'a-wrong-password-0123' });
    const result = await one.settings.testConnection({ connectionId: one.connectionId });
    expect(result).toMatchObject({ ok: false, cause: 'wrong-credential', next: 'enter-secret-again' });
  });

  it('an expired token is replaced by another one', async () => {
    let ahead = 0;
    const client = await connect(byToken, { now: () => Date.now() + ahead });
    await client.fetch('/v2/');
    await client.fetch('/v2/');
    expect(byToken.tokenServer.asked).toHaveLength(1);
    ahead = 301_000;
    expect((await client.fetch('/v2/')).status).toBe(200);
    expect(byToken.tokenServer.asked).toHaveLength(2);
  });

  it('the token server gives one token, however many need it at once', async () => {
    const client = await connect(byToken);
    const all = await Promise.all(Array.from({ length: 20 }, () => client.fetch('/v2/')));
    expect(all.every(({ status }) => status === 200)).toBe(true);
    expect(byToken.tokenServer.asked).toHaveLength(1);
  });

  it.each([
    ['on a host that nobody named', () => ''],
    [
      'at another path of the host that was named',
      () => byToken.tokenServer.realm.replace(/token$/, 'other'),
    ],
  ])('a registry that names a token server %s gets no password sent there', async (_, realm) => {
    const client = await connect(byToken, { realm: realm() });
    expect(await codeOf(client.fetch('/v2/'))).toBe('destination-refused');
    const result = await one.settings.testConnection({ connectionId: one.connectionId });
    expect(result).toMatchObject({ ok: false, cause: 'refused', next: 'check-address' });
    expect(byToken.tokenServer.asked).toEqual([]);
  });
});

it('a registry that asks for the password itself gets it, and no token server is asked', async () => {
  await push(byPassword, 'team/app');
  const client = await connect(byPassword);
  expect(await pull(client, 'team/app')).toEqual([manifest, config]);
  expect(await tags(client, 'team/app')).toEqual({ name: 'team/app', tags: ['latest'] });
  expect(byPassword.tokenServer.asked).toEqual([]);
});

it('a registry that refuses the password itself is left after one try', async () => {
  await connect(byPassword, { password: 'a-wrong-password-0123' });
  const result = await one.settings.testConnection({ connectionId: one.connectionId });
  expect(result).toMatchObject({ ok: false, status: 401, cause: 'wrong-credential' });
});
