import type { ConnectionId, ExtensionId, ProviderId } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { inOrderOfPrecedence } from '../connections/precedence.ts';
import { askedAs } from '../contracts/alternatives.ts';
import type { ConnectionRecord, Scope } from '../contracts/connection.ts';
import type { ScopeOutlook } from '../contracts/settings-connections.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import type { Resolver } from '../resolve/resolve-connection.ts';
import { suspendGrants } from './connection-methods.ts';
import { moveScope as moveScopeOf } from './connection-questions.ts';
import { existing, unchanged } from './existing.ts';
import { askFirst, nothingToAsk, type SettingsMethods } from './plan.ts';
import type { ConnectionViews } from './view-connection.ts';

export type ScopePowers = {
  readonly connections: ConnectionStore;
  readonly providers: Pick<ProviderRegistry, 'get'>;
  readonly grants: Pick<GrantStore, 'ofConnection' | 'put'>;
  readonly ledger: Pick<Ledger, 'list' | 'endWhere'>;
  readonly resolver: Pick<Resolver, 'draft' | 'forget'>;
  readonly audit: Pick<AuditLog, 'appendDurably' | 'append'>;
  readonly views: ConnectionViews;
  readonly nameOfExtension: (id: ExtensionId) => string;
};

const mostNamed = 20;

type Move = Parameters<SettingsMethods['moveScope']>[0];

/** Where a connection stands, who uses it, and what moving it between user and workspace does to both. */
export function scopeMethods(powers: ScopePowers) {
  const { connections, providers, grants, ledger, resolver, audit, views, nameOfExtension } = powers;
  const serviceOf = ({ providerId }: ConnectionRecord): ProviderId => {
    const registered = providers.get(providerId);
    return registered === undefined ? providerId : askedAs(registered);
  };
  const ofProvider = (record: ConnectionRecord): readonly ConnectionRecord[] =>
    connections.list().filter((other) => serviceOf(other) === serviceOf(record));
  const liveOn = (id: ConnectionId) => ledger.list().filter(({ connectionId }) => connectionId === id);

  return {
    connectionUse: ({ connectionId }) => {
      const record = existing(connections, connectionId);
      const stored = grants.ofConnection(connectionId).filter(({ state }) => state !== 'revoked');
      const live = liveOn(connectionId);
      const insteadOffered = ofProvider(record).length > 1;
      const ids = new Set([
        ...stored.map(({ principal }) => principal.id),
        ...live.map((one) => one.extension),
      ]);
      return {
        extensions: [...ids].map((extension) => {
          const itsGrants = stored.filter(({ principal }) => principal.id === extension);
          const itsLive = live.filter((one) => one.extension === extension);
          const usedAt = Math.max(...itsGrants.map(({ lastUsedAt = 0 }) => lastUsedAt), 0);
          return {
            extension,
            displayName: nameOfExtension(extension),
            insteadOffered,
            grants: itsGrants.map(({ id }) => id),
            live: itsLive.map(({ id }) => id),
            inFlight: itsLive.reduce((sum, { inFlight }) => sum + inFlight, 0),
            lastUsedAt: usedAt > 0 ? usedAt : undefined,
          };
        }),
      };
    },

    scopeOutlook: ({ connectionId, scope }) => {
      const record = existing(connections, connectionId);
      const moved = { ...record, scope };
      const others = ofProvider(record).filter(({ id }) => id !== connectionId);
      const bound = scope === record.scope ? [] : grants.ofConnection(connectionId);
      return {
        ...outlook(moved, others),
        grants: bound
          .filter(({ state }) => state === 'active')
          .map(({ id: grantId, principal }) => ({
            grantId,
            extension: principal.id,
            displayName: nameOfExtension(principal.id),
          })),
        live: scope === record.scope ? 0 : liveOn(connectionId).length,
      };
    },

    moveScope: ({ connectionId, updatedAt, scope, keep }) => {
      const is = unchanged(connections, connectionId, updatedAt);
      const keeping = grants
        .ofConnection(connectionId)
        .filter(({ id, state }) => state === 'active' && keep.includes(id));
      const move = () => moveNow({ connectionId, updatedAt, scope, keep });
      if (is.scope === scope || keeping.length === 0) return nothingToAsk(move);
      const users = [...new Set(keeping.map(({ principal }) => principal.id))].map((id) => ({
        id,
        displayName: nameOfExtension(id),
      }));
      return askFirst(moveScopeOf(resolver.draft(is), scope, users), move);
    },
  } satisfies Partial<SettingsMethods>;

  function moveNow({ connectionId, updatedAt, scope, keep }: Move) {
    let suspended = 0;
    const record = connections.transaction(() => {
      const before = unchanged(connections, connectionId, updatedAt);
      if (before.scope === scope) return before;
      audit.appendDurably({ kind: 'connection.updated', connectionId, detail: `scope ${scope}` });
      const kept = new Set<string>(keep);
      suspended = suspendGrants(connectionId, ({ id }) => !kept.has(id), powers);
      bindKept(before, scope, kept);
      return connections.update(connectionId, updatedAt, { scope });
    });
    resolver.forget();
    // What they hold was given for the other scope; those that were kept ask again and are not prompted for.
    const ended =
      record.updatedAt === updatedAt
        ? 0
        : ledger.endWhere((live) => live.connectionId === connectionId, 'connection-changed');
    return { connection: views.one(record), suspended, ended };
  }

  /** What the user saw and keeps is what it was, for the new scope. One that did not hold before does not now. */
  function bindKept(before: ConnectionRecord, scope: Scope, kept: ReadonlySet<string>): void {
    const [here, there] = [resolver.draft(before), resolver.draft({ ...before, scope })];
    for (const grant of grants.ofConnection(before.id)) {
      const { id: grantId, principal } = grant;
      const held = grant.state === 'active' && grant.authorityDigest === here.grantDigestFor(principal);
      if (!held || !kept.has(grantId)) continue;
      const { authority } = there;
      grants.put({ ...grant, authority, authorityDigest: there.grantDigestFor(principal) });
      const about = { extension: principal.id, connectionId: before.id, grantId };
      audit.append({ kind: 'grant.confirmed', ...about, detail: `scope ${scope}` });
    }
  }
}

const outlook = (
  record: ConnectionRecord,
  others: readonly ConnectionRecord[],
): Pick<ScopeOutlook, 'scope' | 'first' | 'rule' | 'before' | 'after'> => {
  const order = inOrderOfPrecedence([...others, record]);
  const at = order.indexOf(record);
  const names = (records: readonly ConnectionRecord[]) =>
    records
      .slice(0, mostNamed)
      .map(({ id, displayName, scope }) => ({ connectionId: id, displayName, scope }));
  const neighbour = order[at - 1] ?? order[at + 1];
  return {
    scope: record.scope,
    first: at === 0,
    rule:
      neighbour === undefined
        ? 'only-one'
        : neighbour.scope === record.scope
          ? 'older-first'
          : 'workspace-before-user',
    before: names(order.slice(0, at).toReversed()),
    after: names(order.slice(at + 1)),
  };
};
