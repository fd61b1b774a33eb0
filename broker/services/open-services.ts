import type { ConnectionId } from '@valetkey/api-contracts';
import type { TestResult } from '../contracts/test-result.ts';
import type { Say } from '../contracts/texts/say.ts';
import { makeCouriers } from '../network/couriers.ts';
import type { Hop } from '../network/exchange.ts';
import { makeCourier, type NetworkLimits } from '../network/send.ts';
import { systemLookup } from '../network/system-lookup.ts';
import { makeOauth, type Oauth } from '../oauth/make-oauth.ts';
import type { BrokerPowers } from '../powers.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { type ConnectionRates, makeConnectionRates } from '../resolve/connection-rate.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import { makeDoors } from '../secrets/doors.ts';
import { makeSignInDoor } from '../secrets/oauth/sign-in-door.ts';
import type { Vault } from '../secrets/vault/vault.ts';
import type { Kept } from '../stores/open-kept.ts';
import { makeSessions, openSession, type Sessions } from '../use/session.ts';
import { boundBrowserPages } from './bound-browser-pages.ts';
import { cancelTask } from './cancel-task.ts';
import { type ConnectionStates, makeConnectionStates } from './connection-states.ts';
import { type ChoiceField, type Choices, listChoices } from './list-choices.ts';
import { type ExpiredUses, makeExpiredUses } from './park-expired.ts';
import { type AddressRead, readDescribedService } from './read-described-service.ts';
import { tellExpiry } from './tell-expiry.ts';
import { runConnectionTest } from './test-connection.ts';

/** What reaches services: the network, sign-ins, and credentials, which are opened nowhere else. */
export type Services = {
  readonly oauth: Oauth;
  readonly rates: ConnectionRates;
  readonly sessions: Sessions;
  readonly states: ConnectionStates;
  readonly expired: ExpiredUses;
  readonly openInSystemBrowser: (url: string) => Promise<void>;
  /** With the secrets that `secrets` opens, which may be stored nowhere. */
  test(
    resolved: Resolved,
    secrets: Pick<Vault, 'open' | 'epoch'>,
    onHop: (hop: Hop) => void,
  ): Promise<TestResult>;
  /** Tells an MCP server that nobody waits for this task of its any more. */
  cancelTask(to: ConnectionInUse, serverTaskId: string, onHop: (hop: Hop) => void): Promise<void>;
  listChoices(resolved: Resolved, field: ChoiceField, onHop: (hop: Hop) => void): Promise<Choices>;
  forgetCredential(id: ConnectionId): void;
  /** Without any credential. */
  readAddress(url: URL): Promise<AddressRead>;
  close(): Promise<void>;
};

/** Answers of authorization servers are small, and nothing good comes late. */
const signInLimits = {
  maxResponseBytes: 256 * 1024,
  maxRedirects: 0,
  connections: 2,
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 15_000,
  bodyTimeoutMs: 10_000,
  totalMs: 20_000,
} as const;
/** Parsing it holds everything else up. */
const longestDescription = 8 * 1024 ** 2;
const longestBody = 4 * 1024 ** 3;

export function openServices({
  powers,
  say,
  kept,
}: {
  readonly powers: Pick<
    BrokerPowers,
    | 'network'
    | 'now'
    | 'after'
    | 'randomBytes'
    | 'makeId'
    | 'openInSystemBrowser'
    | 'programs'
    | 'notice'
    | 'log'
  >;
  readonly say: Say;
  readonly kept: Pick<
    Kept,
    'vault' | 'connections' | 'resolver' | 'providers' | 'audit' | 'note' | 'oauthSessions' | 'changes'
  >;
}): Services {
  const { now, randomBytes, notice } = powers;
  const { vault, resolver } = kept;
  const couriers = makeCouriers((more: Partial<NetworkLimits> = {}) => {
    const limits = { maxResponseBytes: longestBody, ...powers.network?.limits, ...more };
    return makeCourier({ lookup: systemLookup, ...powers.network, limits, now });
  });
  const openCourier = couriers.open;
  const rates = makeConnectionRates(now);
  const openInSystemBrowser = boundBrowserPages(powers.openInSystemBrowser, () => performance.now());
  const nameOf = (id: ConnectionId): string => resolver.resolve(id).record.displayName;
  const oauth = makeOauth({
    note: kept.note,
    resolver,
    connections: kept.connections,
    door: makeSignInDoor({
      vault,
      audit: kept.audit,
      openCourier: () => openCourier(signInLimits),
      now,
      after: powers.after,
      log: powers.log,
    }),
    audit: kept.audit,
    rows: kept.oauthSessions,
    now,
    after: powers.after,
    makeId: powers.makeId,
    randomBytes,
    log: powers.log,
    say,
    openInSystemBrowser,
    needsReconnect: (connectionId, why) =>
      notice?.({ kind: 'needs-reconnect', connectionId, displayName: nameOf(connectionId), why }),
    tellCode: (connectionId, device) =>
      notice?.({ kind: 'sign-in-code', connectionId, displayName: nameOf(connectionId), ...device }),
  });

  const stopTelling = tellExpiry({
    connections: kept.connections,
    providers: kept.providers,
    note: kept.note,
    notice,
    now,
    after: powers.after,
    log: powers.log,
  });

  const states = makeConnectionStates({ vault, resolver, oauth, now });
  const expired = makeExpiredUses({
    connections: kept.connections,
    states,
    changes: kept.changes,
    now,
    after: powers.after,
    note: kept.note,
    notice,
    log: powers.log,
  });

  const doors = makeDoors({
    vault,
    now,
    openCourier,
    randomBytes,
    programs: powers.programs,
    signIn: oauth,
    onDated: (place, expiry) => {
      try {
        if (kept.connections.dateSecret(place, expiry))
          kept.changes.tell(['connections'], place.connectionId as ConnectionId);
        return true;
      } catch (error) {
        powers.log('error', 'when a secret ends could not be written down', error);
        return false;
      }
    },
  });

  const closing = new AbortController();
  return Object.freeze<Services>({
    oauth,
    rates,
    states,
    expired,
    openInSystemBrowser,
    sessions: makeSessions(() => openSession(doors.forUse())),
    test: (resolved, secrets, onHop) =>
      runConnectionTest(resolved, { openDoor: () => doors.forTrial(secrets), rates, now, onHop }),
    cancelTask: (to, serverTaskId, onHop) =>
      cancelTask(to, serverTaskId, { openDoor: doors.forForm, rates, onHop }),
    listChoices: (resolved, field, onHop) =>
      listChoices(resolved, field, { openDoor: doors.forForm, rates, onHop }),
    forgetCredential: doors.forget,
    readAddress: (url) =>
      readDescribedService(say, url, {
        lookup: powers.network?.lookup,
        maxResponseBytes: longestDescription,
        signal: closing.signal,
      }),
    close: async () => {
      closing.abort();
      stopTelling();
      expired.close();
      doors.forget();
      await oauth.close();
      await couriers.close();
    },
  });
}
