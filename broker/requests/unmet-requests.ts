import type {
  Access,
  ConnectionId,
  ExtensionId,
  McpCallback,
  Principal,
  ProviderId,
  ToolClaim,
  UnmetRequest,
} from '@valetkey/api-contracts';
import { uncovered } from '../consent/covers.ts';
import type { Asker } from './asker.ts';

type Asked = { readonly providerId: ProviderId; readonly reason: string; readonly access: Access };
type AllowedOnce = {
  readonly connectionId: ConnectionId;
  readonly grantDigest: string;
  /** The question that was answered with it. */
  readonly prompt: string;
  readonly withheldCallbacks: readonly McpCallback[];
  /** The MCP tools that were shown with it. */
  readonly tools?: readonly ToolClaim[] | undefined;
  readonly until: number;
};
type Entry = Omit<UnmetRequest, 'allowedOnce'> & {
  readonly contentDigest: string;
  readonly allowedOnce: AllowedOnce | undefined;
};

/**
 * Requests that ended because there was no connection for them. The user makes one and gives access to it from their
 * side, where the extension has nothing to ask again for: "always" is a stored grant, "once" waits here, in sight, for
 * the extension's next request. In memory only, and bounded: it is a convenience, not a record.
 */
export type UnmetRequests = {
  add(asker: Asker, asked: Asked): void;
  /** Newest first. */
  list(): readonly UnmetRequest[];
  /** What this very content of the extension asked for. */
  of(principal: Principal, providerId: ProviderId): Asked | undefined;
  /** It was met, or the user has no use for it. */
  forget(extension: ExtensionId, providerId: ProviderId): void;
  /** The user allowed it once, for what was asked. */
  allowOnce(asker: Asker, asked: Asked, allowed: Omit<AllowedOnce, 'until'>): void;
  /** What was allowed and not yet taken. */
  withdraw(which: (entry: { extension: ExtensionId; connectionId: ConnectionId }) => boolean): void;
  /** For a request that asks for no more than was shown, on a connection as it was shown; taken once. */
  take(
    principal: Principal,
    request: { readonly provider: ProviderId; readonly access: Access },
    candidates: readonly { readonly connectionId: ConnectionId; readonly grantDigest: string }[],
  ): Pick<AllowedOnce, 'connectionId' | 'prompt' | 'withheldCallbacks' | 'tools'> | undefined;
};

const mostOverall = 100;
const mostPerExtension = 10;
export const allowedOnceMs = 10 * 60_000;

export const makeUnmetRequests = ({ now }: { readonly now: () => number }): UnmetRequests => {
  const entries = new Map<string, Entry>();
  const keyOf = (extension: ExtensionId, providerId: ProviderId): string => `${extension} ${providerId}`;
  const holds = ({ allowedOnce }: Entry): boolean => allowedOnce !== undefined && allowedOnce.until > now();
  const ofPrincipal = ({ id, contentDigest }: Principal, providerId: ProviderId): Entry | undefined => {
    const entry = entries.get(keyOf(id, providerId));
    return entry?.contentDigest === contentDigest ? entry : undefined;
  };

  const put = ({ principal, manifest }: Asker, asked: Asked, allowedOnce: AllowedOnce | undefined): void => {
    const key = keyOf(principal.id, asked.providerId);
    entries.delete(key);
    const its = [...entries].filter(([, { extension }]) => extension === principal.id);
    const [oldestOfIts] = its.length >= mostPerExtension ? its : [];
    // What the user allowed another extension is not lost because this one asks.
    const others = [...entries].toSorted(([, a], [, b]) => Number(holds(a)) - Number(holds(b)));
    const [oldest] = entries.size >= mostOverall ? others : [];
    const goes = oldestOfIts ?? oldest;
    if (goes !== undefined) entries.delete(goes[0]);
    entries.set(key, {
      ...asked,
      extension: principal.id,
      contentDigest: principal.contentDigest,
      at: now(),
      displayName: manifest.displayName ?? manifest.name,
      allowedOnce,
    });
  };

  return Object.freeze<UnmetRequests>({
    add: (asker, asked) => put(asker, asked, undefined),
    list: () =>
      [...entries.values()].toReversed().map((entry) => {
        const { contentDigest: _, allowedOnce, ...shown } = entry;
        if (allowedOnce === undefined || !holds(entry)) return shown;
        const { connectionId, until } = allowedOnce;
        return { ...shown, allowedOnce: { connectionId, until } };
      }),
    of: ofPrincipal,
    forget: (extension, providerId) => void entries.delete(keyOf(extension, providerId)),
    allowOnce: (asker, asked, allowed) => put(asker, asked, { ...allowed, until: now() + allowedOnceMs }),
    withdraw: (which) => {
      for (const [key, entry] of entries) {
        const { extension, allowedOnce } = entry;
        if (allowedOnce !== undefined && which({ extension, connectionId: allowedOnce.connectionId }))
          entries.set(key, { ...entry, allowedOnce: undefined });
      }
    },
    take: (principal, { provider, access }, candidates) => {
      const entry = ofPrincipal(principal, provider);
      const allowed = entry?.allowedOnce;
      if (entry === undefined || allowed === undefined || !holds(entry)) return undefined;
      const asShown = candidates.some(
        ({ connectionId, grantDigest }) =>
          connectionId === allowed.connectionId && grantDigest === allowed.grantDigest,
      );
      if (!asShown || uncovered(entry.access, access) !== undefined) return undefined;
      entries.delete(keyOf(principal.id, provider));
      return allowed;
    },
  });
};
