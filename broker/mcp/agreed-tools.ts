import {
  type Access,
  type CapabilityId,
  type ConnectionId,
  type GrantId,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { Note } from '../audit/note.ts';
import type { GrantRecord } from '../contracts/grant.ts';
import { asksEachCall, type McpAsking, type McpToolChanges, type ToolClaim } from '../contracts/mcp-tools.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger, Live } from '../grants/ledger.ts';
import type { ToolStore } from '../grants/tool-store.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { compareTools, digestOfTools } from './tool-list.ts';

/** A connection, and where it leads now. */
type ConnectionNow = Pick<ConnectionInUse, 'id' | 'authorityDigest'>;

/**
 * Which MCP tools were agreed to. With "always" they belong to the grant, are on disk, and its digest names them; with
 * "once" they live as long as the handle. What was shown is what is agreed to; where nothing could be shown, it is the
 * first list that comes.
 */
export type AgreedTools = {
  /** What the connection's server listed last, as far as the access admits it. Undefined: nobody has looked. */
  listed(place: ConnectionNow, access: Pick<Access, 'mcpTools'>): ToolClaim[] | undefined;
  /** The user has said yes to this list; undefined is to whatever comes first. */
  agree(grantId: GrantId, shown: readonly ToolClaim[] | undefined): void;
  /**
   * The same for a new grant. Call it before the grant is stored, and store what it returns with the grant: one that was
   * stored without its list would take whatever comes.
   */
  agreeFirst(grantId: GrantId, shown: readonly ToolClaim[] | undefined): Pick<GrantRecord, 'toolsDigest'>;
  /** The same, for as long as the capability lives. */
  agreeOnce(live: Pick<Live, 'root' | 'onEnd'>, shown: readonly ToolClaim[] | undefined): void;
  /**
   * A server's list, whole or a page of it. One with a tool that was not agreed to, or that is another one now, suspends
   * the grant, ends its handles, and is refused with `connection-suspended`. A tool that is gone takes nothing: many
   * servers list by what their client can answer. When it comes back it has to be what it was.
   */
  check(live: Live, place: ConnectionNow, tools: readonly ToolClaim[], whole: boolean): void;
  /** Whether the user wants to be asked before each call of this tool. */
  asks(live: Holder & Pick<Live, 'grantId'>, tool: ToolClaim): boolean;
  /** Of a stored grant, for who looks at it. */
  ofGrant(grant: GrantRecord): GrantTools;
  /** The list that suspended the grant is what the user agrees to now. Inside the transaction that says so. */
  confirm(grant: GrantRecord): Pick<GrantRecord, 'toolsDigest'>;
  /** The lists of a grant that is about to be revoked, to be put under the grant that takes its place. */
  copyOf(id: GrantId): (to: GrantId) => void;
  /** A grant was changed, here or by another process. */
  forget(): void;
};

/** Callers that use a grant. What was read of it is kept until they end. */
type Holder = Pick<Live, 'signal' | 'onEnd'>;

type KnownGrant = {
  readonly agreed: readonly ToolClaim[] | undefined;
  readonly mcpTools: readonly string[];
  readonly asking: McpAsking | undefined;
};

export type GrantTools = {
  readonly agreed: ToolClaim[] | undefined;
  readonly found: { readonly digest: string; readonly changes: McpToolChanges } | undefined;
};

/** 130 bytes each. Connections that were deleted are among them. */
const mostListed = 1_000;

export function makeAgreedTools(powers: {
  readonly store: ToolStore;
  readonly grants: Pick<GrantStore, 'get' | 'put' | 'suspend'>;
  readonly transaction: <T>(work: () => T) => T;
  readonly ledger: Pick<Ledger, 'endWhere'>;
  readonly note: Note;
}): AgreedTools {
  const { store, grants, transaction, ledger, note } = powers;
  const ofOnce = new Map<CapabilityId, readonly ToolClaim[] | undefined>();
  /** Read at every call, so it is not parsed at every call. Up to 2 MB each: only of grants that a handle lives by. */
  const known = new Map<GrantId, KnownGrant>();
  const watched = new WeakSet<object>();
  const keepWhile = (live: Holder, id: GrantId, read: KnownGrant): void => {
    if (live.signal.aborted) return;
    known.set(id, read);
    if (watched.has(live)) return;
    watched.add(live);
    live.onEnd(() => known.delete(id)); // another handle's next call reads it again
  };
  /** Of each connection, what was written down: the same list comes with every session. */
  const lastListed = new Map<ConnectionId, string>();

  const readGrant = (live: Holder, id: GrantId): KnownGrant => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const grant = grants.get(id);
    const read = {
      agreed: grant && agreedOf(grant),
      mcpTools: grant?.caveats.mcpTools ?? [],
      asking: grant?.mcpAsking,
    };
    keepWhile(live, id, read);
    return read;
  };
  /** A list that is not the one that the grant names is an agreement to nothing. */
  const agreedOf = ({ id, toolsDigest }: GrantRecord): ToolClaim[] | undefined => {
    const tools = store.get(id, 'agreed')?.tools;
    if (toolsDigest === undefined) return tools;
    return tools !== undefined && digestOfTools(tools) === toolsDigest ? tools : [];
  };
  const write = (grantId: GrantId, tools: readonly ToolClaim[]): { readonly toolsDigest: string } => {
    store.put(grantId, 'agreed', { place: '', tools: [...tools] });
    return { toolsDigest: digestOfTools(tools) };
  };
  const keepForGrant = (grantId: GrantId, tools: readonly ToolClaim[]): void => {
    transaction(() => {
      const grant = grants.get(grantId);
      if (grant?.state !== 'active') throw new ValetkeyError({ code: 'connection-suspended' });
      grants.put({ ...grant, ...write(grantId, tools) });
    });
    known.delete(grantId);
  };
  const keep = ({ grantId, root }: Live, tools: readonly ToolClaim[]): void => {
    if (grantId !== undefined) keepForGrant(grantId, tools);
    else if (ofOnce.has(root)) ofOnce.set(root, tools); // else it has ended meanwhile
  };
  const remember = ({ id, authorityDigest: place }: ConnectionNow, tools: readonly ToolClaim[]): void => {
    const digest = `${place} ${digestOfTools(tools)}`;
    if (lastListed.get(id) === digest) return;
    store.put(id, 'listed', { place, tools: [...tools] });
    if (lastListed.size >= mostListed) lastListed.clear();
    lastListed.set(id, digest);
  };
  const suspend = (live: Live, found: readonly ToolClaim[], changes: McpToolChanges): never => {
    const { grantId, root, principal, connectionId } = live;
    const { added, removed, changed } = changes;
    const counts = `${added.length} added, ${removed.length} removed, ${changed.length} changed`;
    const about = { extension: principal.id, connectionId, detail: `MCP tools: ${counts}` };
    if (grantId === undefined) {
      note({ kind: 'grant.suspended', ...about });
      ledger.endWhere((one) => one.root === root, 'connection-changed');
    } else {
      transaction(() => {
        if (grants.suspend(grantId)) store.put(grantId, 'found', { place: '', tools: [...found] });
      });
      known.delete(grantId);
      note({ kind: 'grant.suspended', ...about, grantId });
      ledger.endWhere((one) => one.grantId === grantId, 'connection-changed');
    }
    throw new ValetkeyError({ code: 'connection-suspended', why: 'tools-changed' });
  };

  return Object.freeze<AgreedTools>({
    listed: ({ id, authorityDigest }, { mcpTools }) => {
      const row = store.get(id, 'listed');
      if (row === undefined || row.place !== authorityDigest) return undefined;
      return admitted(row.tools, mcpTools);
    },
    agree: (grantId, shown) => {
      if (shown !== undefined) keepForGrant(grantId, shown);
    },
    agreeFirst: (grantId, shown) => (shown === undefined ? {} : write(grantId, shown)),
    agreeOnce: ({ root, onEnd }, shown) => {
      ofOnce.set(root, shown);
      onEnd(() => ofOnce.delete(root));
    },
    check: (live, place, tools, whole) => {
      if (whole) remember(place, tools);
      const { grantId, root } = live;
      const of = grantId === undefined ? undefined : readGrant(live, grantId);
      const admitting = of?.mcpTools ?? live.levels[0]?.mcpTools ?? [];
      const agreed = grantId === undefined ? ofOnce.get(root) : of?.agreed;
      const mine = admitted(tools, admitting);
      if (agreed === undefined) {
        if (whole) keep(live, mine);
        return;
      }
      const changes = compareTools(agreed, mine, { whole });
      if (changes.added.length + changes.changed.length === 0) return;
      suspend(live, whole ? mine : together(agreed, mine), changes);
    },
    asks: (live, tool) =>
      live.grantId !== undefined && asksEachCall(readGrant(live, live.grantId).asking, tool),
    ofGrant: (grant) => {
      const agreed = agreedOf(grant);
      const found = grant.state === 'suspended' ? store.get(grant.id, 'found')?.tools : undefined;
      if (found === undefined) return { agreed, found: undefined };
      return { agreed, found: { digest: digestOfTools(found), changes: compareTools(agreed ?? [], found) } };
    },
    confirm: ({ id, toolsDigest }) => {
      known.delete(id);
      const found = store.get(id, 'found');
      if (found === undefined) return toolsDigest === undefined ? {} : { toolsDigest };
      store.put(id, 'agreed', found);
      store.drop(id, 'found');
      return { toolsDigest: digestOfTools(found.tools) };
    },
    copyOf: (id) => {
      const lists = (['agreed', 'found'] as const).map((what) => [what, store.get(id, what)] as const);
      return (to) => {
        for (const [what, list] of lists) if (list !== undefined) store.put(to, what, list);
      };
    },
    forget: () => {
      known.clear();
      lastListed.clear();
    },
  });
}

const admitted = (tools: readonly ToolClaim[], mcpTools: readonly string[]): ToolClaim[] =>
  tools.filter(({ name }) => mcpTools.includes('*') || mcpTools.includes(name));

const together = (agreed: readonly ToolClaim[], page: readonly ToolClaim[]): ToolClaim[] => [
  ...new Map([...agreed, ...page].map((tool) => [tool.name, tool])).values(),
];
