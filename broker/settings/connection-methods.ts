import {
  type ConnectionId,
  type ConnectionRecord,
  type Facet,
  type SecretRef,
  type SettingsContract,
  type TestResult,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Choices } from '../capabilities/list-choices.ts';
import type { Resolved, Resolver } from '../capabilities/resolve-connection.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { Oauth } from '../oauth/make-oauth.ts';
import { describeAuthority, authorityDigest as digestOf } from '../providers/authority.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import type { Vault } from '../vault/vault.ts';
import { carryMethods } from './carry-connections.ts';
import { checkInput } from './check-input.ts';
import { requireUnlocked, sealSecrets } from './seal-secrets.ts';
import { viewConnection } from './view-connection.ts';

type Methods =
  | 'listConnections'
  | 'createConnection'
  | 'updateConnection'
  | 'deleteConnection'
  | 'setSecret'
  | 'testConnection'
  | 'listChoices'
  | 'exportConnections'
  | 'importConnections';

export type ConnectionPowers = {
  readonly connections: ConnectionStore;
  readonly providers: Pick<ProviderRegistry, 'get'>;
  readonly grants: Pick<GrantStore, 'ofConnection' | 'put'>;
  readonly ledger: Pick<Ledger, 'list' | 'endWhere'>;
  readonly vault: Pick<Vault, 'state' | 'putAll' | 'open' | 'settle' | 'remove'>;
  readonly resolver: Resolver;
  readonly oauth: Pick<Oauth, 'view' | 'beforeDeletion'>;
  readonly audit: Pick<AuditLog, 'appendDurably' | 'append'>;
  readonly test: (resolved: Resolved, secretRefs: readonly SecretRef[]) => Promise<TestResult>;
  readonly listChoices: (resolved: Resolved, field: string) => Promise<Choices>;
  readonly makeConnectionId: () => ConnectionId;
  readonly now: () => number;
};

/**
 * Every change is a line in the audit log before it is made, and is on disk before it is acknowledged. Secrets are
 * written first and named by the metadata after, so that a killed process leaves the old state or the new one.
 */
