import { type ConnectionId, defined } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import { nameInLine } from '../audit/authority-in-line.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { OpenWorkspace } from '../connections/open-workspace.ts';
import type { ConnectionRecord } from '../contracts/connection.ts';
import type { GrantRecord } from '../contracts/grant.ts';
import type { Say } from '../contracts/texts/say.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { Hop } from '../network/exchange.ts';
import { describeAuthority, authorityDigest as digestOf } from '../providers/authority.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { workspaceInLine } from '../resolve/change-workspace.ts';
import type { Resolver } from '../resolve/resolve-connection.ts';
import type { Vault } from '../secrets/vault/vault.ts';
import type { AskService } from '../services/ask-service.ts';
import { type ChoiceField, type Choices, choiceFieldOf } from '../services/list-choices.ts';
import { carryMethods } from './carry-connections.ts';
import { checkInput } from './check-input.ts';
import { changedFields, changeFieldsQuestion, moveConnectionQuestion } from './connection-questions.ts';
import { existing, offeredProvider, providerOf, unchanged } from './existing.ts';
import { isBehind } from './migrate-connections.ts';
import type { PassedDrafts } from './passed-drafts.ts';
import { askFirst, nothingToAsk, type SettingsMethods } from './plan.ts';
import type { Reach, Reachable } from './reach.ts';
import { scopeHere } from './scope-here.ts';
import { commitWithSecrets, requireOpen, requireUnlocked } from './seal-secrets.ts';
import type { UsersOf } from './users-of.ts';
import type { ConnectionViews } from './view-connection.ts';

export type ConnectionPowers = {
  readonly say: Say;
  readonly connections: ConnectionStore;
  readonly providers: Pick<ProviderRegistry, 'get' | 'offered'>;
  readonly workspace: Pick<OpenWorkspace, 'now'>;
  readonly grants: Pick<GrantStore, 'ofConnection' | 'suspend'>;
  readonly ledger: Pick<Ledger, 'list' | 'endWhere'>;
  readonly vault: Pick<Vault, 'state' | 'putAll' | 'discard'>;
  readonly resolver: Pick<Resolver, 'resolve' | 'draft' | 'forget'>;
  readonly reach: Reach;
  readonly drafts: Pick<PassedDrafts, 'take'>;
  readonly usersOf: UsersOf;
  readonly audit: Pick<AuditLog, 'appendDurably' | 'append'>;
  readonly listChoices: (to: Reachable, field: ChoiceField, onHop: (hop: Hop) => void) => Promise<Choices>;
  readonly askService: AskService;
  readonly views: ConnectionViews;
  readonly makeConnectionId: () => ConnectionId;
  readonly now: () => number;
};

/**
 * Every change is a line in the audit log before it is made, and is on disk before it is acknowledged; what does not
 * come to be because of a conflict is no line.
 */
