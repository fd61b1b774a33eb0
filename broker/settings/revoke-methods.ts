import { type ConnectionId, type GrantId, ValetkeyError } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import { nameInLine, originsInLine } from '../audit/authority-in-line.ts';
import type { Note } from '../audit/note.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { type Account, isSameAccount } from '../contracts/account.ts';
import type { GrantRecord } from '../contracts/grant.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Halt } from '../grants/halt.ts';
import type { Ledger, Live } from '../grants/ledger.ts';
import type { AgreedTools } from '../mcp/agreed-tools.ts';
import type { UnmetRequests } from '../requests/unmet-requests.ts';
import { type Resolved, type Resolver, resolvedIfAny } from '../resolve/resolve-connection.ts';
import type { After } from '../time/after.ts';
import { nothingToAsk, type SettingsMethods } from './plan.ts';

export type RevokePowers = {
  readonly grants: GrantStore;
  readonly connections: Pick<ConnectionStore, 'get' | 'hidden' | 'transaction'>;
  readonly ledger: Pick<Ledger, 'endWhere' | 'list'>;
  readonly halt: Halt;
  /** What was allowed once and is not taken yet. */
  readonly unmet: Pick<UnmetRequests, 'withdraw'>;
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly accountOf: (resolved: Pick<Resolved, 'record'>) => Account;
  readonly tools: Pick<AgreedTools, 'copyOf'>;
  readonly audit: Pick<AuditLog, 'appendDurably'>;
  readonly note: Note;
  readonly makeId: () => string;
  readonly now: () => number;
  readonly after: After;
  /** How long a page can take a revocation back; 0 is not at all. */
  readonly undoMs: number;
};

type Taken = {
  readonly grant: GrantRecord;
  /** Undefined: its connection could not be read. */
  readonly account: Account | undefined;
  readonly putToolsBack: (to: GrantId) => void;
};

type Revocation = {
  readonly id: string;
  readonly until: number;
  readonly endedAt: number;
  readonly taken: readonly Taken[];
  /** It stopped everything, and nothing stopped or resumed it since. */
  halts: boolean;
};

const longestUndoMs = 10 * 60_000;

/**
 * Revoking and undoing. A revoked grant is dead on disk when the call answers, and stays dead: undoing stores a new
 * grant with the same content. So no crash during the time for undoing brings access back. A page undoes its own last
 * revocation unasked, because it could as well not have revoked; no other page can. What is revoked once more meanwhile,
 * from wherever, is not brought back: its end moves on, on disk, where another process sees it. The same holds for
 * "Stop everything".
 */
