import type {
  Access,
  ConnectionId,
  ExtensionId,
  Limits,
  McpCallback,
  ProviderId,
} from '@valetkey/api-contracts';
import { uncovered } from '../consent/covers.ts';
import { type Account, isSameAccount } from '../contracts/account.ts';
import type { CountedCosts, Principal } from '../contracts/grant.ts';
import type { ToolClaim } from '../contracts/mcp-tools.ts';
import type { UnmetRequest } from '../contracts/settings-access.ts';
import { isRecent } from '../time/is-recent.ts';
import type { Asker } from './asker.ts';

type UnmetAsk = { readonly providerId: ProviderId; readonly reason: string; readonly access: Access };
type AllowedOnce = {
  readonly connectionId: ConnectionId;
  /** What was shown. The request beside it may be another one by now. */
  readonly access: Access;
  readonly grantDigest: string;
  readonly account: Account;
  /** The question that was answered with it. */
  readonly prompt: string;
  readonly withheldCallbacks: readonly McpCallback[];
  readonly limits: Limits | undefined;
  readonly countedCosts?: CountedCosts | undefined;
  /** The MCP tools that were shown with it. */
  readonly tools?: readonly ToolClaim[] | undefined;
  readonly since: number;
};
type Entry = Omit<UnmetRequest, 'allowedOnce' | 'waits'> & {
  readonly contentDigest: string;
  readonly allowedOnce: AllowedOnce | undefined;
};

/**
 * Requests that there was no connection for, and those that the user denied. The user makes a connection, or changes
 * their mind, and gives access from their side. A request that waits is told; one that has ended is made again by its
 * extension. "Always" is a stored grant, and "once" waits here, in sight, for the extension's next request. In memory
 * only, and bounded: it is a convenience, not a record.
 */
export type UnmetRequests = {
  add(asker: Asker, asked: UnmetAsk, why: UnmetRequest['why']): void;
  /**
   * Keeps a request open. True: look again, something has changed that may serve it. False: the user dismissed it, there
   * are too many, or it was given up.
   */
  wait(asker: Asker, asked: UnmetAsk, gone: AbortSignal): Promise<boolean>;
  /** Connections have changed. */
  lookAgain(): void;
  /** Newest first. */
  list(): readonly UnmetRequest[];
  /** What this very content of the extension asked for. */
  of(principal: Principal, providerId: ProviderId): UnmetAsk | undefined;
  waits(extension: ExtensionId, providerId: ProviderId): boolean;
  /** It was met. */
  forget(extension: ExtensionId, providerId: ProviderId): void;
  /** The user dismissed it. */
  dismiss(extension: ExtensionId, providerId: ProviderId): void;
  /** The user allowed it once, for what was asked. */
  allowOnce(asker: Asker, asked: UnmetAsk, allowed: Omit<AllowedOnce, 'access' | 'since'>): void;
  /** What was allowed and not yet taken. */
  withdraw(which: (entry: { extension: ExtensionId; connectionId: ConnectionId }) => boolean): void;
  /** For a request that asks for no more than was shown, on a connection as it was shown; taken once. */
  take(
    principal: Principal,
    request: { readonly provider: ProviderId; readonly access: Access },
    candidates: readonly Pick<AllowedOnce, 'connectionId' | 'grantDigest' | 'account'>[],
  ): Omit<AllowedOnce, 'access' | 'account' | 'since'> | undefined;
};

const mostOverall = 100;
const mostPerExtension = 16;
/** Of one extension. */
const mostWaiting = 16;
export const allowedOnceMs = 10 * 60_000;

