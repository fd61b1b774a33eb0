import { setTimeout } from 'node:timers/promises';
import { english } from '../../contracts/texts/say.ts';
import { DatabaseError } from '../../database/database-error.ts';
import { firstValue } from '../../database/first-value.ts';
import type { OpenedDatabase } from '../../database/open-database.ts';
import { begin, inTransaction, rollBack } from '../../database/transaction.ts';
import type { KeyCheck } from './key-check.ts';
import {
  isKeyGone,
  type Keychain,
  type KeychainAnswer,
  type KeyProtection,
  type LockedReason,
  wipe,
} from './keychain.ts';
import type { SecretRows } from './secret-rows.ts';

export type VaultState = KeyProtection &
  ({ readonly state: 'unlocked' } | { readonly state: 'locked'; readonly why: LockedReason });

/** Holds the vault key in memory from `unlock` to `lock`, and decides whether a new one may be made. */
export function makeKeyHolder(
  database: OpenedDatabase,
  keychain: Keychain,
  rows: Pick<SecretRows, 'any'>,
  check: KeyCheck,
) {
  let key: Uint8Array | undefined;
  let why: LockedReason = 'not-yet-unlocked';
  let unlocking: Promise<VaultState> | undefined;
  let givingUp: Promise<unknown> | undefined;

  const state = (): VaultState => ({
    ...(key === undefined ? { state: 'locked' as const, why } : { state: 'unlocked' as const }),
    ...keychain.describe(english),
  });

  const isClosed = (): boolean => why === 'vault-closed';

  const lock = (reason: LockedReason): void => {
    // Wipes our copy. What OpenSSL copied goes when its cipher does; the keyring keeps its own.
    key?.fill(0);
    key = undefined;
    if (!isClosed()) why = reason;
  };

  const take = (answer: KeychainAnswer): void => {
    if (answer.state !== 'unlocked') return lock(answer.why);
    const unfit =
      answer.key.length !== 32 ? 'key-unusable' : check.accept(answer.key) ? undefined : 'wrong-key';
    if (unfit !== undefined) {
      wipe(answer);
      return lock(unfit);
    }
    key = answer.key;
  };

  /**
   * While nothing is stored, the write lock of the file is held until the keyring has answered: two processes that
   * start for the first time would make two keys otherwise, and the second would lock the first one's secrets away.
   * A killed process lets go of it by itself. The keyring is asked once: that uses up a passphrase that a person chose.
   * Once something is stored, or `isMade` says that another process has made a key meanwhile, none is asked for under the
   * lock: others save meanwhile. Once something is stored, no key is ever made.
   */
  const askAndTake = async (isMade = false): Promise<void> => {
    if (isClosed()) return;
    const asked = check.stored();
    if (isMade || rows.any()) {
      const answer = await keychain.unlock({ mayCreate: false });
      if (isClosed()) return wipe(answer);
      // Another process may have given the key up meanwhile: what it sealed from now on would open for nobody else.
      const takeUnlessGivenUp = (): void => {
        if (check.stored() === asked) return take(answer);
        wipe(answer);
        lock('wrong-key');
      };
      if (answer.state === 'unlocked')
        return orWipe(answer, () => inTransaction(database, takeUnlessGivenUp));
      lock(answer.why);
      if (rows.any() || !isKeyGone(answer.why)) return;
    }
    if (!beginAtOnce(database)) return lock('key-being-created');
    const isAnother = check.stored() !== asked;
    try {
      if (!isAnother) await askAndMake();
    } finally {
      rollBack(database);
    }
    if (isAnother) await askAndTake(true);
  };
  /** Under the lock. */
  const askAndMake = async (): Promise<void> => {
    const answer = await keychain.unlock({ mayCreate: !rows.any() });
    if (isClosed()) return wipe(answer);
    orWipe(answer, () => {
      take(answer);
      database.exec('COMMIT');
    });
  };

  const ask = (): Promise<void> =>
    askAndTake().catch((error: unknown) =>
      lock(error instanceof DatabaseError ? 'database-failed' : 'keychain-failed'),
    );

  const unlock = (): Promise<VaultState> => {
    if (key !== undefined || isClosed()) return Promise.resolve(state());
    unlocking ??= (givingUp?.then(ask) ?? ask()).then(() => {
      unlocking = undefined;
      return state();
    });
    return unlocking;
  };

  /** Takes the write lock, and waits a minute at most: its holder may be asking a person. False: closed meanwhile. */
  const beginInTurn = async (): Promise<boolean> => {
    for (let waited = 0; !isClosed(); waited += 50) {
      if (beginAtOnce(database)) return true;
      if (waited >= 60_000) throw new DatabaseError('busy', database.name);
      await setTimeout(50);
    }
    return false;
  };

  /**
   * The keyring is asked without the lock: it may ask a person, and others save meanwhile. Then two transactions. The
   * first makes the key stop counting where it is gone: a process that still has it in memory seals nothing more. The
   * second runs `keep` and puts the key file away. Before each, another caller may have given the key up or made a new
   * one; then this one does nothing. Killed before the second, the old key counts again once a process that has it opens
   * the vault; killed after the file was put away, the key is gone.
   */
  const giveUp = async <T>(keep: () => T): Promise<T | undefined> => {
    const asked = { check: check.stored(), any: rows.any() };
    const isAsAsked = (stored: string | undefined): boolean =>
      check.stored() === stored && rows.any() === asked.any;
    if (key === undefined) await ask();
    if (key !== undefined || !isKeyGone(why) || !(await beginInTurn())) return undefined;
    try {
      if (!isAsAsked(asked.check)) return undefined;
      check.forget();
      database.exec('COMMIT');
      if (!(await beginInTurn()) || !isAsAsked(undefined)) return undefined;
      const kept = keep();
      await keychain.setAside?.();
      if (isClosed()) return undefined;
      database.exec('COMMIT');
      return kept;
    } finally {
      rollBack(database);
    }
  };

  return Object.freeze({
    state,
    lock,
    unlock,
    key: () => key,
    /** What `keep` hands back, undefined where the vault opens after all, or may yet. `keep` runs in the transaction. */
    giveUp: <T>(keep: () => T): Promise<T | undefined> => {
      const run = Promise.all([givingUp, unlocking]).then(() => giveUp(keep));
      givingUp = run.catch(() => undefined);
      return run;
    },
  });
}

/** A key that the database could not be asked about is not left in memory. */
const orWipe = <T>(answer: KeychainAnswer, run: () => T): T => {
  try {
    return run();
  } catch (error) {
    wipe(answer);
    throw error;
  }
};

/** Without the usual wait: who holds the lock may be asking a person for a passphrase. */
const beginAtOnce = (database: OpenedDatabase): boolean => {
  const usual = firstValue(database, 'PRAGMA busy_timeout');
  database.pragma('busy_timeout = 0');
  try {
    begin(database);
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === 'busy') return false;
    throw error;
  } finally {
    database.pragma(`busy_timeout = ${usual}`);
  }
};
