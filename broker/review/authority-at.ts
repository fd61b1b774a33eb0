import {
  type CapabilityId,
  type Caveats,
  type ConnectionId,
  type ExtensionId,
  type GrantId,
  type Limits,
  levelFrom,
} from '@valetkey/api-contracts';
import { readAuditRow } from '../audit/chain.ts';
import type { KindBlocks } from '../audit/kind-blocks.ts';
import { tellsOfLost } from '../audit/note.ts';
import { type AuditEntry, auditKind, partOfUse, startedAlone } from '../contracts/audit.ts';
import { firstSeq, kindIn, type Rows, rowsHolding } from './rows-holding.ts';

/** A stored "Always allow", as the log tells it. */
export type GrantInLog = {
  readonly id: GrantId;
  readonly extension: ExtensionId;
  readonly connectionId: ConnectionId;
  /** As it was called when the grant was made. */
  readonly connectionName: string | undefined;
  readonly origins: readonly string[];
  /** Undefined: made before the log kept it. */
  readonly given: Caveats | undefined;
  /** What the person took from it. */
  readonly limits: Limits | undefined;
  readonly reason: string | undefined;
  readonly since: number;
  readonly state: 'active' | 'suspended' | 'revoked';
  /** Handles that it gave, without derived ones; what was done with them, their uses say. */
  readonly issued: number;
  readonly lastIssued: number | undefined;
};

/** A handle that was handed out and of whose end the log has no line yet. */
export type HandleInLog = {
  readonly id: CapabilityId;
  /** The handle that it was made from. */
  readonly parent: CapabilityId | undefined;
  readonly extension: ExtensionId;
  readonly connectionId: ConnectionId;
  readonly connectionName: string | undefined;
  readonly grantId: GrantId | undefined;
  readonly mode: 'once' | 'always' | undefined;
  readonly origins: readonly string[];
  /** One for each step by which it was made: a use must pass all. Undefined: too long for a line, or an older line. */
  readonly levels: readonly (Caveats | undefined)[];
  readonly since: number;
  readonly uses: number;
  readonly lastUse: number | undefined;
  /**
   * A broker started beside another one after it was handed out, or the log has lost entries since. A broker that was
   * killed wrote no end for what it held, and neither does a full disk, so this handle may be gone or live.
   */
  readonly perhapsGone: boolean;
};

export type AuthorityInLog = {
  readonly grants: ReadonlyMap<GrantId, GrantInLog>;
  readonly handles: ReadonlyMap<CapabilityId, HandleInLog>;
  /** Connections that were deleted and not brought back: what was granted on them is out of use. */
  readonly deleted: ReadonlySet<ConnectionId>;
};

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Rebuilds from the log alone who can do what. Entries come in the order of the log. */
export type AuthorityReader = {
  read(entry: AuditEntry): void;
  /** A use of a handle began: it counts for every handle that this one was made from, too. */
  used(id: CapabilityId, at: number): void;
  /** Of all that was read so far. */
  readonly now: AuthorityInLog;
};

