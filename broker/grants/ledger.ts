import {
  type Attenuation,
  type Budgets,
  type CapabilityId,
  type Caveats,
  type ConnectionId,
  type ExtensionId,
  type GrantId,
  type Limits,
  levelFrom,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { CountedCosts, LiveCapability, Principal } from '../contracts/grant.ts';
import type { After } from '../time/after.ts';
import { budgetsOf, type CaveatName, endOf, levelsOf } from './caveats.ts';

export type EndReason =
  | 'disposed'
  | 'revoked'
  | 'expired'
  | 'used-up'
  | 'extension-stopped'
  | 'limited'
  | 'connection-changed'
  | 'connection-deleted'
  | 'workspace-closed'
  | 'protocol-violation'
  | 'broker-stopped';

/** One live capability: an authority that exists right now, and the row that a reviewer sees. */
export type Live = {
  readonly id: CapabilityId;
  /** The capability that it was attenuated from, at first: its own id where it was not. */
  readonly root: CapabilityId;
  readonly principal: Principal;
  readonly connectionId: ConnectionId;
  readonly mode: 'once' | 'always';
  readonly grantId: GrantId | undefined;
  /** What the user agreed to; a connection whose digest differs now is not used. */
  readonly grantDigest: string;
  readonly reason: string;
  readonly levels: readonly Caveats[];
  /** Of the grant, when this was issued: one of the levels. */
  readonly limits: Limits | undefined;
  /** With a budget of costs. */
  readonly countedCosts: CountedCosts | undefined;
  /** Of each kind the least of them (daily-budget.ts). */
  readonly budgets: Budgets;
  readonly since: number;
  /** Aborts when the capability ends: requests under way die with it. */
  readonly signal: AbortSignal;
  /** Takes one use at every level that counts them, or takes none and names the caveat that refused. */
  takeUse(): CaveatName | undefined;
  usesLeft(): number | undefined;
  /** Runs once, when the capability ends; at once if it has. */
  onEnd(run: (why: EndReason) => void): void;
  /** Counts requests under way, for those who look. */
  begin(): () => void;
};

export type Issue = Pick<
  Live,
  'principal' | 'connectionId' | 'mode' | 'grantId' | 'grantDigest' | 'reason'
> & {
  readonly caveats: Caveats;
  /** A level of its own. */
  readonly limits?: Limits | undefined;
  readonly countedCosts?: CountedCosts | undefined;
};

export type Ledger = {
  issue(issue: Issue): Live;
  /** Whether the extension has as many live capabilities as one may have, or as much to show of them. */
  full(extension: ExtensionId): boolean;
  /** A weaker capability that dies with `parent`. Throws `too-many-requests` beyond the limits below. */
  attenuate(parent: Live, wanted: Attenuation): Live;
  end(live: Live, why: EndReason): void;
  /** Ends every live capability that matches; children first. Returns how many. */
  endWhere(matches: (live: Live) => boolean, why: EndReason): number;
  list(): LiveCapability[];
};

export type LedgerPowers = {
  readonly now: () => number;
  readonly makeId: () => CapabilityId;
  readonly after: After;
  readonly onEnded: (live: Live, why: EndReason) => void;
};

/** "Allow once" ends after an hour, whatever else happens. */
export const onceLastsMs = 60 * 60 * 1000;
/** Each level is checked at every use and shown in Settings; a revocation walks down all of them. */
const mostLevels = 32;
/** Each has a port and a row. More at once is a leak in the extension, or an attack on the reader of the list. */
const mostPerExtension = 1_024;
/** Characters of caveats over all of them, each with its levels: Settings shows every one at once. */
const mostTextPerExtension = 8 * 1024 * 1024;
/** setTimeout's own limit; a later end is looked at again then. */
const longestTimerMs = 2 ** 31 - 1;

type Node = {
  readonly live: Live;
  readonly parent: Node | undefined;
  /** Shared with the parent, so that a child's use counts at every level. */
  readonly counters: readonly Counter[];
  readonly children: Set<Node>;
  readonly finish: (why: EndReason) => void;
  readonly counts: { uses: number; lastUsedAt: number | undefined; inFlight: number };
  readonly endsAt: number | undefined;
  /** Characters of its levels. */
  readonly text: number;
};
type Counter = { left: number };

export function makeLedger(powers: LedgerPowers): Ledger {
  const nodes = new Map<CapabilityId, Node>();
  const perExtension = new Map<ExtensionId, { readonly live: number; readonly text: number }>();
  const held = (extension: ExtensionId) => perExtension.get(extension) ?? { live: 0, text: 0 };
  const count = (extension: ExtensionId, change: 1 | -1, text: number): void => {
    const before = held(extension);
    const live = before.live + change;
    if (live === 0) perExtension.delete(extension);
    else perExtension.set(extension, { live, text: before.text + change * text });
  };
  const full = (extension: ExtensionId): boolean => {
    const { live, text } = held(extension);
    return live >= mostPerExtension || text >= mostTextPerExtension;
  };

  const add = (
    issue: Omit<Issue, 'caveats' | 'limits' | 'countedCosts'> & Pick<Live, 'limits' | 'countedCosts'>,
    levels: readonly Caveats[],
    parent?: Node,
  ): Live => {
    const maxUses = levels.at(-1)?.maxUses;
    const inherited = parent?.counters ?? [];
    const counters = maxUses === undefined ? inherited : [...inherited, { left: maxUses }];
    const text = (parent?.text ?? 0) + JSON.stringify(levels.at(-1)).length;
    const id = powers.makeId();
    const since = powers.now();
    const controller = new AbortController();
    const endings: ((why: EndReason) => void)[] = [];
    const counts: Node['counts'] = { uses: 0, lastUsedAt: undefined, inFlight: 0 };
    let ended: EndReason | undefined;
    const ends = endOf(levels);
    const endsAt =
      issue.mode === 'once' ? Math.min(since + onceLastsMs, ends ?? Number.POSITIVE_INFINITY) : ends;

    const live: Live = Object.freeze({
      ...issue,
      id,
      root: parent?.live.root ?? id,
      levels: Object.freeze(levels),
      budgets: budgetsOf(levels),
      since,
      signal: controller.signal,
      takeUse: () => {
        const now = powers.now();
        if (endsAt !== undefined && now >= endsAt) return 'expiresAt';
        if (counters.some((counter) => counter.left === 0)) return 'maxUses';
        for (const counter of counters) counter.left -= 1;
        for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
          at.counts.uses += 1;
          at.counts.lastUsedAt = now;
        }
        return undefined;
      },
      usesLeft: () => (counters.length === 0 ? undefined : Math.min(...counters.map(({ left }) => left))),
      onEnd: (run: (why: EndReason) => void) => {
        if (ended === undefined) endings.push(run);
        else run(ended);
      },
      begin: () => {
        counts.inFlight += 1;
        let done = false;
        return () => {
          if (!done) counts.inFlight -= 1;
          done = true;
        };
      },
    });

    const node: Node = {
      live,
      parent,
      counters,
      children: new Set(),
      counts,
      endsAt,
      text,
      finish: (why) => {
        if (ended !== undefined) return;
        ended = why;
        callOff();
        nodes.delete(id);
        count(issue.principal.id, -1, text);
        parent?.children.delete(node);
        controller.abort(why);
        for (const run of endings) run(why);
        powers.onEnded(live, why);
      },
    };
    const watch = (): (() => void) => {
      if (endsAt === undefined) return () => undefined;
      const left = Math.max(0, endsAt - powers.now());
      return powers.after(Math.min(left, longestTimerMs), () => {
        // The time has passed, whatever a clock says that was set back meanwhile.
        if (left <= longestTimerMs || powers.now() >= endsAt) finish(node, 'expired');
        else callOff = watch();
      });
    };
    let callOff = watch();
    nodes.set(id, node);
    count(issue.principal.id, 1, text);
    parent?.children.add(node);
    return live;
  };

  /** Children die first, so that no moment exists in which a child outlives what it came from. */
  const finish = (node: Node, why: EndReason): number => {
    let ended = 0;
    for (const child of [...node.children]) ended += finish(child, why);
    if (!nodes.has(node.live.id)) return ended;
    node.finish(why);
    return ended + 1;
  };

  return Object.freeze<Ledger>({
    full,
    issue: ({ caveats, limits, countedCosts, ...issue }) =>
      add({ ...issue, limits, countedCosts }, levelsOf(caveats, limits)),
    attenuate: (parent, wanted) => {
      const node = nodes.get(parent.id);
      const last = parent.levels.at(-1);
      if (node === undefined || last === undefined) throw new TypeError('attenuate needs a live capability');
      if (parent.levels.length >= mostLevels || full(parent.principal.id)) {
        throw new ValetkeyError({ code: 'too-many-requests' });
      }
      const { principal, connectionId, mode, grantId, grantDigest, reason, limits, countedCosts } = parent;
      const issue = { principal, connectionId, mode, grantId, grantDigest, reason, limits, countedCosts };
      return add(issue, [...parent.levels, levelFrom(last, wanted)], node);
    },
    end: (live, why) => {
      const node = nodes.get(live.id);
      if (node !== undefined) finish(node, why);
    },
    endWhere: (matches: (live: Live) => boolean, why: EndReason) => {
      let ended = 0;
      for (const node of [...nodes.values()]) if (matches(node.live)) ended += finish(node, why);
      return ended;
    },
    list: () => [...nodes.values()].map(rowOf),
  });
}

const rowOf = ({ live, parent, counts, endsAt }: Node): LiveCapability => ({
  id: live.id,
  parent: parent?.live.id,
  extension: live.principal.id,
  connectionId: live.connectionId,
  mode: live.mode,
  grantId: live.grantId,
  caveats: [...live.levels],
  since: live.since,
  endsAt,
  uses: counts.uses,
  lastUsedAt: counts.lastUsedAt,
  inFlight: counts.inFlight,
});
