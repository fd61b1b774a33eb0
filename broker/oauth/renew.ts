import { type ConnectionId, ValetkeyError } from '@valetkey/api-contracts';
import type { SignInEnd } from '../contracts/sign-in.ts';
import { type Errand, type SharedErrand, shareErrand, type TokenWaiter } from '../network/errand.ts';
import { longestRetryAfterMs, OauthError } from '../secrets/oauth/oauth-error.ts';
import type { SignInConnection } from '../secrets/oauth/sign-in-connection.ts';
import type { Issued, TokenFacts } from '../secrets/oauth/token-facts.ts';
import { waitFor } from '../secrets/oauth/wait-for.ts';
import type { OauthPowers } from './oauth-powers.ts';
import { revokeTokens } from './revoke-tokens.ts';
import { isUnattended, type OauthSession, type SessionRow, tokensInSession } from './session-rows.ts';

/** Longer than a renewal can take: a holder past its end was killed. */
const leaseMs = 45_000;
const renewalMs = 30_000;
const longestFarewellMs = 3_000;
const askAgainMs = 100;
const firstBackOffMs = 2_000;
const longestBackOffMs = 5 * 60_000;

export type Renewals = {
  /**
   * Resolves when tokens other than those of `counter` are there, or when nothing more can be done: the caller looks
   * at the session again. One at a time per connection, in this process and in others that have the same files.
   */
  renew(connection: SignInConnection, counter: number, waiter: TokenWaiter): Promise<void>;
  /** Tokens that came for this session and could not be sealed: the service accepts them, and not those before. */
  unsaved(id: ConnectionId, session: OauthSession): Issued['tokens'] | undefined;
  /** Of one that is signed out. */
  forget(id: ConnectionId): void;
  /** Ends those under way, after what they wrote is on disk. */
  close(): Promise<void>;
};

type Answer = { readonly issued: Issued; readonly server: OauthSession['server'] };
type RenewalPowers = OauthPowers & {
  /** What came and could not be written down, with the session that asked: the refresh token before it is spent. */
  readonly unsaved: Map<ConnectionId, { readonly session: OauthSession; readonly answer: Answer }>;
};

export const makeRenewals = (given: OauthPowers): Renewals => {
  const powers: RenewalPowers = { ...given, unsaved: new Map() };
  const underWay = new Map<ConnectionId, SharedErrand>();
  /** `closing` ends waiting; a request that has left may have changed the tokens, and its answer is waited for. */
  const closing = new AbortController();
  const cut = new AbortController();
  return Object.freeze<Renewals>({
    renew: (connection, counter, waiter) => {
      const { id } = connection;
      const joined = underWay.get(id)?.join(waiter);
      if (joined !== undefined) return joined;
      const started = shareErrand(waiter, (errand) =>
        renewOnce(connection, counter, closing.signal, cut.signal, errand, powers).finally(() => {
          if (underWay.get(id) === started) underWay.delete(id);
        }),
      );
      underWay.set(id, started);
      return started.work;
    },
    unsaved: (id, session) => unsavedOf(id, session, powers)?.issued.tokens,
    forget: (id) => void powers.unsaved.delete(id),
    close: async () => {
      closing.abort();
      const callOff = powers.after(longestFarewellMs, () => cut.abort());
      await Promise.allSettled([...underWay.values()].map(({ work }) => work));
      callOff();
    },
  });
};

/** 0: it may be tried now. A wait that is longer than any was written before the clock was set back. */
export const retryInMs = ({ failure }: Pick<OauthSession, 'failure'>, now: number): number => {
  const waitMs = (failure?.retryAt ?? now) - now;
  return waitMs > 0 && waitMs <= longestRetryAfterMs ? waitMs : 0;
};

