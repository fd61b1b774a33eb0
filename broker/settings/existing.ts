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

/** Of a connection that is there. Throws `provider-unknown`. */
export const providerOf = (
  providers: Pick<ProviderRegistry, 'get'>,
  { providerId }: Pick<ConnectionRecord, 'providerId'>,
): RegisteredProvider => known(providers.get(providerId));

/** For a new connection. Throws `provider-unknown`. */
export const offeredProvider = (
  providers: Pick<ProviderRegistry, 'offered'>,
  id: ConnectionRecord['providerId'],
): RegisteredProvider => known(providers.offered(id));

const known = (registered: RegisteredProvider | undefined): RegisteredProvider => {
  if (registered === undefined) throw new ValetkeyError({ code: 'provider-unknown' });
  return registered;
};
