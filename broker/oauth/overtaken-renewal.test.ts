import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, expect, it } from 'vitest';
import { type HostileServer, honest, sendJson, startHostile } from './fixtures/hostile-server.ts';
import { type SigningIn, signingInBroker } from './fixtures/signing-in-broker.ts';

let server: HostileServer;
let broker: SigningIn;
afterEach(async () => {
  await broker?.close();
  await server?.close();
});

/** A server that keeps the answer to a renewal back, and knows which refresh tokens live. */
const renewing = async () => {
  let aheadMs = 0;
  let count = 0;
  let account = 'ada';
  const live = new Map<string, string>();
  const revoked: string[] = [];
  let answerRenewal: (() => void) | undefined;
  const issue = (who: string): object => {
    count += 1;
    const refresh_token = `refresh-${who}-${count}-of-it`;
    live.set(refresh_token, who);
    return {
      access_token: `access-${who}-${count}-of-it`,
      refresh_token,
      token_type: 'bearer',
      expires_in: 600,
    };
  };
  const answerToken = (form: URLSearchParams, response: ServerResponse): void => {
    const given = form.get('refresh_token');
    if (given === null) return sendJson(response, issue(account));
    const who = live.get(given) ?? 'nobody';
    live.delete(given);
    answerRenewal = () => sendJson(response, issue(who));
  };
  server = await startHostile(({ path, origin, body }, response) => {
    const form = new URLSearchParams(body);
    if (path.startsWith('/.well-known/')) return sendJson(response, honest(origin));
    if (path === '/token') return answerToken(form, response);
    if (path === '/revoke') {
      revoked.push(form.get('token') ?? '');
      live.delete(form.get('token') ?? '');
    }
    return sendJson(response, {});
  });
  const browse = async (address: string): Promise<void> => {
    const asked = new URL(address).searchParams;
    const back = new URL(asked.get('redirect_uri') ?? '');
    for (const [name, value] of [
      ['code', 'a-code-of-it'],
      ['state', asked.get('state') ?? ''],
      ['iss', server.origin],
    ] as const)
      back.searchParams.set(name, value);
    await fetch(back);
  };
  broker = await signingInBroker(server.origin, { scopes: [] }, { now: () => Date.now() + aheadMs }, browse);
  const { id } = await broker.connect();
  expect(await broker.signIn(id)).toMatchObject({ state: 'signed-in' });
  await broker.hold();
  aheadMs = 3_600_000;
  const call = broker.fetch('/api').catch(({ code }) => code);
  await expect.poll(() => answerRenewal).toBeDefined();
  return {
    id,
    live,
    revoked,
    letGo: () => answerRenewal?.(),
    call,
    signInAs: (name: string) => {
      account = name;
      return broker.signIn(id);
    },
    sealed: () => {
      const file = new Libsql(join(broker.inner.folder, 'secrets.db'));
      const rows = file.prepare('SELECT field FROM secrets').all();
      file.close();
      return rows.length;
    },
  };
};

it('a sign-out while tokens are renewed revokes the ones that come of it, and seals none', async () => {
  const { id, live, revoked, letGo, call, sealed } = await renewing();
  await broker.settings.signOut({ connectionId: id });
  letGo();
  expect(await call).toBe('not-signed-in');
  await expect.poll(() => revoked.some((token) => token.startsWith('refresh-ada-2'))).toBe(true);
  expect([...live.keys()]).toEqual([]);
  expect(sealed()).toBe(0);
});

it('a connection that is deleted while its tokens are renewed leaves none, here or at the service', async () => {
  const { id, live, letGo, call, sealed } = await renewing();
  await broker.settings.deleteConnection({ connectionId: id });
  letGo();
  await call;
  await expect.poll(() => [...live.keys()]).toEqual([]);
  expect(sealed()).toBe(0);
});

it('a renewal that ends after somebody signed in again does not bring the account before back', async () => {
  const { live, letGo, call, signInAs, sealed } = await renewing();
  expect(await signInAs('bob')).toMatchObject({ state: 'signed-in' });
  letGo();
  await call;
  await expect.poll(() => live.size).toBe(2);
  expect(sealed()).toBe(1);
  expect([...live.values()].toSorted()).toEqual(['ada', 'bob']);
});