export function makeUnmetRequests({
  now,
  changed = () => undefined,
}: {
  readonly now: () => number;
  /** The result of `list` has changed. */
  readonly changed?: () => void;
}): UnmetRequests {
  const entries = new Map<string, Entry>();
  const waiting = new Map<string, Set<(again: boolean) => void>>();
  const tell = (key: string, again: boolean): void => {
    const its = waiting.get(key);
    waiting.delete(key);
    for (const run of its ?? []) run(again);
  };
  const drop = (key: string, again: boolean): void => {
    if (!entries.delete(key) && !waiting.has(key)) return;
    tell(key, again);
    changed();
  };
  const keyOf = (extension: ExtensionId, providerId: ProviderId): string => `${extension} ${providerId}`;
  const holds = ({ allowedOnce }: Entry): boolean =>
    allowedOnce !== undefined && isRecent(allowedOnce.since, allowedOnceMs, now());
  const ofPrincipal = ({ id, contentDigest }: Principal, providerId: ProviderId): Entry | undefined => {
    const entry = entries.get(keyOf(id, providerId));
    return entry?.contentDigest === contentDigest ? entry : undefined;
  };

  const put = (
    { principal, manifest }: Asker,
    asked: UnmetAsk,
    why: UnmetRequest['why'],
    allowedOnce: AllowedOnce | undefined,
  ): void => {
    const key = keyOf(principal.id, asked.providerId);
    entries.delete(key);
    // What the user allowed another extension is not lost because this one asks, and what waits goes after what has ended.
    const keeps = ([at, entry]: readonly [string, Entry]): number =>
      holds(entry) ? 2 : waiting.has(at) ? 1 : 0;
    const others = [...entries].toSorted((a, b) => keeps(a) - keeps(b));
    const its = others.filter(([, { extension }]) => extension === principal.id);
    const [oldestOfIts] = its.length >= mostPerExtension ? its : [];
    const [oldest] = entries.size >= mostOverall ? others : [];
    const goes = oldestOfIts ?? oldest;
    if (goes !== undefined) drop(goes[0], false);
    entries.set(key, {
      ...asked,
      extension: principal.id,
      contentDigest: principal.contentDigest,
      at: now(),
      why,
      displayName: manifest.displayName ?? manifest.name,
      allowedOnce,
    });
    changed();
  };

  return Object.freeze<UnmetRequests>({
    add: (asker, asked, why) => {
      const before = entries.get(keyOf(asker.principal.id, asked.providerId));
      // A denial of a wider request does not take back what was allowed.
      if (why === 'denied' && before !== undefined && holds(before)) return;
      put(asker, asked, why, undefined);
    },
    wait: (asker, asked, gone) => {
      const { id } = asker.principal;
      const key = keyOf(id, asked.providerId);
      const its = [...waiting].filter(([other]) => other.startsWith(`${id} `));
      const open = its.reduce((count, [, ones]) => count + ones.size, 0);
      if (gone.aborted || open >= mostWaiting) return Promise.resolve(false);
      return new Promise((resolve) => {
        const done = (again: boolean): void => {
          gone.removeEventListener('abort', left);
          resolve(again);
        };
        const left = (): void => {
          const ones = waiting.get(key);
          ones?.delete(done);
          if (ones?.size === 0) drop(key, false);
          resolve(false);
        };
        gone.addEventListener('abort', left, { once: true });
        waiting.set(key, (waiting.get(key) ?? new Set()).add(done));
        const before = entries.get(key);
        // It looked again and goes on waiting: no news, and what was allowed stays.
        if (before?.access === asked.access && before.why === 'no-connection') return;
        const stands = before !== undefined && holds(before) ? before.allowedOnce : undefined;
        put(asker, asked, 'no-connection', stands);
      });
    },
    lookAgain: () => {
      for (const key of [...waiting.keys()]) tell(key, true);
    },
    waits: (extension, providerId) => waiting.has(keyOf(extension, providerId)),
    list: () =>
      [...entries.values()].toReversed().map((entry) => {
        const { contentDigest: _, allowedOnce, ...known } = entry;
        const shown = { ...known, waits: waiting.has(keyOf(entry.extension, entry.providerId)) };
        if (allowedOnce === undefined || !holds(entry)) return shown;
        const { connectionId, since } = allowedOnce;
        return { ...shown, allowedOnce: { connectionId, until: since + allowedOnceMs } };
      }),
    of: ofPrincipal,
    forget: (extension, providerId) => drop(keyOf(extension, providerId), true),
    dismiss: (extension, providerId) => drop(keyOf(extension, providerId), false),
    allowOnce: (asker, asked, allowed) => {
      put(asker, asked, 'no-connection', { ...allowed, access: asked.access, since: now() });
      tell(keyOf(asker.principal.id, asked.providerId), true);
    },
    withdraw: (which) => {
      const withdrawn = [...entries].filter(
        ([, { extension, allowedOnce }]) =>
          allowedOnce !== undefined && which({ extension, connectionId: allowedOnce.connectionId }),
      );
      for (const [key, entry] of withdrawn) entries.set(key, { ...entry, allowedOnce: undefined });
      if (withdrawn.length > 0) changed();
    },
    take: (principal, { provider, access }, candidates) => {
      const entry = ofPrincipal(principal, provider);
      const allowed = entry?.allowedOnce;
      if (entry === undefined || allowed === undefined || !holds(entry)) return undefined;
      if (uncovered(allowed.access, access) !== undefined) return undefined;
      const asShown = candidates.some(
        ({ connectionId, grantDigest, account }) =>
          connectionId === allowed.connectionId &&
          grantDigest === allowed.grantDigest &&
          isSameAccount(allowed.account, account),
      );
      if (!asShown) return undefined;
      entries.delete(keyOf(principal.id, provider));
      return allowed;
    },
  });
}
