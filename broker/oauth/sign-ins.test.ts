import type { ConnectionId } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { thrownCode } from '../checks/fixtures/thrown-code.ts';
import { makeSignIns } from './sign-ins.ts';

it('no sign-in begins while the vault is locked: its tokens could not be stored', () => {
  const written: unknown[] = [];
  const connectionId = 'con_000000000000000000001' as ConnectionId;
  const auth = { kind: 'oauth2', flows: ['authorizationCode'], scopes: [] };
  const signIns = makeSignIns({
    resolver: { resolve: () => ({ inUse: { id: connectionId, auth, oauth: {} } }) },
    door: {
      whyLocked: () => 'keyring-locked',
      talk: () => new Promise(() => undefined),
      open: () => ({ ok: false }),
    },
    audit: { appendDurably: (event: unknown) => void written.push(event) },
    rows: { get: () => undefined },
    makeId: () => 'x',
  } as never);
  expect(thrownCode(() => signIns.begin({ connectionId, scopes: [] }))).toBe('vault-locked');
  expect(written).toEqual([]);
});
