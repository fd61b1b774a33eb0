import { defined } from '@valetkey/api-contracts';
import { afterEach, describe, expect, it } from 'vitest';
import type { After } from '../time/after.ts';
import { type HostileServer, honest, sendJson, startHostile } from './fixtures/hostile-server.ts';
import { type SigningIn, signingInBroker } from './fixtures/signing-in-broker.ts';

/** THREATS 18: whatever a metadata document says, nothing opens and nothing leaves but the question for it. */
let server: HostileServer;
let bystander: HostileServer;
let broker: SigningIn;
afterEach(async () => {
  await broker?.close();
  await server?.close();
  await bystander?.close();
});

const signInWith = async (
  change: (origin: string, elsewhere: string) => object,
  auth: object = {},
  flow: 'authorizationCode' | 'deviceCode' | 'clientCredentials' = 'authorizationCode',
) => {
  bystander = await startHostile((_request, response) => sendJson(response, {}));
  server = await startHostile(({ path, origin }, response) => {
    if (!path.startsWith('/.well-known/')) return sendJson(response, { error: 'invalid_request' }, 400);
    sendJson(response, { ...honest(origin), ...change(origin, bystander.origin) });
  });
  broker = await signingInBroker(server.origin, auth);
  const { id } = await broker.connect();
  const { signInId } = await broker.settings.signIn({ connectionId: id, flow });
  const reached = await broker.until(signInId, ['waiting', 'signed-in', 'failed']);
  if (reached.state === 'waiting') await broker.settings.cancelSignIn({ signInId });
  return broker.until(signInId, ['signed-in', 'failed']);
};
const nothingOpened = (): void => {
  expect(broker.opened).toEqual([]);
  expect(bystander.asked).toEqual([]);
  expect(server.asked.filter((one) => !one.startsWith('GET /.well-known/'))).toEqual([]);
};

const endpoints = [
  'authorization_endpoint',
  'token_endpoint',
  'device_authorization_endpoint',
  'pushed_authorization_request_endpoint',
  'revocation_endpoint',
];
const hostile: readonly [string, (origin: string, elsewhere: string) => string][] = [
  ['javascript:', () => 'javascript:alert(1)'],
  ['file:', () => 'file:///etc/passwd'],
  ['an option of a command', () => '--version'],
  ['a command in a path', (origin) => `${origin}/$(calc)`],
  ['plain http on another host', () => 'http://login.example.com/authorize'],
  ['another origin', (_origin, elsewhere) => `${elsewhere}/authorize`],
  ['cloud metadata', () => 'http://169.254.169.254/latest/meta-data'],
  ['a private address', () => 'https://10.0.0.1/authorize'],
  ['a user name before the host', (origin) => origin.replace('//', '//evil@')],
  ['a fragment', (origin) => `${origin}/authorize#x`],
  ['a backslash', (origin) => `${origin}\\@evil.example.com/`],
  ['nothing', () => ''],
  ['a scheme of an application', () => 'ms-msdt:/id x'],
];

describe.each(endpoints)('%s', (name) => {
  const all = name === 'authorization_endpoint' || name === 'token_endpoint';
  it.each(all ? hostile : hostile.slice(0, 6))(
    'the endpoint of %s is refused before anything opens',
    async (_what, make) => {
      const ended = await signInWith((origin, elsewhere) => ({ [name]: make(origin, elsewhere) }));
      expect(ended).toMatchObject({ state: 'failed', why: 'endpoint-refused' });
      nothingOpened();
    },
  );
});

