import {
  type ConnectionId,
  type ConnectionRecord,
  type ConnectionState,
  type ConnectionStateReason,
  type ConnectionView,
  fieldsAskedFor,
  type SignInView,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { ConnectionStore, NotedConnection } from '../connections/connection-store.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { Oauth } from '../oauth/make-oauth.ts';
import type { Resolved, Resolver } from '../resolve/resolve-connection.ts';
import type { Vault } from '../secrets/vault/vault.ts';

export type ViewPowers = {
  readonly connections: Pick<ConnectionStore, 'lastUsedAt' | 'lastTest'>;
  readonly grants: Pick<GrantStore, 'countsByConnection'>;
  readonly ledger: Pick<Ledger, 'list'>;
  readonly vault: Pick<Vault, 'state' | 'open' | 'epoch'>;
  readonly resolver: Pick<Resolver, 'resolveRecord'>;
  readonly oauth: Pick<Oauth, 'view'>;
};
export type ConnectionViews = {
  readonly one: (record: ConnectionRecord) => ConnectionView;
  readonly many: (rows: readonly NotedConnection[]) => ConnectionView[];
};

/** Connections as Settings shows them: what stands in the way is derived now, never stored. */
export const makeConnectionViews = (powers: ViewPowers): ConnectionViews => {
  const { connections, grants, ledger, vault, resolver, oauth } = powers;
  const readable = makeReadable(vault);

  const view = (
    { record, lastTest, lastUsedAt }: NotedConnection,
    holders: number,
    counts: ConnectionView['grants'],
  ): ConnectionView => {
    const { id, providerId, scope, displayName, fields, secretRefs, createdAt, updatedAt } = record;
    const { providerVersion, retired } = record;
    const resolved = resolveOrUndefined(record, resolver);
    const wanted = resolved?.provider.fields.filter(({ type }) => type === 'secret') ?? [];
    const signIn = resolved === undefined ? undefined : oauth.view(resolved);
    const [state, stateReason] = stateOf(record, resolved, { lastTest, readable, vault, signIn });
    return {
      id,
      providerId,
      scope,
      displayName,
      fields,
      createdAt,
      updatedAt,
      state,
      holders,
      ...(providerVersion === undefined ? {} : { providerVersion }),
      ...(retired === undefined ? {} : { retired }),
      ...(stateReason === undefined ? {} : { stateReason }),
      ...(lastTest === undefined ? {} : { lastTest }),
      ...(lastTest?.account === undefined ? {} : { account: lastTest.account }),
      origins: [...(resolved?.origins ?? [])],
      ...(resolved?.authority.signIn === undefined ? {} : { signsInAt: resolved.authority.signIn }),
      secretFields: wanted.map(({ id: field }) => {
        const ref = secretRefs.find((candidate) => candidate.field === field);
        return ref === undefined ? { field, saved: false } : { field, saved: true, setAt: ref.setAt };
      }),
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
      ...(signIn === undefined ? {} : { signIn }),
      grants: counts,
    };
  };
  const many = (rows: readonly NotedConnection[]): ConnectionView[] => {
    const holders = new Map<ConnectionId, number>();
    for (const { connectionId } of ledger.list())
      holders.set(connectionId, (holders.get(connectionId) ?? 0) + 1);
    const counts = grants.countsByConnection();
    return rows.map((row) => {
      const { id } = row.record;
      return view(row, holders.get(id) ?? 0, counts.get(id) ?? { active: 0, suspended: 0 });
    });
  };
  return Object.freeze<ConnectionViews>({
    many,
    one: (record) => {
      const { id } = record;
      const noted = { record, lastTest: connections.lastTest(id), lastUsedAt: connections.lastUsedAt(id) };
      const [only] = many([noted]);
      if (only === undefined) throw new ValetkeyError({ code: 'not-found' });
      return only;
    },
  });
};

type Readable = (record: ConnectionRecord) => boolean;

/** Whether all secrets can be opened. Remembered while the vault stays as it is: a list of 10,000 opens none twice. */
const makeReadable = (vault: Pick<Vault, 'open' | 'epoch'>): Readable => {
  const known = new WeakMap<ConnectionRecord, { readonly epoch: number; readonly yes: boolean }>();
  return (record) => {
    const epoch = vault.epoch();
    const before = known.get(record);
    if (before?.epoch === epoch) return before.yes;
    const { id: connectionId, authorityDigest } = record;
    const yes = record.secretRefs.every(
      ({ field, counter }) => vault.open({ connectionId, field, counter, authorityDigest }).ok,
    );
    known.set(record, { epoch, yes });
    return yes;
  };
};

type StatePowers = Pick<NotedConnection, 'lastTest'> &
  Pick<ViewPowers, 'vault'> & { readonly readable: Readable; readonly signIn: SignInView | undefined };

const stateOf = (
  record: ConnectionRecord,
  resolved: Resolved | undefined,
  { lastTest, readable, vault, signIn }: StatePowers,
): readonly [ConnectionState, ConnectionStateReason?] => {
  if (resolved === undefined) return ['suspended', 'provider-missing'];
  if (vault.state().state !== 'unlocked') return ['locked', 'vault-locked'];
  if (!resolved.sealedForThis && record.secretRefs.length > 0) return ['suspended', 'moved'];
  const { fields } = resolved.provider;
  // What was left empty stays empty: a default that was not taken decides nothing.
  const standing = Object.fromEntries(fields.map(({ id }) => [id, record.fields[id] ?? '']));
  const asked = fieldsAskedFor(resolved.provider, standing);
  const missing = asked.some(
    ({ id, type, required }) =>
      type === 'secret' && required && !record.secretRefs.some(({ field }) => field === id),
  );
  if (missing) return ['needs-reconnect', 'secret-missing'];
  if (!readable(record)) return ['locked', 'secret-unreadable'];
  const empty = asked.filter(
    ({ id, type, required }) => type !== 'secret' && required && !Object.hasOwn(record.fields, id),
  );
  if (empty.some(({ type }) => type !== 'choice')) return ['needs-reconnect', 'field-missing'];
  if (signIn?.state === 'signed-out') return ['needs-reconnect', 'signed-out'];
  const over = signIn?.state === 'needs-reconnect' || lastTest?.cause === 'needs-reconnect';
  if (over) return ['needs-reconnect', 'credential-ended'];
  if (empty.length > 0) return ['needs-reconnect', 'choice-missing'];
  if (lastTest === undefined || lastTest.cause === 'no-test-declared') return ['untested'];
  return lastTest.ok ? ['ready'] : ['failing', 'test-failed'];
};

const resolveOrUndefined = (
  record: ConnectionRecord,
  resolver: ViewPowers['resolver'],
): Resolved | undefined => {
  try {
    return resolver.resolveRecord(record);
  } catch (error) {
    if (error instanceof ValetkeyError) return undefined;
    throw error;
  }
};
