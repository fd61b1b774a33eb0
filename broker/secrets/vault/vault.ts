import { hkdfSync } from 'node:crypto';
import { closeDatabase } from '../../database/close-database.ts';
import { DatabaseError } from '../../database/database-error.ts';
import type { OpenedDatabase } from '../../database/open-database.ts';
import { inTransaction } from '../../database/transaction.ts';
import { makeKeyCheck } from './key-check.ts';
import { makeKeyHolder, type VaultState } from './key-holder.ts';
import type { Keychain } from './keychain.ts';
import { type OpenedSecret, openSecret, type SecretRefusal } from './open-secret.ts';
import { checkPlace, type SecretPlace } from './place.ts';
import { plaintextOf } from './plaintext.ts';
import { seal } from './seal.ts';
import { makeSecretRows } from './secret-rows.ts';
import { settleRows } from './settle.ts';
import { VaultError } from './vault-error.ts';

export type { VaultState } from './key-holder.ts';
export type { Keychain, KeychainAnswer, KeyProtection, LockedReason } from './keychain.ts';
export { isKeyGone, lockedSentences, wipe } from './keychain.ts';
export { vaultMigrations } from './migrations.ts';
export type { OpenedSecret, SecretRefusal } from './open-secret.ts';
export type { SecretPlace } from './place.ts';
export { VaultError } from './vault-error.ts';

export type NewSecret = Omit<SecretPlace, 'counter'> & {
  /** What the metadata holds now, so that a restored older vault file does not give a counter twice. */
  readonly afterCounter?: number;
};
type At = { readonly connectionId: string; readonly field: string; readonly counter: number };

/** What the log is told: codes and ids, never contents. */
export type VaultEvent =
  | { readonly event: 'state'; readonly state: VaultState }
  | (At & { readonly event: 'refused'; readonly why: SecretRefusal['why'] })
  | (At & { readonly event: 'kept-undecryptable' });

export type Vault = {
  state(): VaultState;
  unlock(): Promise<VaultState>;
  /** Fsynced when it returns. Adds beside what the place has; `settle` takes away what it replaced. */
  put(place: NewSecret, plaintext: string): { readonly counter: number };
  /** Several in one transaction: all of them are stored, or none. Counters come in the same order. */
  putAll(
    secrets: readonly (NewSecret & { readonly plaintext: string })[],
  ): readonly { readonly counter: number }[];
  /** `expected` is what the metadata says. */
  open(expected: SecretPlace): OpenedSecret;
  /** The same plaintext, bound to the new digest and, if it is given, the field's new name. */
  reseal(
    from: SecretPlace,
    newDigest: string,
    newField?: string,
  ): { readonly ok: true; readonly counter: number } | SecretRefusal;
  /**
   * Call when the metadata that holds these counters is on disk, and at start. Removes what each of them
   * replaced; what cannot be opened is kept aside byte for byte. `waiting`: left for now, the vault is locked.
   */
  settle(
    current: readonly At[],
    options?: {
      /** Nobody is between `put` and the commit of its counter: what is newer than these was never acknowledged. */
      readonly nothingUnderWay: boolean;
    },
  ): {
    readonly removed: number;
    readonly kept: number;
    readonly waiting: number;
  };
  /** What was put and will not be named by the metadata after all. Needs no key. */
  discard(unnamed: readonly At[]): number;
  /** The user deleted the connection (or one field): everything of it goes, readable or not. Needs no key. */
  remove(connectionId: string, field?: string): number;
  /** Everything stored, so that what no connection names can be shown. `kept`: put aside, not used. */
  inventory(): readonly (At & { readonly bytes: number; readonly kept: boolean })[];
  /**
   * The user gave the key up: every ciphertext is kept aside, and the next `unlock` may make a new key. `also` is
   * told how many, while no other process can have made a key yet; it throws, and every ciphertext is where it was.
   * What it hands back; undefined where the vault opens after all, or may yet.
   */
  setAside<T extends object | number>(also: (secrets: number) => T): Promise<T | undefined>;
  /** Another number after every lock, unlock and write: what was opened under an older one is to be opened again. */
  epoch(): number;
  /**
   * 32 bytes for another use than sealing secrets (HKDF-SHA256, RFC 5869), undefined while locked. The audit log's
   * seal is made with one: who has the files and not the key cannot make it.
   */
  deriveKey(purpose: string): Uint8Array | undefined;
  /** Locks, and closes the database that was handed in. */
  close(): void;
};

/**
 * Envelope encryption: the keychain guards one vault key, which seals each secret together with its place.
 *
 * Writing takes two files, and a process can die between them. So: `put` (a new row, the old one stays), then
 * the caller commits the new counter to the metadata, then `settle`. Killed anywhere, `open` finds the row
 * that the metadata names.
 *
 * An older secrets.db is noticed by the counters in the metadata, and older metadata by the counters here.
 * Not noticed: both files restored together to the same older moment. That needs a counter outside the disk.
 */
