import { type SharedErrand, shareErrand } from '../../network/errand.ts';
import { NetworkError } from '../../network/network-error.ts';
import { isRecent } from '../../time/is-recent.ts';
import { stillRetired } from '../still-retired.ts';
import { makeSecret, plaintextOf } from '../vault/plaintext.ts';
import type { Secret } from '../vault/secret.ts';
import type { ErrandPowers, HeardReply, Memory, TokenPowers } from './kind.ts';
import type { ServerClocks } from './server-clock.ts';

export type ReplacedSecret = { readonly value: Secret; readonly until: number };

/** A token that a kind made or fetched, for as long as it lasts. In memory only. */
export type HeldToken = Memory & {
  readonly clocks: ServerClocks;
  token:
    | { readonly value: Secret; readonly since: number; readonly expiresAt: number; freshUntil: number }
    | undefined;
  /** Newest first: answers that are under way, or that a service wrote down, may hold them. */
  retired: readonly ReplacedSecret[];
  /** One that is refused sooner after it came is not helped by another one. */
  settledMs: number;
  renewing: SharedErrand | undefined;
  failed: { readonly error: unknown; readonly times: number; readonly since: number } | undefined;
};

const settledMs = 10_000;
/** Some refuse a request whatever its token is. Each token that is dropped for it doubles the age of the next one. */
const longestSettledMs = 60 * 60_000;

export const noToken = (): HeldToken => ({
  changes: 0,
  clocks: new Map(),
  token: undefined,
  retired: [],
  settledMs,
  renewing: undefined,
  failed: undefined,
});

const longestHoldMs = 60_000;
const holdMs = (times: number): number => Math.min(longestHoldMs, 1000 * 2 ** (times - 1));

/**
 * Sees to it that a token is there which lasts. However many ask at once, one is fetched. After a failure the same
 * answer is given for a while, longer each time, so that a service that is down is not asked by every use. What was given
 * up because nobody waited is no failure.
 */
export const renew = (
  held: HeldToken,
  powers: TokenPowers,
  fetch: (powers: ErrandPowers) => Promise<{ readonly token: string; readonly expiresAt: number }>,
): Promise<void> | undefined => {
  const { now, waiter } = powers;
  if (isFresh(held, now())) return undefined;
  const joined = held.renewing?.join(waiter);
  if (joined !== undefined) return joined;
  const { failed } = held;
  if (failed && isRecent(failed.since, holdMs(failed.times), now())) return Promise.reject(failed.error);
  const renewing = shareErrand(waiter, (errand) =>
    fetch({ ...powers, tokenRequest: (request) => powers.tokenRequest(request, errand) }).then(
      ({ token, expiresAt }) => {
        const since = now();
        held.retired = stillHeld(allTokens(held), since);
        // A tenth of its life, so that it does not end on the way.
        const freshUntil = expiresAt - Math.min(60_000, (expiresAt - since) / 10);
        held.token = { value: makeSecret(token), since, expiresAt, freshUntil };
        held.changes += 1;
        held.failed = undefined;
        held.renewing = undefined;
      },
      (error: unknown) => {
        if (errand.givenUp()) throw error;
        held.failed = { error, times: (held.failed?.times ?? 0) + 1, since: now() };
        held.renewing = undefined;
        throw error;
      },
    ),
  );
  held.renewing = renewing;
  return renewing.work;
};

type RefusedReply = Pick<HeardReply, 'status' | 'sentWith'>;

/** One that came later than now came before the clock was set back: nobody knows how long it lasts. */
export const isFresh = ({ token }: HeldToken, now: number): boolean =>
  token !== undefined && token.since <= now && now < token.freshUntil;

/** Of a 401: true when the token is old enough to have been revoked, and then it is dropped; or when another was sent. */
export const dropRefused = (held: HeldToken, { status, sentWith }: RefusedReply, now: number): boolean => {
  if (status !== 401 || held.token === undefined) return false;
  const { value, since, freshUntil } = held.token;
  // Another request's refusal dropped it, and its successor is on the way.
  if (freshUntil === 0 || sentWith !== value) return true;
  if (!isRecent(since, longestSettledMs, now)) held.settledMs = settledMs;
  if (isRecent(since, held.settledMs, now)) return false;
  held.settledMs = Math.min(held.settledMs * 2, longestSettledMs);
  held.token.freshUntil = 0;
  return true;
};

export const tokenOf = ({ token }: HeldToken): Secret => {
  if (token === undefined) throw new NetworkError('token-refused', { why: 'no-token' });
  return token.value;
};

/** With when servers accept each of them no more, newest first. */
export const allTokens = ({ token, retired }: HeldToken): ReplacedSecret[] => [
  ...(token === undefined ? [] : [{ value: token.value, until: token.expiresAt }]),
  ...retired,
];

const textOf = ({ value }: ReplacedSecret): string => plaintextOf(value);

export const stillHeld = (tokens: readonly ReplacedSecret[], now: number): ReplacedSecret[] =>
  stillRetired(tokens, now, textOf);

export const textsOf = (tokens: readonly ReplacedSecret[]): string[] => tokens.map(textOf);

export const tokenForms = (held: HeldToken): string[] => textsOf(allTokens(held));
