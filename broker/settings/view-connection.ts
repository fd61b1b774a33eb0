import {
  type ConnectionRecord,
  type ConnectionState,
  type ConnectionView,
  fieldsAskedFor,
  type SignInView,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { Resolved, Resolver } from '../capabilities/resolve-connection.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { Oauth } from '../oauth/make-oauth.ts';
import type { Vault } from '../vault/vault.ts';

export type ViewPowers = {
  readonly connections: Pick<ConnectionStore, 'lastUsedAt' | 'lastTest'>;
  readonly ledger: Pick<Ledger, 'list'>;
  readonly vault: Pick<Vault, 'state' | 'open'>;
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly oauth: Pick<Oauth, 'view'>;
};

/** A connection as Settings shows it: what stands in the way is derived now, never stored. */
export const viewConnection = (record: ConnectionRecord, powers: ViewPowers): ConnectionView => {
  const { id, providerId, scope, displayName, fields, secretRefs, createdAt, updatedAt } = record;
  const { providerVersion, retired } = record;
  const resolved = resolveOrUndefined(record, powers);
  const wanted = resolved?.provider.fields.filter(({ type }) => type === 'secret') ?? [];
  const test = powers.connections.lastTest(id);
  const lastUsedAt = powers.connections.lastUsedAt(id);
  const signIn = resolved === undefined ? undefined : powers.oauth.view(resolved);
  return {
    ...{ id, providerId, scope, displayName, fields, createdAt, updatedAt },
    ...(providerVersion === undefined ? {} : { providerVersion }),
    ...(retired === undefined ? {} : { retired }),
    state: stateOf(record, resolved, signIn?.state, powers),
    origins: [...(resolved?.origins ?? [])],
    secretFields: wanted.map(({ id: field }) => {
      const ref = secretRefs.find((candidate) => candidate.field === field);
      return ref === undefined ? { field, saved: false } : { field, saved: true, setAt: ref.setAt };
    }),
    ...(test?.account === undefined ? {} : { account: test.account }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    ...(signIn === undefined ? {} : { signIn }),
    holders: powers.ledger.list().filter((live) => live.connectionId === id).length,
  };
};

const stateOf = (
  record: ConnectionRecord,
  resolved: Resolved | undefined,
  signIn: SignInView['state'] | undefined,
  { connections, vault }: ViewPowers,
): ConnectionState => {
  if (resolved === undefined) return 'provider-missing';
  if (vault.state().state !== 'unlocked') return 'vault-locked';
  if (!resolved.sealedForThis && record.secretRefs.length > 0) return 'needs-confirmation';
  const { fields } = resolved.provider;
  // What was left empty stays empty: a default that was not taken decides nothing.
  const standing = Object.fromEntries(fields.map(({ id }) => [id, record.fields[id] ?? '']));
  const asked = fieldsAskedFor(resolved.provider, standing);
  const missing = asked.some(
    ({ id, type, required }) =>
      type === 'secret' && required && !record.secretRefs.some(({ field }) => field === id),
  );
  if (missing) return 'secret-missing';
  const { id: connectionId, authorityDigest } = record;
  const unreadable = record.secretRefs.some(
    ({ field, counter }) => !vault.open({ connectionId, field, counter, authorityDigest }).ok,
  );
  if (unreadable) return 'secret-unreadable';
  const empty = asked.filter(
    ({ id, type, required }) => type !== 'secret' && required && !Object.hasOwn(record.fields, id),
  );
  if (empty.some(({ type }) => type !== 'choice')) return 'field-missing';
  if (signIn === 'signed-out' || signIn === 'needs-reconnect') return signIn;
  const test = connections.lastTest(connectionId);
  if (test?.cause === 'needs-reconnect') return 'needs-reconnect';
  if (empty.length > 0) return 'choice-missing';
  if (test === undefined) return 'untested';
  return test.ok ? 'ready' : 'failing';
};

const resolveOrUndefined = (record: ConnectionRecord, { resolver }: ViewPowers): Resolved | undefined => {
  try {
    return resolver.resolve(record.id);
  } catch (error) {
    if (error instanceof ValetkeyError) return undefined;
    throw error;
  }
};
