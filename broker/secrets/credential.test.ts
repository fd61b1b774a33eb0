import { expect, it } from 'vitest';
import { thrownCode } from '../checks/fixtures/thrown-code.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { makeCredentialOpener, type OpenPowers } from './credential.ts';
import { makeCredentialMemories } from './credential-memory.ts';
import { makeScrubber } from './redaction/scrubber.ts';
import { makeSecret } from './vault/plaintext.ts';

/** A vault with one secret, and a clock. */
const opening = () => {
  const state = { epoch: 1, locked: false, at: 10_000, opened: 0 };
  const open = makeCredentialOpener({
    vault: {
      epoch: () => state.epoch,
      open: () => {
        state.opened += 1;
        return state.locked
          ? { ok: false, code: 'vault-locked', why: 'key-changed' }
          : { ok: true, secret: makeSecret('canary-of-a-second-5hQ8sWn2Zr7V') };
      },
    },
    memories: makeCredentialMemories(() => ({ close: async () => undefined }) as never),
    makeScrubber,
    signIn: {},
    now: () => state.at,
    randomBytes: (length: number) => new Uint8Array(length),
  } as unknown as OpenPowers);
  const connection = {
    id: 'con_a',
    auth: { kind: 'bearer', secret: 'token' },
    fields: {},
    secretRefs: [{ field: 'token', counter: 1 }],
    origins: [],
    authorityDigest: 'd',
  } as unknown as ConnectionInUse;
  return { state, open: () => open(connection) };
};

it('a credential that was opened a moment ago is opened again once the vault has changed', () => {
  const { state, open } = opening();
  expect(open()).toBe(open());
  state.epoch = 2;
  state.locked = true;
  expect(thrownCode(open)).toBe('vault-locked');
});

it('an opened credential serves for a second, and not after the clock was set back', () => {
  const { state, open } = opening();
  const openedAt = (at: number): number => {
    state.at = at;
    open();
    return state.opened;
  };
  const first = openedAt(10_000);
  expect(openedAt(10_999)).toBe(first);
  const second = openedAt(11_000);
  expect(second).toBeGreaterThan(first);
  expect(openedAt(5_000)).toBeGreaterThan(second);
});
