import type { ConnectionId, ExtensionId, ProviderId } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { isHere, isSameWorkspace, type OpenWorkspace } from '../connections/open-workspace.ts';
import { inOrderOfPrecedence } from '../connections/precedence.ts';
import { askedAs } from '../contracts/alternatives.ts';
import type { ConnectionRecord } from '../contracts/connection.ts';
import type { ScopeOutlook } from '../contracts/settings-connections.ts';
import type { Say } from '../contracts/texts/say.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { workspaceInLine } from '../resolve/change-workspace.ts';
import type { Resolved, Resolver } from '../resolve/resolve-connection.ts';
import { suspendGrants } from './connection-methods.ts';
import { moveScopeQuestion } from './connection-questions.ts';
import { existing, unchanged } from './existing.ts';
import { askFirst, nothingToAsk, type SettingsMethods } from './plan.ts';
import { scopeHere } from './scope-here.ts';
import type { ConnectionViews } from './view-connection.ts';

export type ScopePowers = {
  readonly say: Say;
  readonly connections: ConnectionStore;
  readonly providers: Pick<ProviderRegistry, 'get'>;
  readonly workspace: Pick<OpenWorkspace, 'now'>;
  readonly grants: Pick<GrantStore, 'ofConnection' | 'put' | 'suspend'>;
  readonly ledger: Pick<Ledger, 'list' | 'endWhere'>;
  readonly resolver: Pick<Resolver, 'draft' | 'forget'>;
  readonly audit: Pick<AuditLog, 'appendDurably' | 'append'>;
  readonly views: ConnectionViews;
  readonly nameOfExtension: (id: ExtensionId) => string;
};

const mostNamed = 20;

type Move = Parameters<SettingsMethods['moveScope']>[0];
type Whose = Pick<ConnectionRecord, 'scope' | 'workspace'>;

/** Where a connection stands, who uses it, and what moving it between user and workspace does to both. */
export function scopeMethods(powers: ScopePowers) {
  const { say, connections, providers, workspace, grants, ledger, resolver, audit, views, nameOfExtension } =
    powers;
  const serviceOf = ({ providerId }: ConnectionRecord): ProviderId => {
    const registered = providers.get(providerId);
    return registered === undefined ? providerId : askedAs(registered);
  };
  const ofProvider = (record: ConnectionRecord): readonly ConnectionRecord[] =>
    connections
      .list()
      .filter((other) => serviceOf(other) === serviceOf(record) && isHere(other, workspace.now()));
  const liveOn = (id: ConnectionId) => ledger.list().filter(({ connectionId }) => connectionId === id);

  return {
    connectionUse: ({ connectionId }) => {
      const record = existing(connections, connectionId);
      const stored = grants.ofConnection(connectionId).filter(({ state }) => state !== 'revoked');
      const live = liveOn(connectionId);
      const insteadOffered = ofProvider(record).some(({ id }) => id !== connectionId);
      const ids = new Set([
        ...stored.map(({ principal }) => principal.id),
        ...live.map((one) => one.extension),
      ]);
      return {
        extensions: [...ids].map((extension) => {
          const itsGrants = stored.filter(({ principal }) => principal.id === extension);
          const itsLive = live.filter((one) => one.extension === extension);
          const usedAt = Math.max(
            ...itsGrants.map(({ sentAt = 0 }) => sentAt),
            ...itsLive.map(({ lastUsedAt = 0 }) => lastUsedAt),
            0,
          );
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
      const target = scopeHere(say, scope, workspace);
      const moves = !isSame(record, target);
      const moved = { ...record, ...target };
      const others = ofProvider(record).filter(({ id }) => id !== connectionId);
      const bound = moves ? grants.ofConnection(connectionId) : [];
      return {
        ...outlook(moved, others),
        grants: bound
          .filter(({ state }) => state === 'active')
          .map(({ id: grantId, principal }) => ({
            grantId,
            extension: principal.id,
            displayName: nameOfExtension(principal.id),
          })),
        live: moves ? liveOn(connectionId).length : 0,
      };
    },

    moveScope: ({ connectionId, updatedAt, scope, keep }) => {
      const is = unchanged(connections, connectionId, updatedAt);
      const target = scopeHere(say, scope, workspace);
      const keeping = grants
        .ofConnection(connectionId)
        .filter(({ id, state }) => state === 'active' && keep.includes(id));
      const move = () => moveNow({ connectionId, updatedAt, keep }, target);
      // Out of a workspace it comes to where it was not: others may ask for it there, also without a grant.
      const widens = is.scope === 'workspace';
      if (isSame(is, target) || !(widens || keeping.length > 0)) return nothingToAsk(move);
      const users = [...new Set(keeping.map(({ principal }) => principal.id))].map((id) => ({
        id,
        displayName: nameOfExtension(id),
      }));
      const [from, to] = [is, { ...is, ...target }].map(resolver.draft) as [Resolved, Resolved];
      return askFirst(moveScopeQuestion(from, to, users), move);
    },
  } satisfies Partial<SettingsMethods>;

  function moveNow({ connectionId, updatedAt, keep }: Omit<Move, 'scope'>, target: Whose) {
    let suspended = 0;
    const record = connections.transaction(() => {
      const before = unchanged(connections, connectionId, updatedAt);
      if (isSame(before, target)) return before;
      audit.appendDurably({
        kind: 'connection.updated',
        connectionId,
        detail: `scope ${target.scope}`,
        ...workspaceInLine(target.workspace),
      });
      const kept = new Set<string>(keep);
      suspended = suspendGrants(connectionId, ({ id }) => !kept.has(id), powers);
      bindKept(before, target, kept);
      return connections.update(connectionId, updatedAt, target);
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
  function bindKept(before: ConnectionRecord, target: Whose, kept: ReadonlySet<string>): void {
    const [here, there] = [resolver.draft(before), resolver.draft({ ...before, ...target })];
    for (const grant of grants.ofConnection(before.id)) {
      const { id: grantId, principal } = grant;
      const held = grant.state === 'active' && grant.authorityDigest === here.grantDigestFor(principal);
      if (!held || !kept.has(grantId)) continue;
      const { authority } = there;
      grants.put({ ...grant, authority, authorityDigest: there.grantDigestFor(principal) });
      const about = { extension: principal.id, connectionId: before.id, grantId };
      audit.append({ kind: 'grant.confirmed', ...about, detail: `scope ${target.scope}` });
    }
  }
}

const isSame = (one: Whose, other: Whose): boolean =>
  one.scope === other.scope && isSameWorkspace(one.workspace, other.workspace);

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
