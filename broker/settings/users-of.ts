import { type ConnectionId, type ExtensionId, ValetkeyError } from '@valetkey/api-contracts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { User } from './question-parts.ts';

/**
 * Extensions that may use a connection now: by an active grant, or by a handle that lives. `suspended`: and those whose
 * grant waits for the person.
 */
export type UsersOf = (
  connectionId: ConnectionId,
  options?: { readonly suspended: boolean },
) => readonly User[];

/** Somebody got access while something was under way, and nobody was asked about them. @throws ValetkeyError `conflict` */
export const refuseNewUsers = (before: readonly User[], now: readonly User[]): void => {
  const known = new Set(before.map(({ id }) => id));
  if (now.some(({ id }) => !known.has(id))) throw new ValetkeyError({ code: 'conflict' });
};

export const makeUsersOf =
  (powers: {
    readonly grants: Pick<GrantStore, 'ofConnection'>;
    readonly ledger: Pick<Ledger, 'list'>;
    readonly nameOfExtension: (id: ExtensionId) => string;
  }): UsersOf =>
  (connectionId, { suspended } = { suspended: false }) => {
    const granted = powers.grants
      .ofConnection(connectionId)
      .filter(({ state }) => state === 'active' || (suspended && state === 'suspended'));
    const live = powers.ledger.list().filter((one) => one.connectionId === connectionId);
    const ids = new Set([
      ...granted.map(({ principal }) => principal.id),
      ...live.map(({ extension }) => extension),
    ]);
    return [...ids].sort().map((id) => ({ id, displayName: powers.nameOfExtension(id) }));
  };
