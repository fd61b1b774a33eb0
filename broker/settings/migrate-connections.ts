import { type ConnectionProvider, defined, ValetkeyError } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { ConnectionRecord, SecretRef } from '../contracts/connection.ts';
import { authorityDigest, describeAuthority } from '../providers/authority.ts';
import { type Migrated, migrateFields } from '../providers/migrate-fields.ts';
import type { ProviderRegistry, RegisteredProvider } from '../providers/provider-registry.ts';
import type { Resolver } from '../resolve/resolve-connection.ts';
import type { Vault } from '../secrets/vault/vault.ts';
import { forgetReplaced } from './seal-secrets.ts';

export type MigrationPowers = {
  readonly connections: Pick<ConnectionStore, 'list' | 'update' | 'transaction'>;
  readonly providers: Pick<ProviderRegistry, 'get'>;
  readonly vault: Pick<Vault, 'state' | 'reseal' | 'settle' | 'remove'>;
  readonly resolver: Pick<Resolver, 'forget'>;
  readonly audit: Pick<AuditLog, 'appendDurably'>;
  readonly log: (level: 'warn', text: string, cause?: unknown) => void;
};

/** The form keeps no more; what is over is the oldest, and a note in the log says so. */
const mostRetired = 200;

/**
 * Carries saved connections over to the version of their provider that is there now: when a provider comes, and when
 * the vault opens. Grants on them are suspended as at any change of authority, until the user confirms the diff.
 * A connection that cannot be migrated stays as it is, and the next start tries again.
 */
export function migrateConnections(powers: MigrationPowers): void {
  for (const record of powers.connections.list()) {
    const registered = powers.providers.get(record.providerId);
    if (registered === undefined || !isBehind(record, registered)) continue;
    // Its secrets go along or stay behind together with its fields: both need an open vault.
    if (record.secretRefs.length > 0 && powers.vault.state().state !== 'unlocked') continue;
    try {
      migrate(record, registered, powers);
    } catch (error) {
      powers.log('warn', `${record.id} could not be carried over to its provider’s new version`, error);
    }
  }
}

/** Its provider has a newer version, to which it was not carried over yet. */
export const isBehind = (record: ConnectionRecord, registered: RegisteredProvider): boolean =>
  versionOf(record, registered) < registered.provider.version;

/** Records from before versions were kept: the provider's own, if they lead where it leads, and otherwise the first. */
const versionOf = (record: ConnectionRecord, registered: RegisteredProvider): number => {
  if (record.providerVersion !== undefined) return record.providerVersion;
  const authority = describeAuthority(registered, record.fields);
  const isCurrent = authority !== undefined && authorityDigest(authority) === record.authorityDigest;
  return isCurrent ? registered.provider.version : 1;
};

const migrate = (record: ConnectionRecord, registered: RegisteredProvider, powers: MigrationPowers): void => {
  const { connections, vault, resolver, audit, log } = powers;
  const { id: connectionId, updatedAt } = record;
  const { version } = registered.provider;
  const from = versionOf(record, registered);
  const migrated = migrateFields(registered.provider, from, record.fields);
  const retired = [...(record.retired ?? []), ...migrated.retired];
  if (retired.length > mostRetired)
    log('warn', `${connectionId} keeps the newest ${mostRetired} of its retired values`);

  audit.appendDurably({ kind: 'connection.updated', connectionId, detail: `version ${from} to ${version}` });
  let moved: ReturnType<typeof moveSecrets>;
  try {
    // Secrets are sealed again under the lock of the metadata that will name them, so no cleanup removes them in between.
    connections.transaction(() => {
      moved = moveSecrets(record, registered, from, migrated, vault);
      connections.update(connectionId, updatedAt, {
        fields: migrated.fields,
        providerVersion: version,
        ...defined({ retired: retired.length === 0 ? undefined : retired.slice(-mostRetired) }),
        ...moved,
      });
    });
  } catch (error) {
    // Another process was faster: what it wrote is what counts.
    if (error instanceof ValetkeyError && error.code === 'conflict') return;
    throw error;
  }
  resolver.forget();
  if (moved === undefined) return;
  forgetReplaced(vault, { id: connectionId, secretRefs: moved.secretRefs }, log);
  const kept = new Set(moved.secretRefs.map(({ field }) => field));
  for (const { field } of record.secretRefs) if (!kept.has(field)) vault.remove(connectionId, field);
};

/**
 * Binds the secrets to the new version, if what they were saved for is where they go now: the same origins and the
 * same placement, but for the version and the names of fields. Anything else leaves them behind, as when a connection
 * is moved: kept, and to be entered again.
 */
const moveSecrets = (
  { id: connectionId, secretRefs, authorityDigest: before }: ConnectionRecord,
  registered: RegisteredProvider,
  from: number,
  { fields, secretNames }: Migrated,
  vault: MigrationPowers['vault'],
): { secretRefs: SecretRef[]; authorityDigest: string } | undefined => {
  const now = describeAuthority(registered, fields);
  const then = describeAuthority(asBefore(registered, from, secretRefs, secretNames), fields);
  if (now === undefined || then === undefined || authorityDigest(then) !== before) return undefined;
  const digest = authorityDigest(now);
  const moved: SecretRef[] = [];
  for (const { field, counter, setAt, expiry } of secretRefs) {
    const name = secretNames(field);
    const sealed = vault.reseal({ connectionId, field, counter, authorityDigest: before }, digest, name);
    if (!sealed.ok) return undefined;
    moved.push({ field: name, counter: sealed.counter, setAt, expiry });
  }
  return { secretRefs: moved, authorityDigest: digest };
};

/** The provider as it would have been, had nothing changed but its version and the names of its secret fields. */
const asBefore = (
  registered: RegisteredProvider,
  version: number,
  refs: readonly SecretRef[],
  secretNames: Migrated['secretNames'],
): RegisteredProvider => {
  const names = new Map(refs.map(({ field }) => [secretNames(field), field]));
  const auth = renamed(registered.provider.auth, names) as ConnectionProvider['auth'];
  return { ...registered, provider: { ...registered.provider, version, auth } };
};

const renamed = (value: unknown, names: ReadonlyMap<string, string>): unknown => {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((element) => renamed(element, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamed(inner, names)]));
};
