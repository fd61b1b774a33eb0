import { type SharedErrand, shareErrand } from '../../network/errand.ts';
import { NetworkError } from '../../network/network-error.ts';
import { isRecent } from '../../time/is-recent.ts';
import { makeSecret, plaintextOf } from '../vault/plaintext.ts';
import type { Secret } from '../vault/secret.ts';
import type { ErrandPowers, Memory, TokenPowers } from './kind.ts';
import type { ServerClocks } from './server-clock.ts';

/** A token that a kind made or fetched, for as long as it lasts. In memory only. */
export type HeldToken = Memory & {
  readonly clocks: ServerClocks;
  token: { readonly value: Secret; readonly since: number; freshUntil: number } | undefined;
  /** Answers that are still under way may hold the one before. */
  earlier: Secret | undefined;
  renewing: SharedErrand | undefined;
  failed: { readonly error: unknown; readonly times: number; readonly since: number } | undefined;
};

export const noToken = (): HeldToken => ({
  changes: 0,
  clocks: new Map(),
  token: undefined,
  earlier: undefined,
  renewing: undefined,
  failed: undefined,
});

const longestHoldMs = 60_000;
const holdMs = (times: number): number => Math.min(longestHoldMs, 1000 * 2 ** (times - 1));
/** A token that was refused so soon after it came is not helped by another one. */
const settledMs = 10_000;

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
        held.earlier = held.token?.value;
        // A tenth of its life, so that it does not end on the way.
        const freshUntil = expiresAt - Math.min(60_000, (expiresAt - since) / 10);
        held.token = { value: makeSecret(token), since, freshUntil };
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

/** One that came later than now came before the clock was set back: nobody knows how long it lasts. */
export const isFresh = ({ token }: HeldToken, now: number): boolean =>
  token !== undefined && token.since <= now && now < token.freshUntil;

/** Of a 401: true when the token is old enough to have been revoked, and then it is dropped. */
export const dropRefused = (held: HeldToken, status: number, now: number): boolean => {
  if (status !== 401 || held.token === undefined || isRecent(held.token.since, settledMs, now)) return false;
  held.token.freshUntil = 0;
  return true;
};

export const tokenOf = ({ token }: HeldToken): Secret => {
  if (token === undefined) throw new NetworkError('token-refused', { why: 'no-token' });
  return token.value;
};

export const tokenForms = ({ token, earlier }: HeldToken): string[] =>
  [token?.value, earlier].flatMap((secret) => (secret === undefined ? [] : [plaintextOf(secret)]));
