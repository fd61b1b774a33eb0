import { afterEach, expect, it } from 'vitest';
import { type Connected, connected, secret, text, url } from '../fixtures/connected.ts';
import { type RunningAuthlib, startAuthlib } from '../fixtures/servers/start-authlib.ts';
import { startedBefore } from '../fixtures/servers/started-before.ts';
import { codeOf } from '../fixtures/watched-broker.ts';

let authlib: RunningAuthlib;
startedBefore(['python3-authlib'], async () => {
  authlib = await startAuthlib();
  return [authlib];
});
let one: Connected | undefined;
afterEach(async () => {
  if (one !== undefined) expect(await one.close()).toEqual([]);
  one = undefined;
  await fetch(`${authlib.url}/forget`, { method: 'POST' });
});

const connect = async (
  { claims = {}, scope = 'read:{robot}' }: { claims?: object; scope?: string } = {},
  powers = {},
) => {
  const { url: address, issuer, subject, privateKey } = authlib;
  one = await connected(
    {
      fields: [url, text('robot'), secret('key', { format: 'pem' })],
      auth: {
        kind: 'jwtBearer',
        key: 'key',
        algorithm: 'ES256',
        uniqueId: true,
        claims: { iss: issuer, sub: '{robot}', aud: `${address}/oauth/token`, ...claims },
        exchange: { url: '/oauth/token', scope },
      },
    },
    { fields: { url: address, robot: subject }, secrets: { key: privateKey } },
    powers,
  );
  return one;
};
const whoami = async ({ client }: Connected) =>
  (await (await client.fetch('/whoami')).json()) as { subject: string; tokens: string[] };

it('a signed assertion is exchanged for a token, once until that expires, however many ask', async () => {
  let time = 0;
  const using = await connect({}, { now: () => Date.now() + time });
  const before = await Promise.all(Array.from({ length: 20 }, () => whoami(using)));
  expect(before.every(({ subject }) => subject === authlib.subject)).toBe(true);
  // What it says of its tokens is the token itself, and does not get through.
  expect(before.at(-1)?.tokens).toEqual(['[redacted]']);
  // Renewed before its hundred seconds are over, so that it does not end on the way.
  time = 95_000;
  expect((await whoami(using)).tokens).toHaveLength(2);
});

it.each([1, -1])(
  'an assertion finds the right time if the token server’s clock is %i hour ahead of ours',
  async (hours) => {
    const using = await connect({}, { now: () => Date.now() - hours * 3_600_000 });
    const seen = await Promise.all(Array.from({ length: 5 }, () => whoami(using)));
    expect(seen.map(({ subject }) => subject)).toEqual(Array(5).fill(authlib.subject));
    // The refusal of the first assertion told the time.
    const traded = (await using.watched.audit({ kind: 'use.hop' })).map(({ path }) => path);
    expect(traded).toEqual(['/oauth/token', '/oauth/token']);
  },
);

it.each([
  ['audience', { claims: { aud: 'https://elsewhere.example' } }],
  ['issuer', { claims: { iss: 'somebody@example.com' } }],
  ['subject', { claims: { sub: 'r3' } }],
  ['scope', { scope: 'write' }],
])('an assertion with a wrong %s is not accepted: a code, and no request is sent', async (_what, changes) => {
  const using = await connect(changes);
  expect(await codeOf(using.client.fetch('/whoami'))).toBe('token-refused');
  expect((await using.watched.audit({ kind: 'use.finished' })).map(({ code }) => code)).toEqual([
    'token-refused',
  ]);
  expect(authlib.printed()).toMatch(/ 400 -\n$/);
  expect((await using.watched.audit({ kind: 'use.hop' })).map(({ path }) => path)).toEqual(['/oauth/token']);
});
