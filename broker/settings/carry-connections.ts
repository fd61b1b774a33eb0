import {
  type ConnectionRecord,
  type ExportedConnection,
  type ExportedConnections,
  type Facet,
  type SettingsContract,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { migrateFields } from '../providers/migrate-fields.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';

type Methods = 'exportConnections' | 'importConnections';

export type CarryPowers = {
  readonly connections: Pick<ConnectionStore, 'list'>;
  readonly providers: Pick<ProviderRegistry, 'get'>;
  readonly create: Facet<SettingsContract>['createConnection'];
};

/** Connections out of here and into here, without their secrets: these are entered anew where they arrive. */
export const carryMethods = (powers: CarryPowers): Pick<Facet<SettingsContract>, Methods> => ({
  exportConnections: ({ connectionIds }) => {
    const wanted = connectionIds === undefined ? undefined : new Set<string>(connectionIds);
    const chosen = powers.connections.list().filter(({ id }) => wanted?.has(id) ?? true);
    if (wanted !== undefined && chosen.length < wanted.size) throw new ValetkeyError({ code: 'not-found' });
    return { document: exportOf(chosen, powers.providers) };
  },

  importConnections: async ({ document }) => {
    const imported: Awaited<ReturnType<CarryPowers['create']>>[] = [];
    const refused: { index: number; at: string; sentence: string }[] = [];
    for (const [index, entry] of document.connections.entries()) {
      try {
        imported.push(await powers.create(importOf(entry, powers.providers)));
      } catch (error) {
        if (!(error instanceof ValetkeyError)) throw error;
        const { at = '', expected } = error.details;
        // What was made stays: the rest of the document can be mended and imported again.
        refused.push({ index, at, sentence: expected ?? error.message });
      }
    }
    return { imported, refused };
  },
});

/**
 * Plain fields only, and of those only what the provider, as it is now, does not call a secret: a field may have
 * become one since it was saved.
 */
export const exportOf = (
  records: readonly ConnectionRecord[],
  providers: CarryPowers['providers'],
): ExportedConnections => ({
  format: 'valetkey-connections',
  version: 1,
  connections: records.map((record): ExportedConnection => {
    const { providerId, scope, displayName, fields, providerVersion } = record;
    const provider = providers.get(providerId)?.provider;
    const secret = new Set(provider?.fields.flatMap(({ id, type }) => (type === 'secret' ? [id] : [])));
    return {
      ...{ providerId, scope, displayName },
      providerVersion: providerVersion ?? provider?.version ?? 1,
      fields: Object.fromEntries(Object.entries(fields).filter(([field]) => !secret.has(field))),
    };
  }),
});

const importOf = (
  { providerId, providerVersion, scope, displayName, fields }: ExportedConnection,
  providers: CarryPowers['providers'],
): Parameters<CarryPowers['create']>[0] => {
  const provider = providers.get(providerId)?.provider;
  if (provider === undefined) throw new ValetkeyError({ code: 'provider-unknown' });
  const isOlder = providerVersion < provider.version;
  const current = isOlder ? migrateFields(provider, providerVersion, fields).fields : fields;
  return { providerId, scope, displayName, fields: current, secrets: {} };
};