export function makeVault(powers: {
  readonly database: OpenedDatabase;
  readonly keychain: Keychain;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly now: () => number;
  readonly log?: ((event: VaultEvent) => void) | undefined;
}): Vault {
  const { database, keychain, randomBytes, now, log } = powers;
  database.pragma('synchronous = FULL'); // however it was opened: an acknowledged secret survives a power cut
  const rows = makeSecretRows(database);
  const check = makeKeyCheck(database, rows, powers);
  const holder = makeKeyHolder(database, keychain, rows, check);

  let epoch = 0;

  /** libsql's statements still run after `close`, so that must be looked at here. */
  const refuseClosed = (): void => {
    const state = holder.state();
    if (state.state === 'locked' && state.why === 'vault-closed') throw new VaultError('vault-closed');
  };

  /** Throws `busy` while the first unlock holds the write lock: nothing is stored then. */
  const write = <T>(work: () => T): T => {
    refuseClosed();
    epoch += 1;
    if (database.inTransaction) throw new DatabaseError('busy', database.name);
    return inTransaction(database, work);
  };

  /** Another process may have given it up, and has it no more. */
  const keyStillHeld = (): Uint8Array | undefined => {
    const key = holder.key();
    if (key === undefined || check.holds(key)) return key;
    epoch += 1;
    holder.lock('key-changed');
    return undefined;
  };

  const keyForWriting = (): Uint8Array => {
    const key = keyStillHeld();
    if (key === undefined) throw new VaultError('vault-locked');
    return key;
  };

  const store = (key: Uint8Array, secret: NewSecret & { readonly plaintext: string }) => {
    const { connectionId, field, authorityDigest, afterCounter = 0, plaintext } = secret;
    checkPlace(secret);
    const counter = Math.max(rows.highest(secret) ?? 0, afterCounter) + 1;
    const sealed = seal(key, { connectionId, field, authorityDigest, counter }, plaintext, randomBytes);
    rows.insert({ connectionId, field, counter, sealed }, now());
    return { counter };
  };

  const put: Vault['put'] = (place, plaintext) => {
    if (holder.key() === undefined) throw new VaultError('vault-locked');
    return write(() => store(keyForWriting(), { ...place, plaintext }));
  };

  const open: Vault['open'] = (expected) => {
    const key = holder.key();
    const state = holder.state();
    const opened: OpenedSecret =
      key === undefined || state.state === 'locked'
        ? { ok: false, code: 'vault-locked', why: state.state === 'locked' ? state.why : 'not-yet-unlocked' }
        : openSecret(rows, key, expected);
    if (!opened.ok) log?.({ event: 'refused', ...at(expected), why: opened.why });
    return opened;
  };

  return Object.freeze<Vault>({
    state: holder.state,
    unlock: async () => {
      const state = await holder.unlock();
      epoch += 1;
      log?.({ event: 'state', state });
      return state;
    },
    put,
    putAll: (secrets) => {
      if (holder.key() === undefined) throw new VaultError('vault-locked');
      return write(() => {
        const key = keyForWriting();
        return secrets.map((secret) => store(key, secret));
      });
    },
    open,
    epoch: () => epoch,
    reseal: (from, newDigest, field = from.field) => {
      const opened = open(from);
      if (!opened.ok) return opened;
      const place = { ...from, field, authorityDigest: newDigest, afterCounter: from.counter };
      return { ok: true, ...put(place, plaintextOf(opened.secret)) };
    },
    settle: (current, { nothingUnderWay } = { nothingUnderWay: false }) => {
      const { removed, kept, waiting } = write(() =>
        settleRows(rows, holder.key(), current, { now: now(), nothingUnderWay }),
      );
      for (const row of kept) log?.({ event: 'kept-undecryptable', ...at(row) });
      return { removed, kept: kept.length, waiting };
    },
    discard: (unnamed) => write(() => unnamed.reduce((gone, place) => gone + rows.dropOne(place), 0)),
    remove: (connectionId, field) => write(() => rows.dropAll(connectionId, field)),
    inventory: () => {
      refuseClosed();
      return rows.sizes().map(([connectionId, field, counter, bytes, kept]) => ({
        connectionId,
        field,
        counter,
        bytes,
        kept: kept === 1,
      }));
    },
    setAside: (also) => {
      epoch += 1;
      return holder.giveUp(() => {
        const all = rows.all();
        for (const row of all) rows.keep(row, now());
        return also(all.length);
      });
    },
    deriveKey: (purpose) => {
      const key = keyStillHeld();
      return key === undefined
        ? undefined
        : new Uint8Array(hkdfSync('sha256', key, '', `valetkey ${purpose}`, 32));
    },
    close: () => {
      epoch += 1;
      holder.lock('vault-closed');
      closeDatabase(database);
    },
  });
}

const at = ({ connectionId, field, counter }: At): At => ({ connectionId, field, counter });
