import { setImmediate } from 'node:timers/promises';
import { type ErrorAnswer, ValetkeyError } from '@valetkey/api-contracts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { OpenWorkspace } from '../connections/open-workspace.ts';
import { type ConnectionRecord, longestConnectionName } from '../contracts/connection.ts';
import type { ExportedConnection, ExportedConnections } from '../contracts/connection-export.ts';
import type { Say } from '../contracts/texts/say.ts';
import { describeAuthority } from '../providers/authority.ts';
import { migrateFields } from '../providers/migrate-fields.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { checkInput } from './check-input.ts';
import { offeredProvider } from './existing.ts';
import type { SettingsMethods } from './plan.ts';
import { scopeHere } from './scope-here.ts';

type Methods = 'exportConnections' | 'previewImport' | 'importConnections';

export type CarryConnectionsPowers = {
  readonly say: Say;
  readonly connections: Pick<ConnectionStore, 'list'>;
  readonly providers: Pick<ProviderRegistry, 'get' | 'offered'>;
  readonly workspace: Pick<OpenWorkspace, 'now'>;
  readonly create: SettingsMethods['createConnection'];
};

/** Exports and imports connections without their secrets, which are entered again after an import. */
export const carryMethods = (powers: CarryConnectionsPowers): Pick<SettingsMethods, Methods> => ({
  exportConnections: ({ connectionIds }) => {
    const wanted = connectionIds === undefined ? undefined : new Set<string>(connectionIds);
    const chosen = powers.connections.list().filter(({ id }) => wanted?.has(id) ?? true);
    if (wanted !== undefined && chosen.length < wanted.size) throw new ValetkeyError({ code: 'not-found' });
    return { document: exportOf(chosen, powers.providers) };
  },

  previewImport: async ({ document }) => {
    const existing = new Set(powers.connections.list().map(fingerprint));
    const { done: accepted, refused } = await eachOf(document, (entry, index) => {
      const wanted = importOf(powers.say, entry, powers.providers);
      const registered = offeredProvider(powers.providers, wanted.providerId);
      const { fields } = checkInput(powers.say, registered, { fields: wanted.fields });
      const origins = [...(describeAuthority(registered, fields)?.origins ?? [])];
      const whose = scopeHere(powers.say, wanted.scope, powers.workspace);
      return { index, origins, exists: existing.has(fingerprint({ ...wanted, ...whose, fields })) };
    });
    return { accepted, refused };
  },

  importConnections: async ({ document }) => {
    // What was made stays: the rest of the document can be mended and imported again.
    const { done: imported, refused } = await eachOf(document, (entry) =>
      powers.create(importOf(powers.say, entry, powers.providers)),
    );
    return { imported, refused };
  },
});

type RefusedEntry = {
  readonly index: number;
  readonly error: Pick<ErrorAnswer, 'code' | 'at' | 'expected'>;
};

/** How long main works on a document before others have their turn. */
const sliceMs = 5;

/** One entry after the other; one that cannot be read is told by its place and keeps no other from its turn. */
const eachOf = async <Done>(
  { connections }: ExportedConnections,
  take: (entry: ExportedConnection, index: number) => Done | Promise<Done>,
): Promise<{ done: Done[]; refused: RefusedEntry[] }> => {
  const done: Done[] = [];
  const refused: RefusedEntry[] = [];
  let began = performance.now();
  for (const [index, entry] of connections.entries()) {
    if (performance.now() - began > sliceMs) {
      await setImmediate();
      began = performance.now();
    }
    try {
      done.push(await take(entry, index));
    } catch (error) {
      if (!(error instanceof ValetkeyError)) throw error;
      const { code, at, expected } = error.answer;
      refused.push({ index, error: { code, at, expected } });
    }
  }
  return { done, refused };
};

const fingerprint = ({
  providerId,
  scope,
  workspace,
  displayName,
  fields,
}: Pick<ConnectionRecord, 'providerId' | 'scope' | 'workspace' | 'displayName' | 'fields'>): string =>
  JSON.stringify([
    providerId,
    scope,
    workspace?.kind,
    workspace?.id,
    displayName,
    Object.entries(fields).sort(),
  ]);

/**
 * Plain fields only, and of those only what the provider, as it is now, does not call a secret: a field may have
 * become one since it was saved.
 */
export const exportOf = (
  records: readonly ConnectionRecord[],
  providers: CarryConnectionsPowers['providers'],
): ExportedConnections => ({
  format: 'valetkey-connections',
  version: 1,
  connections: records.map((record): ExportedConnection => {
    const { providerId, scope, displayName, fields, providerVersion } = record;
    const provider = providers.get(providerId)?.provider;
    const secret = new Set(provider?.fields.flatMap(({ id, type }) => (type === 'secret' ? [id] : [])));
    return {
      providerId,
      scope,
      displayName,
      providerVersion: providerVersion ?? provider?.version ?? 1,
      fields: Object.fromEntries(Object.entries(fields).filter(([field]) => !secret.has(field))),
    };
  }),
});

const importOf = (
  say: Say,
  { providerId, providerVersion, scope, displayName, fields }: ExportedConnection,
  providers: CarryConnectionsPowers['providers'],
): Parameters<CarryConnectionsPowers['create']>[0] => {
  const name = displayName.trim();
  if (name.length === 0 || name.length > longestConnectionName) throw unfitName(say);
  const { provider } = offeredProvider(providers, providerId);
  const isOlder = providerVersion < provider.version;
  const current = isOlder ? migrateFields(provider, providerVersion, fields).fields : fields;
  return { providerId, scope, displayName: name, fields: current, secrets: {} };
};

const unfitName = (say: Say): ValetkeyError =>
  new ValetkeyError({
    code: 'invalid-input',
    at: 'displayName',
    expected: say('The name must have 1 to {most} characters.', { most: longestConnectionName }),
  });