export const connectionMethods = (powers: ConnectionPowers): Pick<Facet<SettingsContract>, Methods> => {
  const { connections, grants, ledger, vault, resolver, audit, now } = powers;

  const view = (record: ConnectionRecord) => viewConnection(record, powers);
  const existing = (id: ConnectionId): ConnectionRecord => {
    const record = connections.get(id);
    if (record === undefined) throw new ValetkeyError({ code: 'not-found' });
    return record;
  };
  const providerOf = (id: ConnectionRecord['providerId']) => {
    const registered = powers.providers.get(id);
    if (registered === undefined) throw new ValetkeyError({ code: 'provider-unknown' });
    return registered;
  };
  const endGrants = (connectionId: ConnectionId, state: 'suspended' | 'revoked'): void => {
    for (const grant of grants.ofConnection(connectionId)) {
      const { id: grantId, principal } = grant;
      if (grant.state === 'revoked' || grant.state === state) continue;
      grants.put({ ...grant, state, ...(state === 'revoked' ? { endedAt: now() } : {}) });
      audit.append({ kind: `grant.${state}`, extension: principal.id, connectionId, grantId });
    }
  };

  const create: Facet<SettingsContract>['createConnection'] = ({
    providerId,
    scope,
    displayName,
    fields,
    secrets: given,
  }) => {
    const registered = providerOf(providerId);
    const checked = checkInput(registered, { fields, secrets: given });
    const { secrets, authorityDigest } = checked;
    requireUnlocked(vault, secrets);
    const id = powers.makeConnectionId();
    const at = now();
    audit.appendDurably({ kind: 'connection.created', connectionId: id, providerId });
    const secretRefs = sealSecrets(vault, { connectionId: id, authorityDigest }, secrets, [], at);
    const record: ConnectionRecord = {
      ...{ id, providerId, scope, displayName, fields: checked.fields },
      ...{ secretRefs, authorityDigest, createdAt: at, updatedAt: at },
      providerVersion: registered.provider.version,
    };
    connections.insert(record);
    return view(record);
  };

  return {
    ...carryMethods({ connections, providers: powers.providers, create }),
    listConnections: () => connections.list().map(view),

    createConnection: create,

    updateConnection: ({ connectionId, updatedAt, displayName, scope, fields }) => {
      const before = existing(connectionId);
      const registered = providerOf(before.providerId);
      const checked = checkInput(registered, { fields: fields ?? before.fields });
      // Against where it goes now, and not where its secret was saved for: moving back is a move too.
      const here = describeAuthority(registered, before.fields);
      const moved = here === undefined || checked.authorityDigest !== digestOf(here);
      audit.appendDurably({
        kind: 'connection.updated',
        connectionId,
        ...(moved ? { detail: 'moved' } : {}),
      });
      const record = connections.transaction(() => {
        // In the same transaction as the change: no moment in which an old grant meets a new place.
        if (moved) endGrants(connectionId, 'suspended');
        return connections.update(connectionId, updatedAt, {
          ...(displayName === undefined ? {} : { displayName }),
          ...(scope === undefined ? {} : { scope }),
          ...{ fields: checked.fields, providerVersion: registered.provider.version },
        });
      });
      resolver.forget();
      if (moved) ledger.endWhere((live) => live.connectionId === connectionId, 'connection-changed');
      return view(record);
    },

    deleteConnection: ({ connectionId }) => {
      existing(connectionId);
      audit.appendDurably({ kind: 'connection.deleted', connectionId });
      const revoke = powers.oauth.beforeDeletion(connectionId);
      connections.transaction(() => {
        endGrants(connectionId, 'revoked');
        connections.remove(connectionId);
      });
      resolver.forget();
      ledger.endWhere((live) => live.connectionId === connectionId, 'connection-deleted');
      vault.remove(connectionId);
      revoke();
      return {};
    },

    setSecret: async ({ connectionId, secrets: given, testFirst }) => {
      const before = existing(connectionId);
      const registered = providerOf(before.providerId);
      const { secrets, authorityDigest } = checkInput(registered, { fields: before.fields, secrets: given });
      requireUnlocked(vault, secrets);
      // Secrets that were saved for another place do not come along to this one.
      const kept = authorityDigest === before.authorityDigest ? before.secretRefs : [];
      const secretRefs = sealSecrets(vault, { connectionId, authorityDigest }, secrets, kept, now());
      const test = testFirst ? await powers.test(resolver.resolve(connectionId), secretRefs) : undefined;
      if (test !== undefined && !test.ok) {
        return { connection: view(existing(connectionId)), test, saved: false };
      }
      audit.appendDurably({ kind: 'secret.saved', connectionId, detail: Object.keys(secrets).join(',') });
      const record = connections.update(connectionId, before.updatedAt, { secretRefs, authorityDigest });
      resolver.forget();
      vault.settle(secretRefs.map(({ field, counter }) => ({ connectionId, field, counter })));
      if (test !== undefined) connections.recordTest(connectionId, test);
      return { connection: view(record), ...(test === undefined ? {} : { test }), saved: true };
    },

    testConnection: async ({ connectionId }) => {
      const resolved = resolver.resolve(connectionId);
      const result = await powers.test(resolved, resolved.record.secretRefs);
      connections.recordTest(connectionId, result);
      audit.append({
        kind: 'connection.tested',
        connectionId,
        outcome: result.ok ? 'ok' : 'failed',
        ...(result.cause === undefined ? {} : { detail: result.cause }),
        ...(result.status === undefined ? {} : { status: result.status }),
      });
      return result;
    },

    listChoices: async ({ connectionId, field }) => {
      const resolved = resolver.resolve(connectionId);
      audit.append({ kind: 'connection.tested', connectionId, detail: `choices of ${field}` });
      return powers.listChoices(resolved, field);
    },
  };
};
