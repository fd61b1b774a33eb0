import { ValetkeyError } from '@valetkey/api-contracts';
import { expect, it, vi } from 'vitest';
import { OauthError } from '../secrets/oauth/oauth-error.ts';
import { byNow, connection, id, renewingScene, waiter } from './fixtures/renewing-scene.ts';
import { end, makeRenewals } from './renew.ts';

it('the wait after each failed renewal is twice the one before, and at most five minutes', async () => {
  const { scene, powers } = renewingScene(() => Promise.reject(new OauthError('network')));
  const renewals = makeRenewals(powers);
  const waits: number[] = [];
  for (let times = 0; times < 10; times += 1) {
    const failed = await renewals.renew(connection, 1, waiter()).catch((error: ValetkeyError) => error);
    const { retryAfterMs = 0 } = (failed as ValetkeyError).details as { retryAfterMs?: number };
    waits.push(retryAfterMs / 1_000);
    scene.at += retryAfterMs;
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});

it('the wait after a failed renewal is over when the clock was set back by more than a wait lasts', async () => {
  const { scene, powers } = renewingScene(() => Promise.reject(new OauthError('network')));
  const renewals = makeRenewals(powers);
  scene.at = 86_400_000;
  const failing = () => renewals.renew(connection, 1, waiter()).catch(() => scene.talks);
  expect([await failing(), await failing()]).toEqual([1, 1]);
  scene.at = 0;
  expect(await failing()).toBe(2);
});

it('the lease of a renewal outlasts the longest one', async () => {
  const { scene, powers, done } = renewingScene(async (): Promise<object> => scene.issued());
  await makeRenewals(powers).renew(connection, 1, waiter());
  expect(Number(done[0]?.replace('leased for ', ''))).toBeGreaterThan(30_000);
});

it('a renewal that wrote nothing gives its lease back', async () => {
  const { powers, row } = renewingScene(() => Promise.reject(new ValetkeyError({ code: 'secret-missing' })));
  await expect(makeRenewals(powers).renew(connection, 1, waiter())).rejects.toMatchObject({
    code: 'secret-missing',
  });
  expect(row.lease).toBeUndefined();
});

it('a refresh token that is refused after an answer got lost was maybe spent, and is called so', async () => {
  const codes: ('network' | 'invalid-grant')[] = ['network', 'invalid-grant'];
  const { scene, powers, row } = renewingScene(() =>
    Promise.reject(new OauthError(codes.shift() ?? 'network')),
  );
  const renewals = makeRenewals(powers);
  await renewals.renew(connection, 1, waiter()).catch(() => undefined);
  scene.at += 60_000;
  await renewals.renew(connection, 1, waiter());
  expect(row.session.ended?.why).toBe('refresh-interrupted');
});

it('a vault that is locked ends no sign-in', async () => {
  const open = () => ({ ok: false, code: 'vault-locked', why: 'keyring-locked' });
  const { powers, row, done } = renewingScene(async () => ({}), { open });
  await expect(makeRenewals(powers).renew(connection, 1, waiter())).rejects.toMatchObject({
    code: 'vault-locked',
  });
  expect([row.session.ended, done.filter((one) => one.startsWith('tell'))]).toEqual([undefined, []]);
});

it('what is noted beside the tokens while they are renewed stays', async () => {
  const { scene, powers, row } = renewingScene(async (): Promise<object> => {
    Object.assign(row, { session: { ...row.session, wantedScopes: ['write'] }, version: row.version + 1 });
    return scene.issued();
  });
  await makeRenewals(powers).renew(connection, 1, waiter());
  expect(row.session).toMatchObject({ counter: 2, wantedScopes: ['write'] });
});

it('closing waits for a renewal that has left, whose tokens are stored', async () => {
  let answer = (): void => undefined;
  const { scene, powers, row } = renewingScene(
    (): Promise<object> => new Promise((resolve) => (answer = () => resolve(scene.issued()))),
  );
  const renewals = makeRenewals(powers);
  const renewed = renewals.renew(connection, 1, waiter());
  const closing = renewals.close();
  expect(await byNow(closing)).toBe('still waits');
  answer();
  await Promise.all([closing, renewed]);
  expect(row.session.counter).toBe(2);
});

/** Renewals whose tokens come and cannot be sealed. */
const onFullDisk = () => {
  const disk = { isFull: true };
  const seal = (): number => {
    if (disk.isFull) throw new ValetkeyError({ code: 'storage-failed' });
    return 2;
  };
  const { scene, powers, row } = renewingScene(async (): Promise<object> => scene.issued(), { seal });
  return { scene, row, disk, renewals: makeRenewals(powers) };
};

it('tokens that cannot be sealed are kept and sealed at the next use, and the spent ones are not sent again', async () => {
  const { scene, row, renewals, disk } = onFullDisk();
  for (let times = 0; times < 2; times += 1)
    await expect(renewals.renew(connection, 1, waiter())).rejects.toMatchObject({ code: 'storage-failed' });
  expect([scene.talks, row.session.counter]).toEqual([1, 1]);
  disk.isFull = false;
  await renewals.renew(connection, 1, waiter());
  expect([scene.talks, row.session.counter]).toEqual([1, 2]);
  await renewals.renew(connection, 2, waiter());
  expect(scene.talks, 'the next ones are asked for').toBe(2);
});

it('tokens that could not be sealed are not those of a later sign-in, nor kept after a sign-out', async () => {
  const { scene, row, renewals, disk } = onFullDisk();
  await renewals.renew(connection, 1, waiter()).catch(() => undefined);
  expect(renewals.unsaved(id, row.session)).toBeDefined();
  const earlier = row.session;
  row.session = { ...row.session, signedInAt: 5 };
  expect(renewals.unsaved(id, row.session)).toBeUndefined();
  renewals.forget(id);
  expect(renewals.unsaved(id, earlier)).toBeUndefined();
  disk.isFull = false;
  await renewals.renew(connection, 1, waiter());
  expect(scene.talks).toBe(2);
});

it('tokens that come when the session has changed are discarded, and no line says that they are used', async () => {
  const seal = (): number => {
    row.version += 1; // another process, between the look and the change
    return 2;
  };
  const { scene, powers, row, done } = renewingScene(async (): Promise<object> => scene.issued(), { seal });
  await makeRenewals(powers).renew(connection, 1, waiter());
  expect(done).toContain('discard 2');
  expect(done).not.toContain('token.renewed');
});

it('the end of a sign-in is told by the one whose change was taken', () => {
  const { powers, row, done } = renewingScene(async () => ({}));
  end(id, { version: row.version - 1 }, row.session, 'revoked', powers);
  expect(done).toEqual([]);
  end(id, row, row.session, 'revoked', powers);
  expect(done).toEqual(['connection.needs-reconnect', 'tell revoked']);
});

/** A renewal that has left, and that fails when the test says so. */
const renewing = async () => {
  let reject: (error: OauthError) => void = () => undefined;
  const asked = new Promise<object>((_, fail) => {
    reject = fail;
  });
  const { scene, powers } = renewingScene(() => asked);
  const renewal = makeRenewals(powers).renew(connection, 1, waiter());
  await vi.waitFor(() => expect(scene.talks).toBe(1));
  return { scene, powers, renewal, fail: reject };
};

it('a renewal that fails is noted, also where scopes were noted beside it', async () => {
  const { scene, powers, renewal, fail } = await renewing();
  const { version, session } = scene.row;
  powers.rows.note(id, version, { ...session, wantedScopes: ['write'] });
  fail(new OauthError('network'));
  await expect(renewal).rejects.toMatchObject({ code: 'token-unavailable' });
  expect(scene.row.session).toMatchObject({ wantedScopes: ['write'], failure: { count: 1 } });
});

it('nothing is said of tokens that failed while the user signed in again', async () => {
  const { scene, powers, renewal, fail } = await renewing();
  const { version, session } = scene.row;
  powers.rows.update(id, version, { ...session, counter: 2 });
  fail(new OauthError('invalid-grant'));
  await renewal;
  expect(scene.row.session).toMatchObject({ counter: 2 });
  expect(scene.done.filter((one) => one.startsWith('tell'))).toEqual([]);
});
