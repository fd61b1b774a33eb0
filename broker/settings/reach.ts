import type { PlaceStore } from '../connections/place-store.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import { hostsNamedBy, hostsOf } from '../providers/hosts-of.ts';
import { type Resolved, requireHere } from '../resolve/resolve-connection.ts';
import { type ContactFor, contactQuestion } from './connection-questions.ts';
import { askFirst, nothingToAsk, type Plan, type Yes } from './plan.ts';

declare const reachable: unique symbol;
/**
 * A connection, or a draft of one, whose every host was confirmed. What sends for a settings page takes nothing else, and
 * it is made here alone.
 */
export type Reachable = Resolved & { readonly [reachable]: true };

export type Reach = {
  /** Hosts that nobody has confirmed: the page may have typed or imported them by itself. */
  unconfirmed(resolved: Resolved): readonly string[];
  /** The person said yes to a prompt that showed them. */
  confirmed(resolved: Resolved, yes: Yes): Reachable;
  /** Goes there, and asks before the first time. `nothing`: its provider declares no request, so nothing is sent. */
  plan<Result>(
    resolved: Resolved,
    why: ContactFor | 'nothing',
    go: (to: Reachable) => Result | Promise<Result>,
  ): Plan<Result>;
};

export function makeReach(powers: {
  readonly places: PlaceStore;
  readonly grants: Pick<GrantStore, 'list'>;
  readonly now: () => number;
}): Reach {
  const { places, grants } = powers;
  /** Grants from before places were noted: each was given in a prompt that showed where it leads. */
  const wasGranted = (origin: string): boolean =>
    grants.list().some(({ authority }) => hostsOf(authority).includes(origin));

  const unconfirmed: Reach['unconfirmed'] = ({ authority, provider, record, inUse }) => {
    const named = record.providerId.includes('/') ? none : hostsNamedBy(provider);
    return hostsOf(authority, inUse.auth).filter(
      (origin) => !named.has(origin) && !places.has(origin) && !wasGranted(origin),
    );
  };
  const confirmed: Reach['confirmed'] = (resolved) => {
    places.confirm(unconfirmed(resolved), powers.now());
    return resolved as Reachable;
  };
  return Object.freeze<Reach>({
    unconfirmed,
    confirmed,
    plan: (resolved, why, go) => {
      requireHere(resolved);
      const hosts = why === 'nothing' ? [] : unconfirmed(resolved);
      if (why === 'nothing' || hosts.length === 0) return nothingToAsk(() => go(resolved as Reachable));
      return askFirst(contactQuestion(resolved, hosts, why), (yes) => go(confirmed(resolved, yes)));
    },
  });
}

/** What an extension's manifest names, its author chose: no host of it is known to anybody. */
const none: ReadonlySet<string> = new Set();
