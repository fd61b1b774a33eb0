import {
  type Access,
  type ConnectionId,
  type Decision,
  type ExtensionId,
  type Facet,
  type GrantRecord,
  type GrantView,
  type SettingsContract,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Asker } from '../capabilities/request-powers.ts';
import type { Resolver } from '../capabilities/resolve-connection.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger, Live } from '../grants/ledger.ts';
import type { LoadedExtension } from '../providers/load-extension.ts';

type Methods =
  | 'listGrants'
  | 'listLive'
  | 'confirmGrant'
  | 'revokeGrant'
  | 'revokeCapability'
  | 'revokeExtension'
  | 'revokeConnection'
  | 'stopEverything'
  | 'requestAccess';

export type GrantPowers = {
  readonly grants: GrantStore;
  readonly connections: Pick<ConnectionStore, 'transaction'>;
  readonly ledger: Pick<Ledger, 'list' | 'endWhere'>;
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly audit: Pick<AuditLog, 'appendDurably'>;
  /** The extension as it is loaded now, if it is. */
  readonly extensionOf: (extension: ExtensionId) => LoadedExtension | undefined;
  readonly requestAccess: (asker: Asker, connectionId: ConnectionId, access: Access) => Promise<Decision>;
  readonly now: () => number;
};

export const grantMethods = (powers: GrantPowers): Pick<Facet<SettingsContract>, Methods> => {
  const { grants, connections, ledger, audit, now } = powers;

  const current = (grant: GrantRecord) => {
    const principal = askerOf(powers.extensionOf(grant.principal.id))?.principal;
    try {
      const resolved = powers.resolver.resolve(grant.connectionId);
      return { authority: resolved.authority, principal, digest: resolved.grantDigestFor };
    } catch {
      return { authority: undefined, principal, digest: undefined };
    }
  };
  const view = (grant: GrantRecord): GrantView => {
    if (grant.state !== 'suspended') return grant;
    const { authority, principal } = current(grant);
    return {
      ...grant,
      now: {
        ...(authority === undefined ? {} : { authority }),
        ...(principal === undefined ? {} : { principal }),
      },
    };
  };
  const existing = (id: GrantRecord['id']): GrantRecord => {
    const grant = grants.get(id);
    if (grant === undefined) throw new ValetkeyError({ code: 'not-found' });
    return grant;
  };

  /** Stored grants first, durably; then what lives by them. When this returns, no further byte goes out. */
  const revoke = (stored: (grant: GrantRecord) => boolean, live: (live: Live) => boolean) => {
    const ending = grants.list().filter((grant) => grant.state !== 'revoked' && stored(grant));
    const endedAt = now();
    for (const { id, principal, connectionId } of ending) {
      audit.appendDurably({ kind: 'grant.revoked', extension: principal.id, connectionId, grantId: id });
    }
    connections.transaction(() => {
      for (const grant of ending) grants.put({ ...grant, state: 'revoked', endedAt });
    });
    return { ended: ledger.endWhere(live, 'revoked') };
  };

  return {
    listGrants: () => grants.list().map(view),
    listLive: () => ledger.list(),
    requestAccess: async ({ extension, connectionId, access }) => {
      const asker = askerOf(powers.extensionOf(extension));
      if (asker === undefined) throw new ValetkeyError({ code: 'not-found' });
      return { decision: await powers.requestAccess(asker, connectionId, access) };
    },
    confirmGrant: ({ grantId }) => {
      const grant = existing(grantId);
      const { authority, principal, digest } = current(grant);
      if (grant.state !== 'suspended') throw new ValetkeyError({ code: 'conflict' });
      if (authority === undefined || principal === undefined || digest === undefined) {
        throw new ValetkeyError({ code: 'not-found' });
      }
      const confirmed: GrantRecord = {
        ...grant,
        state: 'active',
        authority,
        principal,
        authorityDigest: digest(principal),
      };
      const { connectionId } = grant;
      audit.appendDurably({ kind: 'grant.confirmed', extension: principal.id, connectionId, grantId });
      grants.put(confirmed);
      return view(confirmed);
    },
    revokeGrant: ({ grantId }) => {
      existing(grantId);
      return revoke(
        (grant) => grant.id === grantId,
        (live) => live.grantId === grantId,
      );
    },
    revokeCapability: ({ capabilityId }) => ({
      ended: ledger.endWhere((live) => live.id === capabilityId, 'revoked'),
    }),
    revokeExtension: ({ extension }) =>
      revoke(
        (grant) => grant.principal.id === extension,
        (live) => live.principal.id === extension,
      ),
    revokeConnection: ({ connectionId }) =>
      revoke(
        (grant) => grant.connectionId === connectionId,
        (live) => live.connectionId === connectionId,
      ),
    /** Live handles only: stored grants stay, and are what the user comes back to. */
    stopEverything: () => ({ ended: ledger.endWhere(() => true, 'revoked') }),
  };
};

const askerOf = (extension: LoadedExtension | undefined): Asker | undefined => {
  if (extension === undefined) return undefined;
  const { id, manifest, contentDigest } = extension;
  return { principal: { id, version: manifest.version, contentDigest }, manifest };
};
