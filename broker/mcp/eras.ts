import type { KnownServer, McpServerStore } from '../connections/mcp-server-store.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { isRecent } from '../time/is-recent.ts';

/**
 * `legacy` servers want `initialize` (up to 2025-11-25); `modern` ones answer `server/discover` (2026-07-28). `evidence`
 * is what the server answered, in a word: `rpc-32601`, `http-400`, `discovered`. `server` is name and version that it
 * gave of itself: another one is an upgrade.
 */
export type KnownEra = Omit<KnownServer, 'at'>;

/** Which era the server of a connection speaks, as far as anybody has seen, also before a restart. */
export type Eras = {
  recall(place: Place): KnownEra | undefined;
  keep(place: Place, known: KnownEra): void;
  forget(place: Place): void;
};

/** A connection, and where it leads now: another address is another server. */
type Place = Pick<ConnectionInUse, 'id' | 'authorityDigest'>;

/** A server that was upgraded still answers `initialize`, so the old era is believed for so long only. */
const legacyMs = 60 * 60_000;
const most = 4_096;

export function makeEras(now: () => number, store: McpServerStore): Eras {
  const kept = new Map<string, KnownServer>();
  const keyOf = ({ id, authorityDigest }: Place): string => `${id} ${authorityDigest}`;
  const remember = (key: string, known: KnownServer): void => {
    for (const oldest of kept.size >= most ? [...kept.keys()].slice(0, 1) : []) kept.delete(oldest);
    kept.set(key, known);
  };
  const find = (place: Place): KnownServer | undefined => {
    const key = keyOf(place);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const stored = store.get(place.id, place.authorityDigest);
    if (stored !== undefined) remember(key, stored);
    return stored;
  };
  const forget = (place: Place): void => {
    kept.delete(keyOf(place));
    store.drop(place.id);
  };
  return Object.freeze<Eras>({
    recall: (place) => {
      const found = find(place);
      if (found === undefined || found.era === 'modern') return found;
      if (isRecent(found.at, legacyMs, now())) return found;
      forget(place);
      return undefined;
    },
    keep: (place, known) => {
      const before = find(place);
      const bothLegacy = before?.era === 'legacy' && known.era === 'legacy';
      // It says of itself that it is another version: what it speaks is asked next time.
      if (bothLegacy && before.server !== known.server) return forget(place);
      const isSame = before?.era === known.era && before.server === known.server;
      // The hour counts from the look, and not from the last session: else a busy connection would never look again.
      const next = { ...known, at: isSame ? before.at : now() };
      kept.delete(keyOf(place));
      remember(keyOf(place), next);
      if (!isSame || before.evidence !== known.evidence) store.put(place.id, place.authorityDigest, next);
    },
    forget,
  });
}