describe('metadata', () => {
  it('metadata of another issuer is refused', async () => {
    const ended = await signInWith(() => ({ issuer: 'https://login.example.com' }));
    expect(ended).toMatchObject({ state: 'failed', why: 'issuer-mismatch' });
    nothingOpened();
  });

  it.each([
    ['no PKCE', {}],
    ['plain PKCE only', { code_challenge_methods_supported: ['plain'] }],
  ])('metadata with %s is refused', async (_what, methods) => {
    const ended = await signInWith(() => ({ code_challenge_methods_supported: undefined, ...methods }));
    expect(ended).toMatchObject({ state: 'failed', why: 'pkce-missing' });
    nothingOpened();
  });

  it('metadata silent about PKCE is accepted if the provider vouches for it, and refused if it denies PKCE', async () => {
    const silent = await signInWith(() => ({ code_challenge_methods_supported: undefined }), {
      pkce: 'unannounced',
    });
    expect(broker.opened).toHaveLength(1);
    expect(silent).toMatchObject({ state: 'failed', why: 'aborted' });
    await broker.close();
    await server.close();
    const denied = await signInWith(() => ({ code_challenge_methods_supported: [] }), {
      pkce: 'unannounced',
    });
    expect(denied).toMatchObject({ state: 'failed', why: 'pkce-missing' });
  });

  it('metadata without a token endpoint is refused', async () => {
    const ended = await signInWith(() => ({ token_endpoint: undefined }));
    expect(ended).toMatchObject({ state: 'failed', why: 'endpoint-missing' });
    nothingOpened();
  });

  it.each([
    ['of the wrong kind', { token_endpoint: { toString: 'x' } }],
    ['of thousands of methods', { code_challenge_methods_supported: Array(5000).fill('S256') }],
  ])('metadata with members %s is refused', async (_what, members) => {
    expect(await signInWith(() => members)).toMatchObject({ state: 'failed', why: 'discovery-failed' });
    nothingOpened();
  });

  it.each([
    ['is huge', (origin: string) => JSON.stringify({ ...honest(origin), x: 'x'.repeat(600_000) }), 'network'],
    ['is no JSON', () => '<html>', 'not-json'],
    ['is a list', () => '[]', 'broken-answer'],
    ['is nested deep', () => '{"a":'.repeat(50_000), 'not-json'],
  ])('metadata that %s is refused', async (_what, text, why) => {
    server = await startHostile(({ origin }, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(text(origin));
    });
    broker = await signingInBroker(server.origin);
    const { id } = await broker.connect();
    expect(await broker.signIn(id)).toMatchObject({ state: 'failed', why });
    expect(broker.opened).toEqual([]);
  });

  it('metadata is not fetched along a redirect', async () => {
    bystander = await startHostile(({ origin }, response) => sendJson(response, honest(origin)));
    server = await startHostile((_request, response) => {
      response.writeHead(302, { location: `${bystander.origin}/.well-known/openid-configuration` });
      response.end();
    });
    broker = await signingInBroker(server.origin);
    const { id } = await broker.connect();
    expect(await broker.signIn(id)).toMatchObject({ state: 'failed', why: 'endpoint-refused' });
    nothingOpened();
  });

  it('metadata is fetched again at each sign-in, so an endpoint that moved away is refused then', async () => {
    let moved = false;
    bystander = await startHostile((_request, response) => sendJson(response, {}));
    server = await startHostile(({ path, origin }, response) => {
      if (path.startsWith('/.well-known/'))
        return sendJson(response, {
          ...honest(origin),
          ...defined({ token_endpoint: moved ? `${bystander.origin}/token` : undefined }),
        });
      sendJson(response, { access_token: 'a-token-of-it', token_type: 'bearer' });
    });
    broker = await signingInBroker(server.origin);
    const { id } = await broker.connect();
    expect(await broker.signIn(id, 'clientCredentials')).toMatchObject({ state: 'signed-in' });
    moved = true;
    expect(await broker.signIn(id, 'clientCredentials')).toMatchObject({ why: 'endpoint-refused' });
    expect(bystander.asked).toEqual([]);
  });

  it('metadata may put endpoints at origins that the provider names, and these are shown too', async () => {
    bystander = await startHostile((_request, response) =>
      sendJson(response, { access_token: 'a-token-of-it', token_type: 'bearer' }),
    );
    server = await startHostile(({ origin }, response) =>
      sendJson(response, { ...honest(origin), token_endpoint: `${bystander.origin}/token` }),
    );
    broker = await signingInBroker(server.origin, { origins: [bystander.origin] });
    const { id } = await broker.connect();
    expect(await broker.signIn(id, 'clientCredentials')).toMatchObject({ state: 'signed-in' });
    await broker.fetch('/').catch(() => undefined);
    expect(broker.inner.prompts[0]?.choices[0]?.authority.signIn?.origins).toEqual([
      server.origin,
      bystander.origin,
    ]);
  });
});

/** Timers that run out after that part of their time. */
const fasterBy =
  (times: number): After =>
  (ms, run) => {
    const timer = setTimeout(run, ms / times).unref();
    return () => clearTimeout(timer);
  };

