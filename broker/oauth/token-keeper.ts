import { type ConnectionId, urlOf, ValetkeyError } from '@valetkey/api-contracts';
import type { SignInMark } from '../contracts/account.ts';
import type { SignInView } from '../contracts/sign-in.ts';
import type { TokenWaiter } from '../network/errand.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { asSignInConnection } from '../secrets/oauth/sign-in-connection.ts';
import type { SignInTokens } from '../secrets/sign-in-tokens.ts';
import type { Secret } from '../secrets/vault/secret.ts';
import { isRecent } from '../time/is-recent.ts';
import type { OauthPowers } from './oauth-powers.ts';
import { makeParked } from './parked.ts';
import { end, makeRenewals, retryInMs } from './renew.ts';
import type { OauthSession } from './session-rows.ts';

export type TokenKeeper = {
  /** Throws ValetkeyError: nobody has signed in, or the tokens cannot be opened. */
  current(connection: ConnectionInUse): SignInTokens;
  /**
   * Undefined: the tokens are good. Otherwise a promise to wait for: a renewal, or the user who signs in again.
   * `refused` names tokens that the service has just refused. Rejects with a ValetkeyError; without `patient`, that is
   * at once where the user would have to sign in again.
   */
  ready(
    connection: ConnectionInUse,
    how: { readonly waiter: TokenWaiter; readonly refused?: number | undefined; readonly patient: boolean },
  ): Promise<void> | undefined;
  /**
   * The service wants these scopes for a request. Resolves to true once the user has signed in with them, to false
   * where they were granted before. Rejects with `needs-reconnect` when nobody does.
   */
  widen(connection: ConnectionInUse, scopes: readonly string[], patient: boolean): Promise<boolean>;
  /**
   * An MCP server refused tokens that were just given. Resolves to true where it names another issuer by now: the
   * sign-in is over, and nothing of it goes there.
   */
  moved(connection: ConnectionInUse): Promise<boolean>;
  view(connection: ConnectionInUse, flows: SignInView['flows']): SignInView;
  /** Origin and path of where the tokens come from: not for the holder of a handle, whatever its caveats say. */
  endpoints(id: ConnectionId): readonly string[];
  /** Another time is another sign-in, maybe of another account. A renewal changes nothing. */
  signedInAt(id: ConnectionId): number | undefined;
  signInMark(id: ConnectionId): SignInMark | undefined;
  /** What the service knows the sign-in by now, where it can be opened: what came and was not sealed counts more. */
  newest(connection: ConnectionInUse): Secret | undefined;
  /** Signed out: nothing of it is kept in memory. */
  forget(id: ConnectionId): void;
  /** Somebody signed in, here or in another process: parked calls look again. */
  wake(id?: ConnectionId): void;
  close(): Promise<void>;
};

/** How long a call waits for the user, counted from when the sign-in ended. Later calls fail at once. */
const parkedMs = 2 * 60_000;
/** However often a server refuses, it is asked no more often who lets somebody in. */
const askIssuerMs = 60_000;
const issuerMs = 30_000;
const earlyMs = 60_000;
const marginMs = 5_000;

