import { setTimeout } from 'node:timers/promises';
import type { Note } from '../audit/note.ts';
import { DatabaseError } from '../database/open-database.ts';
import { storageFailed } from '../database/storage-failed.ts';
import type { VaultState } from '../secrets/vault/vault.ts';
import type { Stores } from '../stores/open-stores.ts';

export type SetAside = () => Promise<{ readonly aside: number; readonly state: VaultState }>;

/** One at a time, no matter who asks; of several processes, the lock of secrets.db lets one do it. */
export function makeSetSecretsAside(powers: {
  readonly stores: Pick<Stores, 'setAside'>;
  readonly note: Note;
  readonly unlock: () => Promise<VaultState>;
}): SetAside {
  const { stores, note } = powers;
  /** Who gave the key up at the same moment may be making the new one, and be asking a person for a passphrase. */
  const unlock = async (): Promise<VaultState> => {
    for (let waited = 0; ; waited += 50) {
      const state = await powers.unlock();
      if (state.state === 'unlocked' || state.why !== 'key-being-created' || waited >= 60_000) return state;
      await setTimeout(50);
    }
  };
  const run: SetAside = async () => {
    const given = await stores.setAside().catch((error: unknown) => {
      throw error instanceof DatabaseError ? storageFailed(error) : error;
    });
    if (given === undefined) return { aside: 0, state: await unlock() };
    const { secrets, sealedUpTo } = given;
    const seal = sealedUpTo === undefined ? 'the log had no seal' : `sealed up to entry ${sealedUpTo}`;
    note({ kind: 'vault.set-aside', detail: `secrets: ${secrets}; ${seal}` });
    return { aside: secrets, state: await unlock() };
  };
  let underWay: ReturnType<SetAside> | undefined;
  return () => {
    underWay ??= run().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}
