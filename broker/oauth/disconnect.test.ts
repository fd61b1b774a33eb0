import { ValetkeyError } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { plaintextOf } from '../secrets/vault/plaintext.ts';
import type { Secret } from '../secrets/vault/secret.ts';
import { disconnect } from './disconnect.ts';
import { connection, renewingScene, waiter } from './fixtures/renewing-scene.ts';
import type { OauthPowers } from './oauth-powers.ts';
import { makeTokenKeeper } from './token-keeper.ts';

/** Signed in, with tokens that have ended; renewed ones cannot be sealed. `revoked`: what the service was told of. */
const onFullDisk = () => {
  const revoked: string[] = [];
  const revoke = async (tokens: Secret) => {
    revoked.push(plaintextOf(tokens));
    return 'yes';
  };
  const issued = async (): Promise<object> => scene.issued();
  const full = (): never => {
    throw new ValetkeyError({ code: 'storage-failed' });
  };
  const { scene, powers } = renewingScene(
    issued,
    {
      seal: full,
      forget: () => undefined,
      talk: (_to: unknown, _known: unknown, _ends: unknown, say: (one: object) => Promise<unknown>) =>
        say({ server: { saved: {} }, refresh: issued, revoke }),
    },
    { obtainedAt: 0, expiresAt: 1 },
  );
  const all = {
    ...powers,
    rows: { ...powers.rows, remove: () => undefined },
    audit: { ...powers.audit, appendDurably: () => undefined },
  } as unknown as OauthPowers;
  const keeper = makeTokenKeeper({ ...all, signingIn: () => false });
  return { revoked, keeper, signOut: () => disconnect(connection, { ...all, keeper }) };
};

it('a sign-out revokes the tokens that came and could not be sealed, and they are kept no longer', async () => {
  const { revoked, keeper, signOut } = onFullDisk();
  const ready = () => keeper.ready(connection, { waiter: waiter(), patient: false });
  expect(await codeOf(Promise.resolve(ready()))).toBe('storage-failed');
  expect(await signOut().revoke()).toBe('yes');
  expect(revoked).toEqual(['new']);
  expect(await signOut().revoke()).toBe('yes');
  expect(revoked, 'those before, which are all that is known').toEqual(['new', 'old']);
});
