import { expect, it } from 'vitest';
import { thrownCode } from '../checks/fixtures/thrown-code.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { makeCredentialOpener, type OpenPowers } from './credential.ts';
import { makeCredentialMemories } from './credential-memory.ts';
import { makeScrubber } from './redaction/scrubber.ts';
import { makeSecret } from './vault/plaintext.ts';

it('a credential that was opened a moment ago is opened again once the vault has changed', () => {
  let epoch = 1;
  let locked = false;
  const open = makeCredentialOpener({
    vault: {
      epoch: () => epoch,
      open: () =>
        locked
          ? { ok: false, code: 'vault-locked', why: 'key-changed' }
          : { ok: true, secret: makeSecret('canary-of-a-second-5hQ8sWn2Zr7V') },
    },
    memories: makeCredentialMemories(() => ({ close: async () => undefined }) as never),
    makeScrubber,
    signIn: {},
    now: () => 1_000,
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
  expect(open(connection)).toBe(open(connection));
  [epoch, locked] = [2, true];
  expect(thrownCode(() => open(connection))).toBe('vault-locked');
});
