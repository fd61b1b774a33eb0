import { type ConnectionId, ValetkeyError } from '@valetkey/api-contracts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { ConnectionRecord } from '../contracts/connection.ts';
import type { ProviderRegistry, RegisteredProvider } from '../providers/provider-registry.ts';

/** Throws `not-found`. */
export function existing(connections: Pick<ConnectionStore, 'get'>, id: ConnectionId): ConnectionRecord {
  const record = connections.get(id);
  if (record === undefined) throw new ValetkeyError({ code: 'not-found' });
  return record;
}

/** Throws `not-found`, or `conflict` when it is not any more what the caller saw. */
export const unchanged = (
  connections: Pick<ConnectionStore, 'get'>,
  id: ConnectionId,
  seenUpdatedAt: number,
): ConnectionRecord => {
  const record = existing(connections, id);
  if (record.updatedAt !== seenUpdatedAt) throw new ValetkeyError({ code: 'conflict' });
  return record;
};

/** Throws `provider-unknown`. */
export const providerOf = (
  providers: Pick<ProviderRegistry, 'get'>,
  id: ConnectionRecord['providerId'],
): RegisteredProvider => {
  const registered = providers.get(id);
  if (registered === undefined) throw new ValetkeyError({ code: 'provider-unknown' });
  return registered;
};
