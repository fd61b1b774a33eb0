import type { OpenedDatabase } from '../../database/open-database.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import { opensWith } from './seal.ts';
import type { SecretRows } from './secret-rows.ts';

export type KeyCheck = ReturnType<typeof makeKeyCheck>;

/**
 * One sealed constant in the file tells a wrong key from a damaged secret. It is replaced only when no secret
 * would be lost by it: when there is none, or when the key has opened one (then the check itself is damaged).
 * An empty vault takes another key on purpose: there is nothing to protect, and refusing would lock it for good after
 * its keyring was reset. That it is another one is seen in the audit log, whose seal was made with the first.
 */
export function makeKeyCheck(
  database: OpenedDatabase,
  rows: Pick<SecretRows, 'any' | 'all'>,
  powers: { randomBytes(length: number): Uint8Array; now(): number },
) {
  const read = database.prepare('SELECT sealed FROM key_check').raw();
  const write = database.prepare('INSERT OR REPLACE INTO key_check VALUES (1, ?, ?)');
  const remove = database.prepare('DELETE FROM key_check');
  const current = (): Uint8Array | undefined => (read.get([]) as [Uint8Array] | undefined)?.[0];

  return Object.freeze({
    /** Inside a transaction. False: this key made none of what is stored; nothing was changed. */
    accept: (key: Uint8Array): boolean => {
      const sealed = current();
      if (sealed !== undefined && openEnvelope(key, 'key check', sealed).ok) return true;
      if (rows.any() && !rows.all().some((row) => opensWith(key, row.sealed))) return false;
      const fresh = sealEnvelope(key, 'key check', Buffer.from('valetkey'), powers.randomBytes);
      write.run([fresh, powers.now()]);
      return true;
    },
    /** The key was given up: a copy that is still in memory is no longer a key of this vault. */
    forget: (): void => {
      remove.run([]);
    },
    /** In hexadecimal digits. Another key, or the same one after it was given up, is stored as another check. */
    stored: (): string | undefined => {
      const sealed = current();
      return sealed && Buffer.from(sealed).toString('hex');
    },
    /** Whether this key is still the vault's: another process may have given it another one since. */
    holds: (key: Uint8Array): boolean => {
      const sealed = current();
      return sealed !== undefined && openEnvelope(key, 'key check', sealed).ok;
    },
  });
}