export function makeRevoking(powers: RevokePowers) {
  const { grants, connections, ledger, halt, unmet, audit, now } = powers;
  const undoMs = Math.min(powers.undoMs, longestUndoMs);
  const undoable = new Set<Revocation>();

  const remember = (taken: readonly Taken[], endedAt: number, halts: boolean): Revocation | undefined => {
    if ((taken.length === 0 && !halts) || undoMs === 0) return undefined;
    const revocation = { id: powers.makeId(), until: now() + undoMs, endedAt, taken, halts };
    undoable.add(revocation);
    powers.after(undoMs, () => undoable.delete(revocation));
    return revocation;
  };
  const accountNow = (id: ConnectionId): Account | undefined => {
    // A connection can be deleted first, and brought back as it was.
    const record = connections.get(id) ?? connections.hidden().find((one) => one.id === id)?.record;
    return record && powers.accountOf({ record });
  };
  /** Stored grants first, durably; then what lives by them. When this returns, no further byte goes out. */
  const revoke = (found: readonly GrantRecord[], live: (live: Live) => boolean) => {
    for (const { id, principal, connectionId, state } of found) {
      if (state === 'revoked') continue;
      audit.appendDurably({ kind: 'grant.revoked', extension: principal.id, connectionId, grantId: id });
    }
    const endedAt = now();
    const taken: Taken[] = [];
    connections.transaction(() => {
      for (const { id } of found) {
        // Read again: another process may have revoked it a moment ago, and can undo that.
        const grant = grants.get(id);
        if (grant === undefined) continue;
        if (grant.state === 'revoked') {
          grants.revokeAgain(id, endedAt, endedAt - longestUndoMs);
          continue;
        }
        const account = accountNow(grant.connectionId);
        taken.push({ grant, account, putToolsBack: powers.tools.copyOf(id) });
        grants.put({ ...grant, state: 'revoked', endedAt });
      }
    });
    return { ended: ledger.endWhere(live, 'revoked'), revocation: remember(taken, endedAt, false) };
  };
  /** Also where the log is full: stopping is never refused. */
  const stop = () => {
    const isNew = !halt.stopped();
    for (const earlier of undoable) earlier.halts = false;
    const live = ledger.list();
    halt.stop({ ended: live.length, extensions: live.map(({ extension }) => extension) });
    unmet.withdraw(() => true);
    const ended = ledger.endWhere(() => true, 'revoked');
    powers.note({ kind: 'use.stopped' });
    return { ended, revocation: remember([], now(), isNew) };
  };

  /** What changed meanwhile suspends the grant, as if it had been there. */
  const stateNow = ({ grant: { connectionId, principal, authorityDigest, state }, account }: Taken) => {
    const resolved = resolvedIfAny(powers.resolver, connectionId);
    const same =
      resolved !== undefined &&
      account !== undefined &&
      resolved.grantDigestFor(principal) === authorityDigest &&
      isSameAccount(account, powers.accountOf(resolved));
    return same ? state : 'suspended';
  };
  /** Unless it was revoked once more, its connection was deleted, or something was allowed again, which stands. */
  const restore = (taken: Taken, endedAt: number, restored: Set<GrantId>): void => {
    const { grant, putToolsBack } = taken;
    const { principal, connectionId, caveats, limits, authority, reason } = grant;
    const id = `gra_${powers.makeId()}` as GrantId;
    const state = stateNow(taken);
    const about = { extension: principal.id, connectionId, grantId: id };
    connections.transaction(() => {
      const connection = connections.get(connectionId);
      if (connection === undefined || grants.get(grant.id)?.endedAt !== endedAt) return;
      const others = grants.inForceOf(principal.id).filter((one) => !restored.has(one.id));
      if (others.some((one) => one.connectionId === connectionId)) return;
      audit.appendDurably({
        kind: 'grant.created',
        ...about,
        connectionName: nameInLine(connection.displayName),
        reason,
        given: caveats,
        limits,
        origins: originsInLine(authority),
        detail: 'revocation undone',
      });
      if (state === 'suspended') audit.appendDurably({ kind: 'grant.suspended', ...about });
      grants.put({ ...grant, id, state });
      putToolsBack(id);
      restored.add(id);
    });
  };

  /** Of one page. */
  return () => {
    let last: Revocation | undefined;
    const own = ({ ended, revocation }: ReturnType<typeof revoke>) => {
      if (last !== undefined) undoable.delete(last);
      last = revocation;
      return { ended, undo: revocation && { revocationId: revocation.id, until: revocation.until } };
    };
    const revokeGrants = (grantIds: readonly GrantId[]) => {
      const named = new Set<GrantId | undefined>(grantIds);
      const places = new Set(grantIds.flatMap((id) => grants.get(id)?.connectionId ?? []));
      // In the order in which they were given, and are put back: of several the latest decides.
      const found = [...places].flatMap((id) => grants.ofConnection(id)).filter(({ id }) => named.has(id));
      if (found.length === 0) throw new ValetkeyError({ code: 'not-found' });
      return own(revoke(found, ({ grantId }) => grantId !== undefined && named.has(grantId)));
    };
    return {
      revokeGrant: ({ grantId }) => revokeGrants([grantId]),
      revokeGrants: ({ grantIds }) => revokeGrants(grantIds),
      revokeExtension: ({ extension }) => {
        unmet.withdraw((allowed) => allowed.extension === extension);
        const isIts = ({ principal }: Live) => principal.id === extension;
        return own(revoke(grants.ofExtension(extension), isIts));
      },
      revokeConnection: ({ connectionId }) => {
        unmet.withdraw((allowed) => allowed.connectionId === connectionId);
        return own(revoke(grants.ofConnection(connectionId), (live) => live.connectionId === connectionId));
      },
      stopEverything: () => own(stop()),
      undoRevoke: ({ revocationId }) => {
        const revocation = last;
        if (revocation?.id !== revocationId || !undoable.has(revocation) || now() >= revocation.until) {
          throw new ValetkeyError({ code: 'not-found' });
        }
        return nothingToAsk(() => {
          undoable.delete(revocation);
          const { taken, endedAt } = revocation;
          const resumes = revocation.halts && halt.stopped();
          if (resumes) {
            audit.appendDurably({ kind: 'use.resumed', detail: 'stop undone' });
            halt.resume();
          }
          const restored = new Set<GrantId>();
          for (const one of taken) restore(one, endedAt, restored);
          return { restored: restored.size + Number(resumes), left: taken.length - restored.size };
        });
      },
    } satisfies Partial<SettingsMethods>;
  };
}