/** What was pruned is not known: a grant or handle whose beginning was pruned is absent. */
export function makeAuthorityReader(): AuthorityReader {
  const grants = new Map<GrantId, Mutable<GrantInLog>>();
  const handles = new Map<CapabilityId, Mutable<HandleInLog>>();
  const deleted = new Set<ConnectionId>();
  /**
   * Of handles that have ended, too: what was used through them counts for those that they were made from. Undefined:
   * it was made from none. Only from one that was there before, so that no edited log leads in a circle.
   */
  const parents = new Map<CapabilityId, CapabilityId | undefined>();

  const setState = ({ grantId }: AuditEntry, state: GrantInLog['state']): void => {
    const grant = grantId === undefined ? undefined : grants.get(grantId);
    if (grant !== undefined) grant.state = state;
  };

  /** It may lead elsewhere by now: that is what was confirmed. */
  const confirmed = (entry: AuditEntry): void => {
    setState(entry, 'active');
    const grant = entry.grantId === undefined ? undefined : grants.get(entry.grantId);
    if (grant !== undefined && entry.origins !== undefined) grant.origins = entry.origins;
  };

  const setLimits = ({ grantId, limits }: AuditEntry): void => {
    const grant = grantId === undefined ? undefined : grants.get(grantId);
    if (grant !== undefined) grant.limits = limits;
  };

  const granted = ({ grantId: id, extension, connectionId, at, ...entry }: AuditEntry): void => {
    if (id === undefined || extension === undefined || connectionId === undefined) return;
    const { connectionName, origins = [], given, limits, reason } = entry;
    const about = { id, extension, connectionId, connectionName, origins, given, limits, reason };
    grants.set(id, { ...about, since: at, state: 'active', issued: 0, lastIssued: undefined });
  };

  const handedOut = (entry: AuditEntry): void => {
    const { capabilityId: id, extension, connectionId, at, outcome } = entry;
    if (id === undefined || extension === undefined || connectionId === undefined) return;
    const parent = entry.parent === undefined ? undefined : handles.get(entry.parent);
    const isKnown = entry.parent !== undefined && parents.has(entry.parent);
    const grant =
      entry.parent === undefined && entry.grantId !== undefined ? grants.get(entry.grantId) : undefined;
    if (grant !== undefined) {
      grant.issued += 1;
      grant.lastIssued = at;
    }
    if (!parents.has(id)) parents.set(id, isKnown ? entry.parent : undefined);
    handles.set(id, {
      id,
      extension,
      connectionId,
      parent: entry.parent,
      connectionName: entry.connectionName ?? parent?.connectionName,
      grantId: entry.grantId ?? parent?.grantId,
      mode: outcome === 'once' || outcome === 'always' ? outcome : parent?.mode,
      origins: entry.origins ?? parent?.origins ?? [],
      levels: [...(parent?.levels ?? []), entry.given, ...limitedLevel(entry)],
      since: at,
      uses: 0,
      lastUse: undefined,
      perhapsGone: false,
    });
  };

  const read = (entry: AuditEntry): void => {
    const { kind, connectionId, capabilityId } = entry;
    if (kind === 'broker.started' && entry.detail === startedAlone) handles.clear();
    else if (kind === 'broker.started' || (kind === 'audit.gap' && tellsOfLost(entry)))
      for (const handle of handles.values()) handle.perhapsGone = true;
    else if (kind === 'grant.created') granted(entry);
    else if (kind === 'grant.suspended') setState(entry, 'suspended');
    else if (kind === 'grant.confirmed') confirmed(entry);
    else if (kind === 'grant.limited') setLimits(entry);
    else if (kind === 'grant.revoked') setState(entry, 'revoked');
    else if (kind === 'capability.issued' || kind === 'capability.attenuated') handedOut(entry);
    else if (kind === 'capability.ended' && capabilityId !== undefined) handles.delete(capabilityId);
    else if (kind === 'connection.deleted' && connectionId !== undefined) deleted.add(connectionId);
    else if (kind === 'connection.restored' && connectionId !== undefined) deleted.delete(connectionId);
  };

  const used = (used: CapabilityId, at: number): void => {
    for (let id: CapabilityId | undefined = used; id !== undefined; id = parents.get(id)) {
      const handle = handles.get(id);
      if (handle === undefined) continue;
      handle.uses += 1;
      handle.lastUse = at;
    }
  };

  return { read, used, now: { grants, handles, deleted } };
}

/** As the ledger makes it (ledger.ts): what is not named stays as it was given. */
const limitedLevel = ({ given, limits }: AuditEntry): (Caveats | undefined)[] => {
  if (limits === undefined) return [];
  return [given === undefined ? undefined : levelFrom(given, limits)];
};

const tells = (kind: string): boolean =>
  /^(?:broker\.started|audit\.gap|grant\.|capability\.|connection\.(?:deleted|restored))/.test(kind);
const tellingKinds = auditKind.options.filter(tells);
/** Inside a string its quotes would be escaped. */
const ofAnotherUse = `"detail":"${partOfUse}"`;
const use = /^\{"kind":"use\.intended",.*?"capabilityId":"([^"]+)".*,"at":(\d+)\}$/s;

/**
 * Who could do what at `at`, by the entries up to then. Damaged ones are left out and counted: `audit verify` names
 * them. First what tells of authority is read, then the uses since the oldest handle that is left, by their text,
 * because there are many (1 us each). With the index of the log, blocks without either are passed over.
 */
export function authorityAt(
  rows: Rows,
  at = Number.POSITIVE_INFINITY,
  index: KindBlocks | undefined = undefined,
): AuthorityInLog & { readonly unreadable: number; readonly prunedUpTo: number | undefined } {
  const reader = makeAuthorityReader();
  const through = rows.newest()?.seq ?? 0;
  const pruned = rows.checkpoint();
  const first = firstSeq(rows);
  const issuedAt = new Map<CapabilityId, number>();
  let unreadable = 0;
  for (const row of rowsHolding(rows, tellingKinds, first, through, index)) {
    if (!tells(kindIn(row))) continue;
    const entry = readAuditRow(row);
    if (entry === undefined) unreadable += 1;
    else if (entry.at <= at) {
      reader.read(entry);
      if (entry.capabilityId !== undefined && !issuedAt.has(entry.capabilityId))
        issuedAt.set(entry.capabilityId, entry.seq);
    }
  }
  const left = [...reader.now.handles.keys()].map((id) => issuedAt.get(id) ?? first);
  const oldest = left.reduce((least, seq) => Math.min(least, seq), through + 1);
  for (const { line } of rowsHolding(rows, ['use.intended'], oldest, through, index)) {
    const text = String(line);
    const [, id, time] = use.exec(text) ?? [];
    if (id === undefined || Number(time) > at || text.includes(ofAnotherUse)) continue;
    reader.used(id as CapabilityId, Number(time));
  }
  return { ...reader.now, unreadable, prunedUpTo: pruned.removed === 0 ? undefined : pruned.at };
}