describe('a device authorization', () => {
  it.each([
    ['another origin', 'https://phish.example.com/device'],
    ['javascript:', 'javascript:alert(1)'],
    ['plain http', 'http://login.example.com/device'],
    ['a path alone', '/device'],
  ])('a device authorization whose page is at %s is refused', async (_what, address) => {
    server = await startHostile(({ path, origin }, response) =>
      sendJson(
        response,
        path.startsWith('/.well-known/')
          ? honest(origin)
          : { device_code: 'x', user_code: 'ABCD', verification_uri: address, expires_in: 60 },
      ),
    );
    broker = await signingInBroker(server.origin);
    const { id } = await broker.connect();
    const { signInId } = await broker.settings.signIn({ connectionId: id, flow: 'deviceCode' });
    expect(await broker.until(signInId, ['failed', 'waiting'])).toMatchObject({ why: 'endpoint-refused' });
    expect(broker.opened).toEqual([]);
  });

  it.each(['AB\u202eCD', 'ABCD-1234 at https://github.com/login/device, and not', 'ABCD at github'])(
    'a device authorization whose code is %j, and so no code, is refused',
    async (code) => {
      server = await startHostile(({ path, origin }, response) =>
        sendJson(
          response,
          path.startsWith('/.well-known/')
            ? honest(origin)
            : { device_code: 'x', user_code: code, verification_uri: `${origin}/d`, expires_in: 60 },
        ),
      );
      broker = await signingInBroker(server.origin);
      const { id } = await broker.connect();
      const { signInId } = await broker.settings.signIn({ connectionId: id, flow: 'deviceCode' });
      expect(await broker.until(signInId, ['failed', 'waiting'])).toMatchObject({ why: 'broken-answer' });
    },
  );

  it('a device authorization that asks for patience is polled more slowly, to the end (RFC 8628, 3.5)', async () => {
    const answers = ['authorization_pending', 'slow_down', 'authorization_pending', undefined];
    let asked = 0;
    server = await startHostile(({ path, origin }, response) => {
      if (path.startsWith('/.well-known/')) return sendJson(response, honest(origin));
      if (path === '/device')
        return sendJson(response, {
          device_code: 'x',
          user_code: 'ABCD',
          expires_in: 600,
          interval: 4,
          verification_uri: `${origin}/page`,
        });
      const error = answers[asked];
      asked += 1;
      // As GitHub does it: an error under the status of success.
      if (error !== undefined) return sendJson(response, { error });
      return sendJson(response, { access_token: 'a-token-of-it', token_type: 'bearer' });
    });
    const waits: number[] = [];
    const after: After = (ms, run) => {
      // No other timer has such a length.
      if ([4_000, 9_000].includes(ms)) waits.push(ms);
      return fasterBy(100)(ms, run);
    };
    broker = await signingInBroker(server.origin, {}, { after });
    const { id } = await broker.connect();
    const { signInId } = await broker.settings.signIn({ connectionId: id, flow: 'deviceCode' });
    expect(await broker.until(signInId, ['failed', 'signed-in'])).toMatchObject({ state: 'signed-in' });
    expect([asked, waits]).toEqual([4, [4_000, 4_000, 9_000, 9_000]]);
  });

  it('a device authorization is polled once a second at most, whatever the server asks for', async () => {
    let asked = 0;
    server = await startHostile(({ path, origin }, response) => {
      if (path.startsWith('/.well-known/')) return sendJson(response, honest(origin));
      const device = { device_code: 'x', user_code: 'ABCD', verification_uri: `${origin}/page` };
      if (path === '/device') return sendJson(response, { ...device, expires_in: 600, interval: 1e-9 });
      asked += 1;
      return sendJson(response, { error: 'authorization_pending' });
    });
    broker = await signingInBroker(server.origin, {}, { after: fasterBy(1_000) });
    const { id } = await broker.connect();
    const { signInId } = await broker.settings.signIn({ connectionId: id, flow: 'deviceCode' });
    expect(await broker.until(signInId, ['failed', 'signed-in'])).toMatchObject({ why: 'device-expired' });
    expect(asked).toBeGreaterThan(10);
    expect(asked).toBeLessThanOrEqual(601);
  });
});