const renewOnce = async (
  connection: SignInConnection,
  counter: number,
  closing: AbortSignal,
  cut: AbortSignal,
  errand: Errand,
  powers: RenewalPowers,
): Promise<void> => {
  const { rows, now } = powers;
  const { id } = connection;
  const owner = powers.makeId();
  for (;;) {
    const row = rows.get(id);
    const session = row?.session;
    if (row === undefined || session === undefined) return;
    if (session.counter !== counter || session.ended !== undefined) return;
    const at = now();
    const { failure } = session;
    const waitMs = retryInMs({ failure }, at);
    if (failure !== undefined && waitMs > 0) throw unavailable(failure.why, waitMs);
    if (rows.lease(id, row.version, { owner, until: at + leaseMs }, at)) {
      try {
        return await renewLeased(connection, row, session, cut, errand, powers);
      } finally {
        // Where the outcome could not be written: the next one need not wait until the lease has run out.
        rows.release(id, owner);
      }
    }
    if (!errand.wanted()) throw new ValetkeyError({ code: 'aborted' });
    // Somebody else renews: in another process, since this one has one at a time.
    await waitFor(askAgainMs, closing, powers.after).catch(() => {
      throw new ValetkeyError({ code: 'aborted' });
    });
  }
};

const renewLeased = async (
  connection: SignInConnection,
  row: SessionRow,
  session: OauthSession,
  cut: AbortSignal,
  errand: Errand,
  powers: RenewalPowers,
): Promise<void> => {
  const { rows, door, audit, now } = powers;
  const { id: connectionId, authorityDigest } = connection;
  const place = { connectionId, authorityDigest };
  /** The previous holder of the lease never gave it back. */
  const interrupted = row.lease !== undefined;
  if (interrupted) {
    const unnamed = door.findUnnamed(place, session.counter);
    if (unnamed !== undefined) {
      const { counter, facts } = unnamed;
      adopt(connectionId, row, renewed(session, counter, facts, session.skewSeconds), powers);
      return;
    }
  }
  const opened = door.open(place, session.counter);
  if (!opened.ok) {
    if (opened.code === 'vault-locked') throw new ValetkeyError({ code: opened.code, why: opened.why });
    return end(connectionId, row, session, 'tokens-unreadable', powers);
  }
  const unsaved = unsavedOf(connectionId, session, powers);
  if (unsaved !== undefined) return save(connection, session, unsaved, powers);
  const tokens = opened.secret;
  const { failure, scopes, flow } = session;
  try {
    const signal = AbortSignal.any([cut, AbortSignal.timeout(renewalMs)]);
    // After a failure the metadata is fetched again: the endpoint may have moved.
    const saved = failure === undefined || session.discovered !== undefined ? session.server : undefined;
    const answer = await door.talk(
      connection,
      { tokens, saved, before: beforeOf(session), skewSeconds: session.skewSeconds },
      { signal, wanted: errand.wanted },
      async (conversation) => ({
        server: conversation.server.saved,
        issued: isUnattended(flow)
          ? await conversation[flow](scopes)
          : await conversation.refresh(scopes, tokens),
      }),
    );
    await save(connection, session, answer, powers);
  } catch (error) {
    if (!(error instanceof OauthError)) throw error;
    if (cut.aborted || errand.givenUp()) throw new ValetkeyError({ code: 'aborted' }, error);
    const code = error.code === 'aborted' ? 'timed-out' : error.code;
    const why = endOf(error, !isUnattended(flow) && (interrupted || failure !== undefined));
    const still = rows.get(connectionId);
    // The user signed in again, or out: nothing is to be said of the tokens before.
    if (still?.session?.counter !== session.counter) return;
    if (why !== undefined) return end(connectionId, still, still.session, why, powers);
    const count = (failure?.count ?? 0) + 1;
    const waitMs = Math.max(
      error.retryAfterMs ?? 0,
      Math.min(firstBackOffMs * 2 ** Math.min(count - 1, 20), longestBackOffMs),
    );
    const retryAt = now() + waitMs;
    rows.update(connectionId, still.version, { ...still.session, failure: { count, retryAt, why: code } });
    audit.append({ kind: 'token.refused', connectionId, outcome: 'failed', detail: code });
    throw unavailable(code, waitMs, error);
  }
};

