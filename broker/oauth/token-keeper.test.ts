import { expect, it } from 'vitest';
import { thrownCode } from '../checks/fixtures/thrown-code.ts';
import { OauthError } from '../secrets/oauth/oauth-error.ts';
import { byNow, connection, id, renewingScene, waiter } from './fixtures/renewing-scene.ts';
import { makeTokenKeeper } from './token-keeper.ts';

const never = (): Promise<object> => new Promise(() => undefined);
const keeping = (ask = never, door: object = {}, first: Parameters<typeof renewingScene>[2] = {}) => {
  const all = renewingScene(ask, door, first);
  const user = { isSigningIn: false };
  const keeper = makeTokenKeeper({ ...all.powers, signingIn: () => user.isSigningIn });
  return { ...all, keeper, user, ready: () => keeper.ready(connection, { waiter: waiter(), patient: true }) };
};

it('a token is renewed in its last quarter or minute, and not used in its last tenth or five seconds', () => {
  for (const [lifetime, good, soon, over] of [
    [20_000, 14_000, 16_000, 18_500],
    [3_600_000, 3_539_000, 3_541_000, 3_596_000],
  ] as const) {
    const { scene, ready } = keeping(undefined, {}, { obtainedAt: 0, expiresAt: lifetime });
    scene.at = good;
    expect([ready(), scene.talks]).toEqual([undefined, 0]);
    scene.at = soon;
    expect([ready(), scene.talks]).toEqual([undefined, 1]);
    scene.at = over;
    expect(ready()).toBeInstanceOf(Promise);
  }
});

it('a token that is over as soon as it comes is used, and not asked for again', async () => {
  const { scene, ready } = keeping(
    async (): Promise<object> => {
      if (scene.talks > 3) throw new OauthError('refused');
      return scene.issued({ expiresAt: scene.at });
    },
    {},
    { obtainedAt: 0, expiresAt: 1 },
  );
  expect([await byNow(Promise.resolve(ready())), scene.talks]).toEqual([undefined, 1]);
});

it('a call waits while the user signs in, however long ago the sign-in ended', async () => {
  const { scene, row, user, keeper, ready } = keeping(undefined, {}, { ended: { why: 'revoked', at: 0 } });
  scene.at = 10 * 60_000;
  expect(await byNow(Promise.resolve(ready()))).toBe('needs-reconnect');
  user.isSigningIn = true;
  const waiting = Promise.resolve(ready());
  expect(await byNow(waiting)).toBe('still waits');
  const { ended: _, ...rest } = row.session;
  row.session = rest;
  keeper.wake(id);
  expect(await byNow(waiting)).toBeUndefined();
});

it('a server that refuses is asked once a minute who lets somebody in, and its refusal alone ends nothing', async () => {
  let asked = 0;
  let named = 'https://login.example.com';
  const issuerNow = async () => {
    asked += 1;
    return named;
  };
  const discovered = { announced: true, clientId: 'c', authentication: 'none' as const };
  const { scene, row, keeper } = keeping(undefined, { issuerNow }, { discovered });
  scene.at = 120_000;
  expect([await keeper.moved(connection), await keeper.moved(connection), asked]).toEqual([false, false, 1]);
  scene.at -= 3_600_000;
  expect([await keeper.moved(connection), asked], 'the clock was set back').toEqual([false, 2]);
  expect(row.session.ended).toBeUndefined();
  named = 'https://elsewhere.example';
  scene.at += 61_000;
  expect([await keeper.moved(connection), row.session.ended?.why]).toEqual([true, 'revoked']);
});

it('what a person asked for at a form is told at once that scopes are missing', async () => {
  const { keeper } = keeping();
  expect(await byNow(keeper.widen(connection, ['write'], false))).toBe('needs-reconnect');
  expect(await byNow(keeper.widen(connection, ['write'], true))).toBe('still waits');
});

it('tokens that were opened are not served once the vault is another one', () => {
  let epoch = 0;
  let isLocked = false;
  const open = () =>
    isLocked ? { ok: false, code: 'vault-locked', why: 'key-missing' } : { ok: true, secret: {} };
  const { keeper } = keeping(undefined, { open, epoch: () => epoch });
  keeper.current(connection);
  [epoch, isLocked] = [1, true];
  expect(thrownCode(() => keeper.current(connection))).toBe('vault-locked');
});

it('scopes that are noted beside a renewal leave it its lease', async () => {
  const { row, keeper } = keeping();
  row.lease = { owner: 'another process', until: 50_000 };
  expect(await byNow(keeper.widen(connection, ['write'], false))).toBe('needs-reconnect');
  expect(row).toMatchObject({ lease: { owner: 'another process' }, session: { wantedScopes: ['write'] } });
});

it('a call does not wait for a sign-in that ended later than now, by a clock that was set back', async () => {
  const { scene, ready } = keeping(undefined, {}, { ended: { why: 'revoked', at: 86_400_000 } });
  scene.at = 0;
  expect(await byNow(Promise.resolve(ready()))).toBe('needs-reconnect');
});

it('what a server names as an endpoint and is no address bars nothing', () => {
  const server = {
    issuer: 'https://login.example.com',
    token_endpoint: 'https://login.example.com/token',
    registration_endpoint: '/register',
  };
  const { keeper } = keeping(undefined, {}, { server });
  expect(keeper.endpoints(id)).toEqual(['https://login.example.com/token']);
});