export function connectionMethods(powers: ConnectionPowers) {
  const { say, connections, providers, ledger, vault, resolver, audit, views, now } = powers;

  const create: SettingsMethods['createConnection'] = (wanted) => {
    const { providerId, displayName, fields, secrets: given } = wanted;
    const whose = scopeHere(say, wanted.scope, powers.workspace);
    const registered = offeredProvider(providers, providerId);
    const checked = checkInput(say, registered, { fields, secrets: given });
    const { secrets, authorityDigest } = checked;
    requireUnlocked(vault, secrets);
    const id = powers.makeConnectionId();
    const at = now();
    const place = { connectionId: id, authorityDigest };
    // Nobody else knows it yet, so there is nothing that could have changed.
    const first = { place, secrets, current: [], setAt: at, check: () => undefined };
    const record = commitWithSecrets(powers, first, (secretRefs) => {
      const created: ConnectionRecord = {
        id,
        providerId,
        ...whose,
        displayName,
        fields: checked.fields,
        secretRefs: [...secretRefs],
        authorityDigest,
        createdAt: at,
        updatedAt: at,
        providerVersion: registered.provider.version,
      };
      audit.appendDurably({
        kind: 'connection.created',
        connectionId: id,
        connectionName: nameInLine(displayName),
        providerId,
        ...workspaceInLine(whose.workspace),
      });
      connections.insert(created);
      const seen = powers.drafts.take({ providerId, checked, kept: [] });
      if (seen !== undefined) connections.recordTest(id, seen);
      return created;
    });
    return views.one(record);
  };

  return {
    ...carryMethods({ say, connections, providers, workspace: powers.workspace, create }),
    listConnections: ({ after, limit }) => {
      const { rows, next } = connections.page(after, limit);
      const total = connections.count();
      return { connections: views.many(rows), total, next };
    },

    getConnection: ({ connectionId }) => views.one(existing(connections, connectionId)),

    createConnection: create,

    updateConnection: ({ connectionId, updatedAt, displayName, fields }) => {
      const before = existing(connections, connectionId);
      const registered = providerOf(providers, before);
      // Its secrets come along to the provider's new version when the vault opens; this change would leave them behind.
      if (before.secretRefs.length > 0 && isBehind(before, registered)) requireOpen(vault);
      const checked = checkInput(say, registered, { fields: fields ?? before.fields });
      // Against where it goes now, and not where its secret was saved for: moving back is a move too.
      const here = describeAuthority(registered, before.fields);
      const moved = here === undefined || checked.authorityDigest !== digestOf(here);
      unchanged(connections, connectionId, updatedAt);
      const update = () => {
        const record = connections.transaction(() => {
          unchanged(connections, connectionId, updatedAt);
          audit.appendDurably({
            kind: 'connection.updated',
            connectionId,
            connectionName: nameInLine(displayName ?? before.displayName),
            detail: moved ? 'moved' : undefined,
          });
          // In the same transaction as the change: no moment in which an old grant meets a new place.
          if (moved) suspendGrants(connectionId, () => true, powers);
          const after = connections.update(connectionId, updatedAt, {
            ...defined({ displayName }),
            fields: checked.fields,
            providerVersion: registered.provider.version,
          });
          const { providerId, secretRefs } = before;
          const seen = powers.drafts.take({ providerId, checked, kept: moved ? [] : secretRefs });
          if (seen !== undefined) connections.recordTest(connectionId, seen);
          return after;
        });
        resolver.forget();
        if (moved) ledger.endWhere((live) => live.connectionId === connectionId, 'connection-changed');
        return views.one(record);
      };
      // A field can decide as whom the connection acts: an installation, an organization, the subject of a token.
      const changed = changedFields(before.fields, checked.fields);
      const users = moved || changed.length > 0 ? powers.usersOf(connectionId, { suspended: true }) : [];
      if (users.length === 0) return nothingToAsk(update);
      const there = resolver.draft({ ...before, fields: checked.fields });
      const change = moved
        ? moveConnectionQuestion(here, there, changed, users)
        : changeFieldsQuestion(there, changed, users);
      return askFirst(change, (yes) => {
        powers.reach.confirmed(there, yes);
        return update();
      });
    },

    listChoices: ({ connectionId, field }) => {
      const resolved = resolver.resolve(connectionId);
      const asked = choiceFieldOf(resolved, field);
      return powers.reach.plan(resolved, 'choices', (to) =>
        powers.askService({
          to,
          request: asked.options,
          subject: { kind: 'connection.tested', connectionId, detail: `choices of ${field}` },
          send: (onHop) => powers.listChoices(to, asked, onHop),
          outcomeOf: () => ({ outcome: 'ok' }),
        }),
      );
    },
  } satisfies Partial<SettingsMethods>;
}

/** Inside the transaction of the change that makes them differ from what the user agreed to. Returns how many. */
export const suspendGrants = (
  connectionId: ConnectionId,
  which: (grant: GrantRecord) => boolean,
  { grants, audit }: Pick<ConnectionPowers, 'grants' | 'audit'>,
): number => {
  const ending = grants
    .ofConnection(connectionId)
    .filter((grant) => grant.state === 'active' && which(grant));
  for (const grant of ending) {
    grants.suspend(grant.id);
    audit.append({
      kind: 'grant.suspended',
      extension: grant.principal.id,
      connectionId,
      grantId: grant.id,
    });
  }
  return ending.length;
};