const unsavedOf = (
  id: ConnectionId,
  { counter, signedInAt }: OauthSession,
  powers: RenewalPowers,
): Answer | undefined => {
  const unsaved = powers.unsaved.get(id);
  return unsaved?.session.counter === counter && unsaved.session.signedInAt === signedInAt
    ? unsaved.answer
    : undefined;
};

const save = async (
  connection: SignInConnection,
  session: OauthSession,
  answer: Answer,
  powers: RenewalPowers,
): Promise<void> => {
  const { rows, door, unsaved } = powers;
  const { id: connectionId, authorityDigest } = connection;
  const { issued, server } = answer;
  unsaved.set(connectionId, { session, answer });
  // What is noted beside the tokens, such as scopes that the service wanted, may have changed meanwhile.
  const still = rows.get(connectionId);
  if (still?.session?.counter === session.counter) {
    const counter = door.seal({ connectionId, authorityDigest }, issued, session.counter);
    const next = renewed(still.session, counter, issued, issued.skewSeconds);
    adopt(connectionId, still, { ...next, server }, powers);
  }
  unsaved.delete(connectionId);
  // After a sign-out or a deletion the service would go on accepting these: the tokens revoked then were spent. After
  // a new sign-in they are only dropped, since revoking them could end that sign-in, too.
  if (still === undefined) await revokeTokens(connection, { ...session, server }, issued.tokens, powers);
};

/** Where an MCP server once said who gives tokens, nobody else is asked for new ones, whatever it says now. */
const beforeOf = ({ discovered, server }: OauthSession) =>
  discovered === undefined ? undefined : { server, discovered };

const renewed = (
  { failure: _, ended: __, expiresAt: ___, ...session }: OauthSession,
  counter: number,
  facts: TokenFacts,
  skewSeconds: number,
): OauthSession => ({
  ...session,
  counter,
  skewSeconds,
  ...tokensInSession(session.flow, facts),
});

/** The metadata names the new tokens from here on; the old ones go after that. */
const adopt = (
  connectionId: ConnectionId,
  row: SessionRow,
  session: OauthSession,
  powers: OauthPowers,
): void => {
  // Somebody was faster only if this process slept past its lease, or the user signed in again: theirs are later.
  if (!powers.rows.update(connectionId, row.version, session))
    return powers.door.discard(connectionId, session.counter);
  powers.audit.append({ kind: 'token.renewed', connectionId, outcome: 'ok' });
  powers.door.settle(connectionId, session.counter);
};

/** Once: the one whose change is taken tells the user. */
export const end = (
  connectionId: ConnectionId,
  { version }: Pick<SessionRow, 'version'>,
  session: OauthSession,
  why: SignInEnd,
  { rows, audit, now, needsReconnect }: OauthPowers,
): void => {
  const { failure: _, ...rest } = session;
  if (!rows.update(connectionId, version, { ...rest, ended: { why, at: now() } })) return;
  audit.append({ kind: 'connection.needs-reconnect', connectionId, detail: why });
  needsReconnect(connectionId, why);
};

/** What no waiting mends. Undefined: it is worth another try. */
const endOf = ({ code }: OauthError, mayHaveBeenSpent: boolean): SignInEnd | undefined => {
  switch (code) {
    case 'invalid-grant':
      return mayHaveBeenSpent ? 'refresh-interrupted' : 'revoked';
    case 'client-refused':
    case 'id-token-ended':
      return code;
    case 'refused':
    case 'denied':
    case 'scope-refused':
    case 'resource-refused':
      return 'refused';
    default:
      return undefined;
  }
};

const unavailable = (why: string, retryAfterMs: number, cause?: unknown): ValetkeyError =>
  new ValetkeyError(
    { code: 'token-unavailable', why, retryAfterMs: Math.ceil(Math.max(0, retryAfterMs)) },
    cause,
  );