export function makeTokenKeeper(
  powers: OauthPowers & {
    /** The user is at it: calls wait, however long ago the last sign-in ended. */
    readonly signingIn: (id: ConnectionId) => boolean;
  },
): TokenKeeper {
  const { rows, door, now } = powers;
  const renewals = makeRenewals(powers);
  const parked = makeParked(powers);
  let closed = false;
  const askedIssuerAt = new Map<ConnectionId, number>();
  const opened = new Map<ConnectionId, { readonly key: string; readonly secret: Secret }>();

  const sessionOf = ({ id, authorityDigest }: ConnectionInUse) => {
    const row = rows.get(id);
    const session = row?.session;
    if (row === undefined || session === undefined || session.authorityDigest !== authorityDigest) {
      throw new ValetkeyError({ code: 'not-signed-in' });
    }
    return { row, session };
  };

  const current: TokenKeeper['current'] = (connection) => {
    const { id: connectionId, authorityDigest } = connection;
    const { counter, obtainedAt, renews, skewSeconds } = sessionOf(connection).session;
    const told = { counter, obtainedAt, renews, skewSeconds };
    const key = `${counter} ${door.epoch()} ${authorityDigest}`;
    const before = opened.get(connectionId);
    if (before?.key === key) return { ...told, secret: before.secret };
    const result = door.open({ connectionId, authorityDigest }, counter);
    if (!result.ok) throw new ValetkeyError({ code: result.code, why: result.why });
    opened.set(connectionId, { key, secret: result.secret });
    return { ...told, secret: result.secret };
  };

  /** Until the tokens are good, or it is clear that they will not be. */
  const makeReady = async (
    connection: ConnectionInUse,
    { waiter, refused, patient }: Parameters<TokenKeeper['ready']>[1],
  ): Promise<void> => {
    for (let renewedBefore = false; ; ) {
      if (closed || waiter.signal.aborted) throw new ValetkeyError({ code: 'aborted' });
      const { row, session } = sessionOf(connection);
      const { id } = connection;
      const { ended, counter } = session;
      if (ended !== undefined) {
        const leftMs = powers.signingIn(id) ? parkedMs : ended.at + parkedMs - now();
        // More than that: the sign-in ended before the clock was set back.
        if (leftMs <= 0 || leftMs > parkedMs || !patient)
          throw new ValetkeyError({ code: 'needs-reconnect', why: ended.why });
        await parked.wait(id, leftMs, waiter.signal);
        continue;
      }
      // Tokens that are over as soon as they come are used as they are, and not asked for again and again.
      if (counter !== refused && (renewedBefore || dueOf(session, now()) !== 'ended')) return;
      if (session.renews) await renewals.renew(asSignInConnection(connection), counter, waiter);
      else end(id, row, session, counter === refused ? 'revoked' : 'expired', powers);
      renewedBefore = true;
    }
  };

  return Object.freeze<TokenKeeper>({
    current,
    ready: (connection, how) => {
      const { session } = sessionOf(connection);
      const due = session.ended === undefined ? dueOf(session, now()) : 'ended';
      if (due === 'ended' || session.counter === how.refused) return makeReady(connection, how);
      if (due === 'soon' && session.renews && retryInMs(session, now()) === 0) {
        // Nobody waits for it. If it fails, the next caller after these tokens expire gets the error.
        renewals.renew(asSignInConnection(connection), session.counter, how.waiter).catch(() => undefined);
      }
      return undefined;
    },
    widen: async (connection, scopes, patient) => {
      const { id } = connection;
      const lacking = ({ session }: ReturnType<typeof sessionOf>): boolean =>
        scopes.some((scope) => !session.scopes.includes(scope));
      const before = sessionOf(connection);
      if (!lacking(before)) return false;
      const { row, session } = before;
      const wantedScopes = [...new Set([...(session.wantedScopes ?? []), ...scopes])].slice(0, 200);
      if (rows.note(id, row.version, { ...session, wantedScopes })) {
        powers.audit.append({
          kind: 'connection.needs-reconnect',
          connectionId: id,
          detail: 'scopes-missing',
        });
        powers.needsReconnect(id, 'scopes-missing');
      }
      const began = now();
      while (patient && !closed && isRecent(began, parkedMs, now())) {
        await parked.wait(id, began + parkedMs - now());
        if (!lacking(sessionOf(connection))) return true;
      }
      throw new ValetkeyError({ code: 'needs-reconnect', why: 'scopes-missing' });
    },
    moved: async (connection) => {
      const { id } = connection;
      const { row, session } = sessionOf(connection);
      if (session.ended !== undefined) return true;
      const at = now();
      const askedAt = askedIssuerAt.get(id) ?? Number.NEGATIVE_INFINITY;
      if (session.discovered === undefined || isRecent(askedAt, askIssuerMs, at)) return false;
      askedIssuerAt.set(id, at);
      const issuer = await powers.door.issuerNow(
        asSignInConnection(connection),
        AbortSignal.timeout(issuerMs),
      );
      if (issuer === undefined || issuer === session.server.issuer) return false;
      end(id, row, session, 'revoked', powers);
      return true;
    },
    view: ({ id, authorityDigest }, flows) => {
      const session = rows.get(id)?.session;
      if (session === undefined || session.authorityDigest !== authorityDigest) {
        return { flows, state: 'signed-out', scopes: [], renews: false };
      }
      const { ended, scopes, expiresAt, renews, signedInAt, wantedScopes } = session;
      return {
        flows,
        scopes,
        renews,
        revokes: session.server.revocation_endpoint !== undefined,
        ...(ended === undefined
          ? { state: 'signed-in', since: signedInAt }
          : { state: 'needs-reconnect', why: ended.why, since: ended.at }),
        expiresAt,
        wantedScopes,
      };
    },
    signedInAt: (id) => rows.get(id)?.session?.signedInAt,
    signInMark: (id) => {
      const session = rows.get(id)?.session;
      return session && { at: session.signedInAt, byCode: session.flow === 'deviceCode' };
    },
    endpoints: (id) => {
      const server = rows.get(id)?.session?.server ?? {};
      return Object.entries(server).flatMap(([name, url]) =>
        // What is no address is of no use to anybody: a server may name any text for an endpoint that nobody asks.
        name.endsWith('_endpoint') && name !== 'authorization_endpoint' && urlOf(String(url)) !== undefined
          ? [String(url)]
          : [],
      );
    },
    newest: (connection) => {
      const session = rows.get(connection.id)?.session;
      const unsaved = session && renewals.unsaved(connection.id, session);
      if (unsaved !== undefined) return unsaved;
      try {
        return current(connection).secret;
      } catch {
        return undefined; // or they are for another place
      }
    },
    forget: (id) => {
      opened.delete(id);
      renewals.forget(id);
    },
    wake: parked.wake,
    close: async () => {
      closed = true;
      parked.wake();
      await renewals.close();
    },
  });
}

/**
 * `soon`: good for this request, and the next ones are got meanwhile. Both clocks are ours, so the server's does not
 * matter; one that was set back since the tokens came makes them `ended`, rather than good for too long.
 */
const dueOf = ({ expiresAt, obtainedAt }: OauthSession, at: number): 'good' | 'soon' | 'ended' => {
  if (expiresAt === undefined) return 'good';
  const lifetime = expiresAt - obtainedAt;
  if (at < obtainedAt - earlyMs || at >= expiresAt - Math.min(marginMs, lifetime / 10)) return 'ended';
  return at >= expiresAt - Math.min(earlyMs, lifetime / 4) ? 'soon' : 'good';
};
